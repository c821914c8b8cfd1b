import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { journey } from "../harness/journey.mjs";

const EXPORT = fileURLToPath(new URL("../fixtures/storygraph.csv", import.meta.url));
const expected = JSON.parse(readFileSync(EXPORT.replace(/csv$/, "expected.json"), "utf8"));
/** Every row of the file in one part: 74 books, three rows of the same books, one without author, two unreadable. */
const SUM = /74 new · 3 joined · 1 needs you · 2 problems\s+= 80 rows/;

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
    await stage.app.find("heading", "80 rows from StoryGraph");
    await stage.app.reads(SUM);
    assert.deepEqual(await stage.network.records(account), [], "nothing is written before Import is pressed");
  },

  "the plan says what is odd about a row": async (stage) => {
    await stage.app.press("button", /^Worth a look/);
    await stage.app.reads(/needs you/i);
    const { rows } = await stage.app.ask("plan_rows", {
      query: { show: "worthALook", text: "" },
      offset: 0,
      limit: 100,
    });
    assert.ok(rows.some((row) => row.notes.some((note) => /swapped/.test(note))), "the reversed range is flagged");
    assert.ok(rows.some((row) => row.fate === "needsYou"), "the row without author is asked about");
  },

  "Import writes it, and the report adds up": async (stage) => {
    await stage.app.press("button", "Import 74 books");
    await stage.app.find("heading", "Imported", { within: 60_000 });
    const words = await stage.app.reads("Every row, counted");
    const figure = (name) => Number(new RegExp(`^${name}\\s+(\\d+)$`, "m").exec(words)?.[1] ?? 0);
    assert.equal(figure("Added"), 74);
    assert.equal(figure("Rows in the file"), 80);
    const parts = ["Added", "Changed", "Unchanged", "Joined with another row", "Left out", "Set aside"].map(figure);
    assert.equal(parts.reduce((sum, part) => sum + part), 80, words);
    await stage.app.press("button", "Done");
    await stage.settled(account);
  },

  "the repository holds every field of every book": async (stage) => {
    const records = await stage.network.records(account);
    const written = byHiveId(records.map((record) => record.value));
    assert.equal(records.length, expected.length);
    assert.equal(written.size, records.length, "one record for each hiveId");
    for (const { line, record } of expected) {
      const actual = written.get(record.hiveId);
      assert.ok(actual, `line ${line}`);
      // A file without the day it was added leaves it to the moment of the import.
      const createdAt = record.createdAt ?? actual.createdAt;
      assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      assert.deepEqual(actual, { ...record, createdAt }, `line ${line}`);
    }
    assert.ok(records.every((record) => /\/[2-7a-z]{13}$/.test(record.uri)), "keys are TIDs");
  },

  "the library shows the days of the file, west of Greenwich too": async (stage) => {
    await stage.app.press("button", /^All books, /);
    await stage.app.type("combobox", "Search your books", "Dracula");
    assert.match(await stage.app.reads(/Dracula\s+Bram Stoker/), /Dracula\s+Bram Stoker[^]*Oct 31, 2021/);
  },
});

journey("D, the same file again", {}, {
  "imported once": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    await stage.launch();
    await stage.signIn(account);
    await stage.drop(EXPORT);
    await stage.app.press("button", "Import 74 books");
    await stage.app.find("heading", "Imported", { within: 60_000 });
    await stage.app.press("button", "Done");
    await stage.settled(account);
  },

  "a second time there is nothing to do": async (stage) => {
    const before = await stage.network.records(account);
    await stage.drop(EXPORT);
    await stage.app.find("heading", "80 rows from StoryGraph");
    await stage.app.reads(/74 unchanged · 3 joined · 1 needs you · 2 problems\s+= 80 rows/);
    await stage.app.reads("There is nothing to import: your library has it all.");
    assert.deepEqual(await stage.app.all("button", /^Import \d+ books?$/), []);
    await stage.app.press("button", "Close without importing");
    assert.deepEqual(await stage.network.records(account), before);
  },
});
