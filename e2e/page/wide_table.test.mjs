/**
 * A table of very many columns: only the first are asked about, and the page says so.
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
  page = await servePage();
});
after(async () => {
  await chrome?.stop();
  page?.close();
});

const ask = (body) => chrome.session.execute(body);
const questions = () => ask("return document.querySelectorAll('[role=table] select').length");
const words = () => ask("return document.querySelector('main').innerText");

test("the first columns are asked about, and how many are left out is said", async () => {
  await page.show(chrome.session, "scene=mapping&wide");
  await until("the columns are there", async () => (await questions()) > 0);
  assert.equal(await questions(), 200);
  assert.match(await words(), /Only the first 200 columns can be explained\. 99,800 columns behind them are left out/);
});

test("a table that fits says nothing of it", async () => {
  await page.show(chrome.session, "scene=mapping");
  await until("the columns are there", async () => (await questions()) === 11);
  assert.doesNotMatch(await words(), /left out;/);
});
