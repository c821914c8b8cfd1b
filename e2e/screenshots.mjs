/**
 * Pictures of every screen of the page over generated books, light and dark, in three sizes.
 *
 *     BOOK_EXPLORER_PAGE=<built page> BOOK_EXPLORER_PICTURES=<where to> node e2e/screenshots.mjs
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startChrome } from "./harness/chrome.mjs";
import { servePage } from "./harness/page.mjs";
import { SCREENS } from "./scenes.mjs";

const { BOOK_EXPLORER_PICTURES: pictures } = process.env;
if (!pictures) throw new Error("BOOK_EXPLORER_PICTURES says where to keep the pictures");

const SIZES = [[900, 600], [1024, 700], [1440, 900]];
const THEMES = ["light", "dark"];

const page = await servePage();
mkdirSync(pictures, { recursive: true });
const { session, stop } = await startChrome({ args: ["--headless", "--hide-scrollbars", "--force-device-scale-factor=1"] });
try {
  for (const [width, height] of SIZES) {
    await session.resize(width, height);
    for (const [name, question] of Object.entries(SCREENS)) {
      for (const theme of THEMES) {
        await page.show(session, `theme=${theme}&${question}`);
        const file = path.join(pictures, `${name}-${theme}-${width}.png`);
        writeFileSync(file, await session.screenshot());
        console.log(file);
      }
    }
  }
} finally {
  await stop();
  page.close();
}
