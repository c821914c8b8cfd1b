import assert from "node:assert/strict";
import { journey } from "../harness/journey.mjs";

/** Of every seven made-up books three are finished. */
const BOOKS = 21;
const FINISHED = 9;
const STATUS = /^Undo: Set the status of 9 books to abandoned/;

let account;
let original;

const values = (records) => new Map(records.map(({ uri, value }) => [uri, value]));

journey("G, what was done stays to be undone", {}, {
  "nine books change their status at once": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    await stage.network.seedBooks(account, BOOKS);
    original = values(await stage.network.records(account));
    await stage.launch();
    await stage.signIn(account);
    await stage.settled(account);
    await stage.app.press("button", `Finished, ${FINISHED}`);
    await (await stage.app.find("grid", "Finished")).click();
    await stage.app.session.press("Control", "a");
    await stage.app.session.press("s");
    await stage.app.session.press("a");
    await stage.app.press("button", `Change ${FINISHED} books`);
    await stage.app.find("button", "Finished, 0");
    await stage.settled(account);
  },

  "after a restart the history undoes it, at the server too": async (stage) => {
    await stage.app.quit();
    await stage.launch();
    await stage.app.press("button", "History");
    await stage.app.press("button", STATUS);
    await stage.app.find("button", `Finished, ${FINISHED}`);
    await stage.settled(account);
    assert.deepEqual(values(await stage.network.records(account)), original);
  },

  "and what was undone is done again": async (stage) => {
    await stage.app.press("button", /^Redo: Set the status of 9 books to abandoned/);
    await stage.app.find("button", "Finished, 0");
    await stage.settled(account);
    const statuses = (await stage.network.records(account)).map(({ value }) => value.status);
    assert.equal(statuses.filter((status) => status?.endsWith("#finished")).length, 0);
  },
});
