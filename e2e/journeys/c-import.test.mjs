import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { journey } from "../harness/journey.mjs";

const EXPORT = fileURLToPath(new URL("../fixtures/odd-books.csv", import.meta.url));
const expected = JSON.parse(readFileSync(EXPORT.replace(/csv$/, "expected.json"), "utf8"));
/** Every row of the file in one part: two are joined with others, one lacks its author, one its title. */
const SUM = /60 new · 2 joined · 1 needs you · 1 problems\s+= 64 rows/;

let account;

const byHiveId = (records) => new Map(records.map((record) => [record.hiveId, record]));

journey("C, an import", {}, {
  "a signed-in library, empty": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    await stage.launch();
    await stage.signIn(account);
    await stage.settled(account);
  },

  "dropped on the window, the export becomes a plan that accounts for every row": async (stage) => {
    await stage.drop(EXPORT);
    await stage.app.find("heading", "64 rows from StoryGraph");
    await stage.app.reads(SUM);
    assert.deepEqual(await stage.network.records(account), [], "nothing is written before Import is pressed");
  },

  "the plan says what is odd about a row": async (stage) => {
    await stage.app.press("button", /^Worth a look/);
    await stage.app.reads("A Range Turned Round");
    await stage.app.reads("Nobody Wrote This");
  },

  "Import writes it, and the report adds up": async (stage) => {
    await stage.app.press("button", "Import 60 books");
    await stage.app.find("heading", "Imported", { within: 60_000 });
    const words = await stage.app.reads("Every row, counted");
    const figure = (name) => Number(new RegExp(`^${name}\\s+(\\d+)$`, "m").exec(words)?.[1] ?? 0);
    assert.equal(figure("Added"), 60);
    assert.equal(figure("Rows in the file"), 64);
    const parts = ["Added", "Changed", "Unchanged", "Joined with another row", "Left out", "Set aside"].map(figure);
    assert.equal(parts.reduce((sum, part) => sum + part), 64, words);
    await stage.app.press("button", "Done");
    await stage.settled(account);
  },

  "the repository holds every field of every book": async (stage) => {
    const records = await stage.network.records(account);
    const written = byHiveId(records.map((record) => record.value));
    assert.equal(records.length, expected.records.length);
    assert.equal(written.size, records.length, "one record for each hiveId");
    for (const record of expected.records) {
      const actual = written.get(record.hiveId);
      assert.ok(actual, record.title);
      const createdAt = record.createdAt ?? actual.createdAt;
      assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      assert.deepEqual(actual, { ...record, createdAt }, record.title);
    }
    assert.ok(records.every((record) => /\/[2-7a-z]{13}$/.test(record.uri)), "keys are TIDs");
  },

  "the library shows the days of the file, west of Greenwich too": async (stage) => {
    await stage.app.type("textbox", "Search your books", "New Year in Honolulu");
    const words = await stage.app.reads(/New Year in Honolulu\s+Nalani Nakoa/);
    assert.match(words, /Jan 1, 2022\s+Dec 31, 2022/);
  },
});

journey("D, the same file again", {}, {
  "imported once": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    await stage.launch();
    await stage.signIn(account);
    await stage.drop(EXPORT);
    await stage.app.press("button", "Import 60 books");
    await stage.app.find("heading", "Imported", { within: 60_000 });
    await stage.app.press("button", "Done");
    await stage.settled(account);
  },

  "a second time there is nothing to do": async (stage) => {
    const before = await stage.network.records(account);
    await stage.drop(EXPORT);
    await stage.app.find("heading", "64 rows from StoryGraph");
    await stage.app.reads(/60 unchanged · 2 joined · 1 needs you · 1 problems\s+= 64 rows/);
    await stage.app.reads("There is nothing to import: your library has it all.");
    assert.deepEqual(await stage.app.all("button", /^Import \d+ books?$/), []);
    await stage.app.press("button", "Close without importing");
    assert.deepEqual(await stage.network.records(account), before);
  },
});
