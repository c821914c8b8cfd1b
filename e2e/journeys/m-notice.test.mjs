import assert from "node:assert/strict";
import { plainExport } from "../harness/export.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/until.mjs";

const ROWS = 30;
let account;
let notices;

journey("M, an import that ends while the reader looks elsewhere", {}, {
  "a signed-in library, empty, on a desktop that shows notices": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    notices = await stage.desktop.notices();
    await stage.launch();
    await stage.signIn(account);
    await stage.settled(account);
  },

  "an import that its reader watches ends without a notice": async (stage) => {
    await imported(stage, "watched.csv", plainExport(ROWS));
    await stage.settled(account);
    assert.deepEqual(notices(), []);
  },

  "another one, out of sight, is announced once, in words that hold nothing of the file": async (stage) => {
    await imported(stage, "elsewhere.csv", plainExport(2 * ROWS), () => stage.app.lookElsewhere());
    await until("the desktop is asked to show a notice", () => notices().length > 0, { within: 60_000 });
    assert.deepEqual(notices(), [
      { app: "Book Explorer", summary: "Your import is done", body: `${ROWS} rows are written, and every row accounted for.` },
    ]);
    assert.equal((await stage.network.records(account)).length, 2 * ROWS);
  },
});

/** Imports a file into a server that asks for a rest first and then takes its time, in which `meanwhile` happens. */
async function imported(stage, name, content, meanwhile = async () => {}) {
  await stage.network.clearLog();
  const busy = { kind: "reply", status: 429, headers: { "ratelimit-reset": "1" }, body: { error: "RateLimitExceeded" } };
  await stage.network.fault({ match: "applyWrites", times: 1, action: busy });
  await stage.network.fault({ match: "applyWrites", action: { kind: "hold" } });
  await stage.drop(stage.file(name, content));
  await stage.app.press("button", `Import ${ROWS} books`);
  await until("the batch is on its way again after the rest", async () =>
    (await stage.network.log()).filter((entry) => entry.path.endsWith("applyWrites")).length === 2);
  await meanwhile();
  await stage.network.clearFaults();
}
