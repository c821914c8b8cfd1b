import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { BINARY } from "../harness/app.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/until.mjs";

/** Of every seven made-up books three are finished and one is being read. */
const BOOKS = 21;
const READING = 3;
const FINISHED = 9;
/** More stops than any screen has. */
const MOST_STOPS = 120;
const EXPORT = fileURLToPath(new URL("../fixtures/storygraph.csv", import.meta.url));

let account;
let original;

const values = (records) => new Map(records.map(({ uri, value }) => [uri, value]));

const FOCUS = `const at = document.activeElement;
  return !at || at === document.body ? "" : [at.getAttribute("role") ?? at.localName, at.getAttribute("aria-label") ?? at.innerText ?? ""].join(" ").trim();`;

const STATUSES = `const seen = [...document.querySelectorAll("[role=row] [data-cell=status]")].map((cell) => cell.innerText.trim());
  return seen.length === arguments[0] && seen.every((one) => one === arguments[1]);`;

/** Waits until something has the focus again: a view that gives way to another may take a moment to hand it on. */
const focus = (stage, after) => until(`a focus after ${after}`, () => stage.app.session.execute(FOCUS));

/** Presses keys, each pressed and let go before the next; a list is a stroke of several at once. */
async function press(stage, ...strokes) {
  let at = "";
  for (const stroke of strokes) {
    await stage.app.session.press(...[stroke].flat());
    at = await focus(stage, stroke);
  }
  return at;
}

/** Goes on by Tab until what has the focus, its role and name, is like that. */
async function tabTo(stage, wanted) {
  const passed = [await focus(stage, "what was before")];
  while (!wanted.test(passed.at(-1))) {
    assert.ok(passed.length < MOST_STOPS, `${wanted} is reached by Tab; passed: ${passed.join(" | ")}`);
    passed.push(await press(stage, "Tab"));
  }
}

const type = (stage, text) => press(stage, ...text);
const sees = (stage, what, selector) => until(what, () => stage.app.session.execute("return document.querySelector(arguments[0]) !== null", selector));
const noSheet = (stage) => until("no sheet", () => stage.app.session.execute("return document.querySelector('dialog[open]') === null"));

journey("L, a day without a mouse", {}, {
  "a signed-in library": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    await stage.network.seedBooks(account, BOOKS);
    original = values(await stage.network.records(account));
    await stage.launch();
    await stage.signIn(account);
    await stage.settled(account);
    await stage.app.find("button", `All books, ${BOOKS}`);
    await stage.app.session.press("Tab");
  },

  "what is being read is found, and a range of it selected": async (stage) => {
    await press(stage, "/");
    await type(stage, "status:reading");
    // Half of what is typed finds three others; the rows themselves say when they are the right ones.
    await until("the rows of what is being read, and no others", () => stage.app.session.execute(STATUSES, READING, "Reading"));
    await tabTo(stage, /^grid /);
    await press(stage, "Home", ["Shift", "Down"], ["Shift", "Down"]);
    await stage.app.reads(`${READING} of ${READING} selected`);
  },

  "all of the range are finished by one sheet": async (stage) => {
    await press(stage, "e");
    await stage.app.find("heading", `Edit ${READING} books`);
    assert.match(await press(stage, "Right"), /^radio Set/);
    await stage.app.find("button", `Change ${READING} books`);
    await tabTo(stage, new RegExp(`^button Change ${READING} books`));
    await press(stage, "Enter");
    await noSheet(stage);
    await stage.app.find("button", `Finished, ${FINISHED + READING}`);
    await stage.settled(account);
  },

  "one stroke takes it back, at the server too": async (stage) => {
    await press(stage, ["Control", "z"]);
    await stage.app.find("button", `Finished, ${FINISHED}`);
    await stage.settled(account);
    assert.deepEqual(values(await stage.network.records(account)), original);
  },

  "a book's details open and close": async (stage) => {
    await press(stage, "g", "a");
    await stage.app.find("heading", "All books");
    await tabTo(stage, /^grid /);
    await press(stage, "Home", "Enter");
    await sees(stage, "the details", ".inspector h2");
    await press(stage, "Escape");
    await until("no details", () => stage.app.session.execute("return document.querySelector('.inspector') === null"));
  },

  "a book is added by hand": async (stage) => {
    await press(stage, ["Control", "n"]);
    await stage.app.find("heading", "Add a book");
    await tabTo(stage, /^radio Search/);
    // From the first way round to the last, and on into its first field.
    await press(stage, "Left", "Tab");
    await until("the field of the title", () => stage.app.session.execute("return document.activeElement.closest('label')?.innerText.startsWith('Title')"));
    await type(stage, "The Garden of No Keys");
    await press(stage, "Tab");
    await type(stage, "Ines Hara");
    await press(stage, "Enter");
    await stage.app.find("button", `All books, ${BOOKS + 1}`);
    await press(stage, "Escape");
    await noSheet(stage);
    await noSheet(stage);
    await stage.settled(account);
    assert.equal((await stage.network.records(account)).length, BOOKS + 1);
  },

  "an export that is opened with the app is gone through, and imported": async (stage) => {
    // As a file manager opens a file with an app that is running.
    await stage.desktop.run(BINARY, [EXPORT]);
    await stage.app.find("heading", "80 rows from StoryGraph");
    await tabTo(stage, /^treegrid /);
    await press(stage, "j", "Enter");
    await sees(stage, "a row's details", "[role=treegrid] [aria-expanded=true]");
    await press(stage, "Enter");
    await press(stage, "0");
    await tabTo(stage, /^button Import 74 books/);
    await press(stage, "Enter");
    await stage.app.find("heading", "Imported", { within: 60_000 });
    await tabTo(stage, /^button Done/);
    await press(stage, "Enter");
    await stage.app.find("button", `All books, ${BOOKS + 1 + 74}`);
    await stage.settled(account);
    assert.equal((await stage.network.records(account)).length, BOOKS + 1 + 74);
  },
});
