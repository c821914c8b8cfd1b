/** Light and dark where no choice of the reader's can be known: the system decides. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChrome } from "../harness/chrome.mjs";
import { servePage } from "../harness/page.mjs";

let page, chrome;
before(async () => {
  page = await servePage();
  chrome = await startChrome({ args: ["--headless", "--blink-settings=preferredColorScheme=0"] });
});
after(async () => {
  await chrome?.stop();
  page?.close();
});

test("a library that cannot be opened is told of in the dark when the system is dark", async () => {
  await page.show(chrome.session, "scene=damaged");
  assert.equal(await chrome.session.execute("return matchMedia('(prefers-color-scheme: dark)').matches"), true);
  assert.equal(await chrome.session.execute("return document.documentElement.dataset.theme"), "dark");
});
