/**
 * A plan of 5,000 rows gone through without a mouse, over generated books: every row can be reached and decided, the focus is
 * never lost, and the page holds a screenful of rows however far one goes.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChrome } from "../harness/chrome.mjs";
import { servePage } from "../harness/page.mjs";
import { until } from "../harness/until.mjs";

const ROWS = 5000;
/** A screenful, what is kept ready around it, and the row that has the focus. */
const MOST_IN_PAGE = 40;

let chrome;
let page;
before(async () => {
  chrome = await startChrome({ args: ["--headless"] });
  await chrome.session.resize(1440, 900);
});
after(async () => {
  await chrome?.stop();
  page?.close();
});

const ask = (body, ...args) => chrome.session.execute(body, ...args);
/** What the page says of itself. */
const state = () =>
  ask(`const grid = document.querySelector("[role=treegrid]");
    const at = grid?.getAttribute("aria-activedescendant");
    const row = at && document.getElementById(at);
    const active = document.activeElement;
    return {
      rows: Number(grid?.getAttribute("aria-rowcount") ?? 0) - 1,
      drawn: grid?.querySelectorAll(".body > [role=row]").length ?? 0,
      line: row?.querySelector(".line")?.innerText ?? null,
      kind: row?.querySelector(".kind")?.innerText ?? null,
      focus: active === document.body ? "lost" : active === grid ? "rows" : grid?.contains(active) ? "row" : active.closest("[role=menu]") ? "menu" : active.tagName,
      pressed: [...document.querySelectorAll(".tier[aria-pressed=true] .kind")].map((one) => one.innerText),
      open: grid?.querySelectorAll("[aria-expanded=true]").length ?? 0,
    };`);

/** Presses keys one after the other; the focus is somewhere after each, and the page stays small. */
async function keys(...pressed) {
  for (const key of pressed) {
    await chrome.session.press(...(Array.isArray(key) ? key : [key]));
    const now = await state();
    assert.notEqual(now.focus, "lost", `after ${key}`);
    assert.ok(now.drawn <= MOST_IN_PAGE, `${now.drawn} rows in the page after ${key}`);
  }
  return state();
}

/** Waits until the page says so; the keys' results come a moment later where the core is asked. */
const comes = (what, holds) =>
  until(what, async () => {
    const now = await state();
    return holds(now) && now;
  }, { within: 8_000 });

test("a plan of 5,000 rows is gone through by keys alone", async (t) => {
  page = await servePage();
  await page.show(chrome.session, `scene=plan&rows=${ROWS}`);
  await comes("the plan is there", (now) => now.rows === ROWS && now.drawn > 0);

  await t.test("the search leads to the rows, and rows are walked by one, by pages and to the ends", async () => {
    assert.equal((await keys("/")).focus, "INPUT");
    assert.equal((await keys("Down")).focus, "rows");
    assert.equal((await keys("j", "j", "k")).line, "3");
    await keys("End");
    await comes("the last row", (now) => now.line === "5,001");
    for (let page = 0; page < 30; page += 1) await keys("PageUp");
    await keys("Home");
    await comes("the first row", (now) => now.line === "2");
  });

  let open;
  await t.test("digits show a part, and a question is answered by choosing a book", async () => {
    await keys("3");
    open = (await comes("the part to review", (now) => now.pressed[0] === "Review" && now.rows < ROWS)).rows;
    await keys("j");
    assert.equal((await keys("Enter")).focus, "row");
    await keys("Up", "Down");
    await keys("Down");
    await comes("the row is decided", (now) => now.rows === open - 1);
    assert.equal((await state()).focus, "rows");
  });

  await t.test("rows are accepted, kept as typed and left out by a letter", async () => {
    await keys("j", "a");
    await comes("one accepted", (now) => now.rows === open - 2);
    await keys("j", "n");
    await comes("one kept", (now) => now.rows === open - 3);
    await keys("j", "x");
    await comes("one left out", (now) => now.kind === "Left out");
  });

  await t.test("what is left is decided at once, and taken back", async () => {
    assert.equal((await keys("d")).focus, "menu");
    assert.equal((await keys("Enter")).focus, "rows");
    await comes("nothing is left to review but the row left out", (now) => now.rows === 1);
    await keys(["Control", "z"]);
    await comes("the decision is taken back", (now) => now.rows === open - 3);
  });

  await t.test("what is worth a look, and all", async () => {
    await keys("w");
    await comes("fewer rows", (now) => now.rows > 0 && now.rows < ROWS && now.pressed.length === 0);
    await keys("0");
    await comes("all rows", (now) => now.rows === ROWS);
    assert.equal((await state()).focus, "rows");
  });

  await t.test("an author is typed where one is missing", async () => {
    await keys("6");
    const problems = (await comes("the problems", (now) => now.pressed[0] === "Problems")).rows;
    // The first problem that an author mends.
    for (let at = 0; at < 60 && !(await ask(`return /author/i.test(document.getElementById(document.querySelector("[role=treegrid]").getAttribute("aria-activedescendant"))?.innerText ?? "")`)); at += 1) await keys("j");
    assert.equal((await keys("Enter")).focus, "row");
    await keys("A", "n", "n", "Enter");
    await comes("one problem less", (now) => now.rows === problems - 1);
    assert.equal((await state()).focus, "rows");
  });
});
