import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/until.mjs";

/** The catalogue has the first under its id, something like the second, and nothing like the third. */
const BOOKS = [
  { title: "Dracula", authors: "Bram Stoker", hiveId: "bk_73LNzIlk0cwq7dpRTO5m", createdAt: "2024-01-03T12:00:00.000Z" },
  { title: "Middlemarch", authors: "G. Eliot", hiveId: "bk_00000000000000000000", createdAt: "2024-01-02T12:00:00.000Z" },
  { title: "Salt and Letters", authors: "Nobody Known", hiveId: "bk_00000000000000000001", createdAt: "2024-01-01T12:00:00.000Z" },
];
let account;
let original;

const values = (records) => new Map(records.map(({ uri, value }) => [uri, value]));
const titled = (records, title) => records.map(({ value }) => value).find((value) => value.title === title);
const questions = async (stage) => (await stage.network.log()).filter((entry) => /searchBooks|getBookIdentifiers/.test(entry.path));

journey("K, what books lack comes from the catalogue", {}, {
  "nothing is asked before the reader says so, with numbers and host on show": async (stage) => {
    account = await stage.network.createAccount("kara.test");
    await stage.network.writeRecords(
      account,
      BOOKS.map((book) => ({
        $type: "com.atproto.repo.applyWrites#create",
        collection: "buzz.bookhive.book",
        value: { $type: "buzz.bookhive.book", ...book },
      })),
    );
    original = values(await stage.network.records(account));
    await stage.launch();
    await stage.signIn(account);
    await stage.settled(account);
    await stage.app.press("button", /^Settings/);
    await stage.app.press("button", "See what would be looked up…");
    await stage.app.reads("at most three questions a second");
    assert.deepEqual(await questions(stage), []);
    await stage.picture("enrich-ask");
    await stage.app.press("button", "Allow, and look up 3 books");
    await stage.app.reads("3 books looked up.", { within: 60_000 });
    assert.deepEqual(values(await stage.network.records(account)), original);
  },

  "what was found is filled after it was seen": async (stage) => {
    await stage.app.press("button", "See 1 find…");
    await stage.app.reads("9780141439846");
    await stage.picture("enrich-found");
    await stage.app.press("button", "Fill 1 book");
    await stage.app.reads("1 book filled.");
    await stage.settled(account);
    const records = await stage.network.records(account);
    assert.equal(titled(records, "Dracula").identifiers.isbn13, "9780141439846");
    assert.deepEqual(titled(records, "Middlemarch"), titled([...original].map(([, value]) => ({ value })), "Middlemarch"));
  },

  "after a restart a doubtful book is filled by the reader's word": async (stage) => {
    await stage.app.quit();
    await stage.launch();
    await stage.app.press("button", /^Settings/);
    await stage.app.press("button", "Which is it? 1…");
    await stage.app.press("radio", /^Middlemarch/);
    await stage.app.press("button", /^This one: Middlemarch/);
    await stage.app.reads("Every book is settled.");
    await stage.app.press("button", "Close");
    await stage.app.press("button", "See 1 find…");
    await stage.app.press("button", "Fill 1 book");
    await stage.app.reads("1 book filled.");
    await stage.settled(account);
    assert.notEqual(titled(await stage.network.records(account), "Middlemarch").identifiers, undefined);
  },

  "and the history takes it back": async (stage) => {
    await stage.app.press("button", "History");
    await stage.app.press("button", /^Undo: /);
    const before = titled([...original].map(([, value]) => ({ value })), "Middlemarch");
    await until("the server has the book as it was", async () =>
      isDeepStrictEqual(titled(await stage.network.records(account), "Middlemarch"), before));
  },
});
