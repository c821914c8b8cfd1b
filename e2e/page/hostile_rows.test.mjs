/**
 * What strangers write into their files reaches the screen as text and nothing else, over generated books.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChrome } from "../harness/chrome.mjs";
import { servePage } from "../harness/page.mjs";
import { until } from "../harness/until.mjs";

let chrome;
let page;
before(async () => {
  chrome = await startChrome({ args: ["--headless"] });
  await chrome.session.resize(1440, 900);
  page = await servePage();
  await page.show(chrome.session, "scene=plan&rows=40&hostile");
  await until("the rows are there", () => ask("return document.querySelectorAll('[role=treegrid] .title').length > 5"));
});
after(async () => {
  await chrome?.stop();
  page?.close();
});

const ask = (body, ...args) => chrome.session.execute(body, ...args);
const row = (at) => `[...document.querySelectorAll("[role=treegrid] .body > [role=row]")].find((one) => one.ariaRowIndex === "${at + 2}")`;

test("markup is shown and not obeyed", async () => {
  const seen = await ask(`const row = ${row(0)};
    return { title: row.querySelector(".title").textContent, elements: document.querySelectorAll("[role=treegrid] :is(script, iframe, a, img[src=x])").length, hacked: window.hacked ?? null };`);
  assert.match(seen.title, /^<script>window\.hacked = 1<\/script><img/);
  assert.deepEqual([seen.elements, seen.hacked], [0, null]);
});

test("every text is a paragraph or an isolate of its own, so that a turned one turns nothing else", async () => {
  const loose = await ask(`const row = ${row(1)};
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    const loose = [];
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (!/[\\u202d\\u202e]/.test(text.data)) continue;
      const style = getComputedStyle(text.parentElement);
      const apart = /isolate|plaintext/.test(style.unicodeBidi) || style.display !== "inline";
      if (!apart) loose.push(text.parentElement.outerHTML.slice(0, 120));
    }
    return loose;`);
  assert.deepEqual(loose, []);
});

test("formulas and control characters stand as they are", async () => {
  const titles = await ask(`return [2, 3].map((at) => [...document.querySelectorAll("[role=treegrid] .body > [role=row]")].find((one) => one.ariaRowIndex === String(at + 2)).querySelector(".title").textContent);`);
  assert.deepEqual(titles, ["a\0b\u0007c", '=HYPERLINK("https://example.com")']);
});

test("a cell of a million letters takes one line, and opened it can be read to its end", async () => {
  const closed = await ask(`const one = ${row(4)}; return { height: one.offsetHeight, others: ${row(3)}.offsetHeight, wide: document.documentElement.scrollWidth > innerWidth };`);
  assert.deepEqual([closed.height, closed.wide], [closed.others, false]);
  await ask(`${row(4)}.click()`);
  const open = await until("the row is open", () =>
    ask(`const whole = ${row(4)}?.querySelector(".whole"); return whole && { text: whole.textContent.length, height: whole.offsetHeight, scrolls: whole.scrollHeight > whole.offsetHeight };`),
  );
  assert.equal(open.text, 1_000_000);
  assert.ok(open.height < 400 && open.scrolls, JSON.stringify(open));
});
