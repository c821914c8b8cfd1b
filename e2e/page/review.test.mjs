/** A review is kept while it is written, and counted as the format counts it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChrome } from "../harness/chrome.mjs";
import { servePage } from "../harness/page.mjs";
import { until } from "../harness/until.mjs";

let page, chrome, session;
before(async () => {
  page = await servePage();
  chrome = await startChrome({ args: ["--headless"] });
  session = chrome.session;
  await session.resize(1440, 900);
  await page.show(session, "books=60&scene=inspector");
});
after(async () => {
  await chrome?.stop();
  page?.close();
});

const look = (script, ...args) => session.execute(`return (${script})`, ...args);
const draft = () => look("document.querySelector('.inspector textarea.review')?.value");
const count = () => look("document.querySelector('.inspector .editor .count')?.textContent.trim()");
const offer = () => look("document.querySelector('.offer .from')?.textContent ?? null");
async function tabTo(name) {
  const at = () => look("(document.activeElement.innerText ?? '').trim()");
  await session.execute("document.querySelector('.inspector .scroll').focus()");
  for (let tabs = 0; (await at()) !== name; tabs += 1) {
    assert.ok(tabs < 60, `${name} is within sixty stops`);
    await session.press("Tab");
  }
}
const name = () => look("document.querySelector('.inspector h2').innerText");
/** Away to the next book, and back. */
async function comeBack() {
  const here = await name();
  await session.execute("document.querySelector('[role=grid]').focus()");
  await session.press("j");
  await until("another book", async () => (await name()) !== here, { within: 10_000 });
  await session.press("k");
  await until("the book again", async () => (await name()) === here, { within: 10_000 });
}
const put = (text) =>
  session.execute(
    `const field = document.querySelector(".inspector textarea.review"); field.focus(); field.value = arguments[0];
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));`,
    text,
  );

test("the count is of graphemes, as the format counts them", async () => {
  await put("👩‍👩‍👧 é");
  assert.match(await count(), /^3 of 15,000$/);
});

test("a review that is left for another book is there when one comes back", async () => {
  await put("Read on a train in the rain.");
  await session.execute("document.querySelector('[role=grid]').focus()");
  await session.press("j");
  await until("another book", async () => (await draft()) !== "Read on a train in the rain.", { within: 10_000 });
  await session.press("k");
  await until("the review again", async () => (await draft()) === "Read on a train in the rain.", { within: 10_000 });
});

test("one that is too long says by how much, is not saved, and is offered again", async () => {
  await put("é".repeat(15_002));
  assert.match(await count(), /^2 characters too many/);
  await session.execute("document.querySelector('[role=grid]').focus()");
  await session.press("j");
  await until("another book", async () => (await draft())?.length !== 15_002, { within: 10_000 });
  await session.press("k");
  await until("the offer", async () => (await offer()) === "Unsaved draft from today: Review", { within: 10_000 });
  assert.equal((await draft())?.length, "Read on a train in the rain.".length, "the review is as it was saved");
  await tabTo("Continue");
  await session.press("Enter");
  await until("the long draft again", async () => (await draft())?.length === 15_002, { within: 10_000 });
  assert.match(await count(), /^2 characters too many/);
  assert.equal(await offer(), null);
  assert.equal(await look("document.activeElement.className.includes('review')"), true, "one writes on");
});

test("what was written over a review that was changed meanwhile says so, and is put away and taken back by keys", async () => {
  await page.show(session, "books=60&scene=inspector&draft=changed");
  await until("the offer", offer, { within: 10_000 });
  assert.match(await look("document.querySelector('.offer').innerText"), /was changed since this draft was begun/);
  await tabTo("What the draft was begun from");
  await session.press("Enter");
  assert.match(await look("document.querySelector('.offer details').innerText"), /Slow to begin with\.$/);
  await tabTo("Discard");
  await session.press("Enter");
  await until("no offer", async () => (await offer()) === null, { within: 10_000 });
  assert.equal(await look("document.activeElement.className.includes('review')"), true, "the focus is where one writes");
  await session.execute("document.querySelector('.toasts button').click()");
  await until("the offer again", offer, { within: 10_000 });
  assert.equal(await look("document.activeElement.innerText"), "Continue");
});

test("half a note is offered, goes on, and is gone once it is saved", async () => {
  await page.show(session, "books=60&scene=inspector&draft=notes");
  await until("the offer", async () => (await offer())?.startsWith("Unsaved draft from Nov 12"), { within: 10_000 });
  await tabTo("Continue");
  await session.press("Enter");
  await until("the note", () => look("document.activeElement.value?.startsWith('Lent to Ada') === true"), { within: 10_000 });
  await session.press("Enter");
  await comeBack();
  assert.equal(await offer(), null);
});

test("a note that is let go is not offered", async () => {
  await page.show(session, "books=60&scene=inspector&draft=notes");
  await tabTo("Continue");
  await session.press("Enter");
  await until("the note", () => look("document.activeElement.value?.startsWith('Lent to Ada') === true"), { within: 10_000 });
  await session.press("Escape");
  await comeBack();
  assert.equal(await offer(), null);
});
