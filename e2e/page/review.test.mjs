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

test("one that is too long says by how much, is not lost, and is not saved", async () => {
  await put("é".repeat(15_002));
  assert.match(await count(), /^2 characters too many/);
  await session.execute("document.querySelector('[role=grid]').focus()");
  await session.press("j");
  await until("another book", async () => (await draft())?.length !== 15_002, { within: 10_000 });
  await session.press("k");
  await until("the long draft again", async () => (await draft())?.length === 15_002, { within: 10_000 });
  assert.match(await count(), /^2 characters too many/);
});
