import assert from "node:assert/strict";
import { plainExport } from "../harness/export.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/until.mjs";

const ROWS = 450;
let account;

const batches = (log) => log.filter((entry) => entry.path.endsWith("com.atproto.repo.applyWrites"));

/** Each of the first `count` rows is in the repository, and nothing twice. */
async function assertEachOnce(stage, count) {
  const titles = (await stage.network.records(account)).map((record) => record.value.title).sort();
  const expected = Array.from({ length: count }, (_, index) => `Plain book ${index + 1}`).sort();
  assert.deepEqual(titles, expected);
}

/** Imports a file and kills the application while the `nth` batch is held at the server. */
async function killDuring(stage, file, kind, nth) {
  await stage.network.clearLog();
  await stage.network.fault({ match: "applyWrites", skip: nth - 1, action: { kind } });
  await stage.drop(file);
  await stage.app.press("button", /^Import \d+ books$/);
  await until("the batch is on its way", async () => batches(await stage.network.log()).length === nth);
  await stage.app.kill();
  await stage.network.clearFaults();
}

journey("E, killed during an import", {}, {
  "a signed-in library, empty": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    await stage.launch();
    await stage.signIn(account);
    await stage.settled(account);
  },

  "killed before the server heard of the second batch, the import finishes after a restart": async (stage) => {
    await killDuring(stage, stage.file("first.csv", plainExport(ROWS)), "hold", 2);
    const before = (await stage.network.records(account)).length;
    assert.ok(before > 0 && before < ROWS, `${before} of ${ROWS} written at the kill`);
    await stage.launch();
    await stage.settled(account, { within: 90_000 });
    await assertEachOnce(stage, ROWS);
  },

  "the report of the finished import adds up": async (stage) => {
    await stage.app.press("button", /^Import (progress|report)/);
    const words = await stage.app.reads("Every row, counted");
    assert.match(words, new RegExp(`Added\\s+${ROWS}\\b`));
    assert.match(words, new RegExp(`Rows in the file\\s+${ROWS}\\b`));
    await stage.app.press("button", "Done");
  },

  "killed after the server wrote a batch but before it said so, nothing is doubled": async (stage) => {
    await killDuring(stage, stage.file("second.csv", plainExport(ROWS + 250)), "holdAfter", 1);
    await stage.launch();
    await stage.settled(account, { within: 90_000 });
    await assertEachOnce(stage, ROWS + 250);
  },
});
