import assert from "node:assert/strict";
import { journey } from "../harness/journey.mjs";

/** Of every seven made-up books three are finished. */
const BOOKS = 700;
const FINISHED = 300;
const ABANDONED = "buzz.bookhive.defs#abandoned";

let account;
let original;

const byKey = (records) => new Map(records.map(({ uri, value }) => [uri, value]));

journey("F, three hundred books at once", {}, {
  "a library of seven hundred": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    await stage.network.seedBooks(account, BOOKS);
    original = byKey(await stage.network.records(account));
    await stage.launch();
    await stage.signIn(account);
    await stage.settled(account);
    await stage.app.find("button", `All books, ${BOOKS}`);
  },

  "the finished ones are selected and given another status": async (stage) => {
    await stage.network.clearLog();
    await stage.app.press("button", `Finished, ${FINISHED}`);
    const grid = await stage.app.find("grid", "Finished");
    await grid.click();
    await stage.app.session.press("Control", "a");
    await stage.app.reads(`${FINISHED} of ${FINISHED} selected`);
    await stage.app.session.press("s");
    await stage.app.session.press("a");
    await stage.app.reads(`Abandoned: change ${FINISHED} books?`);
    await stage.app.press("button", `Change ${FINISHED} books`);
    await stage.app.find("button", "Finished, 0");
    await stage.settled(account);
  },

  "the server has all of them, and nothing else of them changed": async (stage) => {
    const now = byKey(await stage.network.records(account));
    assert.equal(now.size, BOOKS);
    let changed = 0;
    for (const [uri, value] of now) {
      const before = original.get(uri);
      if (before.status !== value.status) changed += 1;
      const expected = before.status?.endsWith("#finished") ? { ...before, status: ABANDONED } : before;
      assert.deepEqual(value, expected);
    }
    assert.equal(changed, FINISHED);
  },

  "they went in batches, none alone": async (stage) => {
    const log = await stage.network.log();
    const writes = log.filter((entry) => /\.(applyWrites|putRecord|createRecord|deleteRecord)$/.test(entry.path));
    const batches = writes.filter((entry) => entry.path.endsWith(".applyWrites"));
    assert.equal(writes.length, batches.length, "no single writes");
    assert.ok(batches.length >= 2 && batches.length <= 4, `${batches.length} batches`);
    assert.ok(batches.every((entry) => entry.status === 200), "no batch was refused");
  },

  "undo brings every one back": async (stage) => {
    await stage.app.session.press("Control", "z");
    await stage.app.find("button", `Finished, ${FINISHED}`);
    await stage.settled(account);
    assert.deepEqual(byKey(await stage.network.records(account)), original);
  },
});
