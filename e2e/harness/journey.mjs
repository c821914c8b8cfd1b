import { writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Stage } from "./stage.mjs";

/**
 * A journey's tests share one stage and follow one another. A failure leaves a picture of the screen, the page's words and
 * what the application said in `e2e/output`; the tests after it are not begun.
 */
export function journey(name, options, steps) {
  let stage;
  let failed = false;
  before(async () => {
    stage = await Stage.set(options);
  });
  after(() => stage?.strike());
  for (const [title, step] of Object.entries(steps)) {
    test(`${name}: ${title}`, { timeout: 240_000 }, async (t) => {
      if (failed) throw new Error("an earlier step of this journey failed");
      try {
        await step(stage, t);
      } catch (error) {
        failed = true;
        await report(stage, `${name} ${title}`.replace(/[^\w]+/g, "-").slice(0, 80)).catch(() => {});
        throw error;
      }
    });
  }
}

async function report(stage, name) {
  const picture = await stage.picture(name);
  const words = await stage.app?.text().catch((error) => String(error));
  const log = (await stage.network.log()).slice(-60).map((entry) => `${entry.door} ${entry.method} ${entry.path} ${entry.status}`);
  const said = stage.app?.process?.said ?? "";
  writeFileSync(picture.replace(/png$/, "txt"), [words, ...log, said.slice(-20_000)].join("\n"));
}
