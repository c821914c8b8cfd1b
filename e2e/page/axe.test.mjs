/** axe-core finds nothing on any screen, light or dark: WCAG 2.1 A and AA, and its best practices. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { startChrome } from "../harness/chrome.mjs";
import { servePage } from "../harness/page.mjs";
import { SCREENS } from "../scenes.mjs";

const AXE = readFileSync(new URL("../../ui/node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

let page, chrome;
before(async () => {
  page = await servePage();
  chrome = await startChrome({ args: ["--headless", "--force-prefers-reduced-motion"] });
  await chrome.session.resize(1440, 900);
});
after(async () => {
  await chrome?.stop();
  page?.close();
});

for (const theme of ["light", "dark"]) {
  for (const [name, question] of Object.entries(SCREENS)) {
    test(`axe finds nothing: ${name}, ${theme}`, async () => {
      const { session } = chrome;
      await page.show(session, `theme=${theme}&${question}`);
      await session.execute(AXE);
      const faults = await session.executeAsync(
        `const { violations } = await axe.run(document, { resultTypes: ["violations"], runOnly: args[0] });
        return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.target.join(" ") + ": " + node.failureSummary) }));`,
        RULES,
      );
      assert.deepEqual(faults, []);
    });
  }
}
