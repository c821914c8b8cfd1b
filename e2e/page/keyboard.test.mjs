/** One long walk by keys alone: whatever is pressed, something has the focus, and everything can be reached and left. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChrome } from "../harness/chrome.mjs";
import { servePage } from "../harness/page.mjs";
import { until } from "../harness/until.mjs";

let page, chrome, session;
before(async () => {
  page = await servePage();
  chrome = await startChrome({ args: ["--headless", "--force-prefers-reduced-motion"] });
  session = chrome.session;
  await session.resize(1440, 900);
  await page.show(session, "books=300");
});
after(async () => {
  await chrome?.stop();
  page?.close();
});

const look = (script, ...args) => session.execute(`return (${script})`, ...args);
const focus = () =>
  look(`(() => { const at = document.activeElement; return at === document.body ? "nothing"
    : (at.getAttribute("aria-label") ?? at.textContent ?? "").trim() || at.tagName; })()`);
const title = () => look("document.querySelector('main h1')?.textContent");
/** A cell of the row where one is. */
const cell = (name) => look("document.querySelector(`.at [data-cell=${arguments[0]}]`)?.innerText.trim()", name);
const starsOf = () => look("document.querySelector('.at [data-cell=stars] .stars')?.getAttribute('aria-label') ?? ''");
const sheet = () => look("document.querySelector('dialog[open] h2')?.textContent ?? null");

async function press(...keys) {
  await session.press(...keys);
  assert.notEqual(await focus(), "nothing", `the focus after ${keys.join(" ")}`);
}
async function type(text) {
  for (const letter of text) await session.press(letter);
}
const sees = (what, look) => until(what, look, { within: 10_000 });

test("Tab leads to the list of books, and j and k move in it", async () => {
  for (let tabs = 0; (await look("document.activeElement.getAttribute('role')")) !== "grid"; tabs += 1) {
    assert.ok(tabs < 60, "the list is within sixty stops");
    await press("Tab");
  }
  await press("j");
  await press("j");
  await press("k");
  assert.equal(await look("document.querySelector('[role=row].at').getAttribute('aria-rowindex')"), "3");
});

test("s, r, o and d change the book where it stands, and undo asks before it reaches back", async () => {
  await press("s");
  await press("a");
  await sees("the new status", async () => (await cell("status")) === "Abandoned");
  await press("r");
  await press("4");
  await press(".");
  await press("Enter");
  await sees("four and a half stars", async () => (await starsOf()).startsWith("4½"));
  // The stand-in's history is of another day, and is asked about.
  await press("Control", "z");
  await sees("the question", async () => (await sheet()) === "Undo this change?");
  await press("Escape");
  await press("d");
  assert.match(await focus(), /Finished/);
  await press("Control", "a");
  await type("2024-05-06");
  await press("Enter");
  await press("Escape");
  assert.match(await focus(), /books|All/i);
});

test("x selects, s asks with the number, Escape says no and Enter says yes", async () => {
  await press("x");
  await press("j");
  await press("x");
  await press("s");
  await press("r");
  await sees("the question", () => look("document.querySelector('[role=alertdialog]')?.innerText.includes('Reading: change 2 books?')"));
  await press("Escape");
  assert.equal(await look("document.querySelector('[role=alertdialog]')"), null);
  assert.equal(await look("document.querySelectorAll('[role=row] .check.on').length > 1"), true);
  await press("s");
  await press("a");
  await sees("the question", () => look("document.querySelector('[role=alertdialog]') !== null"));
  await press("Enter");
  await sees("the change", () => look("document.querySelector('.toast')?.textContent.includes('Abandoned: ')"));
  await press("o");
  await press("n");
  await press("Enter");
  await press("Escape");
});

test("e opens the sheet for all that are chosen, whose fields are reached and left", async () => {
  await press("Control", "a");
  await press("e");
  assert.equal(await sheet(), "Edit 300 books");
  assert.match(await focus(), /Keep/);
  await press("Right");
  await sees("a value to set", () => look("document.querySelector('dialog[open] select') !== null"));
  for (let tabs = 0; tabs < 6; tabs += 1) await press("Tab");
  await press("Escape");
  assert.equal(await sheet(), null);
  await press("Escape");
});

test("the details open, are written in, and close again", async () => {
  await press("Home");
  await press("Enter");
  await sees("the details", () => look("document.querySelector('.inspector h2') !== null"));
  await press("t");
  await type("trav");
  await sees("the reader's own tag", () => look("document.querySelector('.popover [role=option]')?.textContent.includes('travel')"));
  await press("Down");
  await press("Enter");
  await press("Escape");
  await press("Escape");
  await sees("no details", () => look("document.querySelector('.inspector') === null"));
});

test("the palette finds a book, a command and a place", async () => {
  await press("Control", "k");
  await type("kokoro");
  await sees("the book", () => look("document.querySelector('.palette [role=option]')?.textContent.includes('Kokoro')"));
  await press("Enter");
  await sees("the book's row", () => look("document.querySelector('[role=row].at .title')?.textContent === 'Kokoro'"));
  await press("Control", "k");
  await type("isbn");
  await press("Enter");
  await sees("the sheet", async () => (await sheet()) === "Add a book");
  assert.match(await focus(), /Title, author or ISBN/);
  await press("Escape");
  await press("?");
  assert.equal(await sheet(), "Keyboard shortcuts");
  await press("Escape");
});

test("an arrow among the ways to add a book stays among them, and Tab goes into the field", async () => {
  await press("Control", "n");
  await sees("the field", async () => /Title, author or ISBN/.test(await focus()));
  await press("Shift", "Tab");
  await press("Right");
  await sees("the field for ISBNs", () => look("document.querySelector('dialog[open] textarea') !== null"));
  assert.match(await focus(), /^ISBNs$/);
  await press("Tab");
  assert.match(await focus(), /ISBNs, one a line/);
  await press("Escape");
});

test("g and a letter lead to every place and back", async () => {
  const places = { t: "Needs attention", d: "Duplicates", s: null, h: "History", ",": "Settings", r: "Reading", a: "All books" };
  for (const [letter, name] of Object.entries(places)) {
    await session.press("g");
    await session.press(letter);
    await sees(`the place behind g ${letter}`, async () => (name === null ? /books/.test(await title()) : (await title()) === name));
    await sees("a focus there", async () => (await focus()) !== "nothing");
  }
});

test("the search is entered by a stroke, completes, and leads back to the rows", async () => {
  await press("/");
  await type("status:r");
  await sees("a way to go on", () => look("document.querySelector('.query [role=option]') !== null"));
  await press("Down");
  await press("Enter");
  await press("Down");
  await sees("the rows", () => look("document.activeElement.getAttribute('role') === 'grid'"));
  assert.equal(await title(), "Reading");
});

test("on the wall of covers the arrows go over the headings", async () => {
  await page.show(session, "books=300&grid");
  for (let tabs = 0; (await look("document.activeElement.getAttribute('role')")) !== "grid"; tabs += 1) {
    assert.ok(tabs < 60, "the wall is within sixty stops");
    await press("Tab");
  }
  const seen = new Set();
  for (let rows = 0; rows < 30; rows += 1) {
    await press("Down");
    seen.add(await look("document.querySelector('.book.at')?.id"));
  }
  assert.ok(seen.size >= 20, `${seen.size} shelves`);
  await press("End");
  await press("Up");
  await press("Home");
});
