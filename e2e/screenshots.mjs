/**
 * Pictures of every screen of the page over generated books, light and dark, in three sizes.
 *
 *     BOOK_EXPLORER_PAGE=<built page> BOOK_EXPLORER_PICTURES=<where to> node e2e/screenshots.mjs
 */
import { once } from "node:events";
import { createReadStream, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { startChrome } from "./harness/chrome.mjs";
import { until } from "./harness/until.mjs";

const { BOOK_EXPLORER_PAGE: page, BOOK_EXPLORER_PICTURES: pictures } = process.env;
if (!page || !pictures) throw new Error("BOOK_EXPLORER_PAGE and BOOK_EXPLORER_PICTURES say what to look at and where to keep it");

const SIZES = [[900, 600], [1024, 700], [1440, 900]];
const THEMES = ["light", "dark"];
const SCREENS = {
  welcome: "scene=welcome",
  waiting: "scene=waiting",
  "sign-in-failed": "scene=signInFailed",
  "sign-in-no-new-accounts": "scene=waiting&noNewAccounts",
  "sign-in-to-read": "scene=waiting&readOnly",
  "sign-in-private-server": "scene=signInFailed&error=privateAddress",
  "sign-in-no-fine-permissions": "scene=signInFailed&error=scopeUnknown",
  "sign-in-keychain-silent": "scene=signInFailed&error=keychainSilent",
  "session-ends-soon": "ends=2",
  "granted-less": "granted=create",
  "granted-nothing": "granted=nothing",
  "keychain-locked": "keychain=locked",
  "keychain-denied": "keychain=denied",
  "keychain-missing": "keychain=missing",
  "keychain-silent": "keychain=silent",
  accounts: "scene=accounts",
  library: "",
  "library-compact": "compact",
  "library-covers": "grid",
  "library-pictures": "grid&covers=thumbnails&books=10000",
  "library-pictures-table": "covers=thumbnails",
  "library-pictures-large-text": "grid&covers=thumbnails&text=200",
  "inspector-picture": "scene=inspector&covers=thumbnails",
  "library-search": "q=status:finished rating>=4 author:wo",
  "library-nothing-matches": "q=no such book",
  "library-offline": "sync=offline&waiting=12",
  "library-on-a-test-network": "network",
  inspector: "scene=inspector",
  "several-books": "scene=several",
  "bulk-edit": "scene=bulk&conflicts=3",
  "add-a-book": "scene=add",
  "change-match": "scene=match",
  dates: "scene=dates",
  drop: "scene=drop",
  reading: "scene=reading",
  "file-refused": "scene=failed",
  mapping: "scene=mapping",
  plan: "scene=plan",
  "plan-with-questions": "scene=plan&questions",
  progress: "scene=progress",
  report: "scene=report",
  history: "place=history",
  "history-failed": "place=history&scene=historyFailed",
  attention: "place=attention",
  "attention-clear": "place=attention&decisions=0",
  duplicates: "place=duplicates",
  "duplicates-clear": "place=duplicates&duplicates=0",
  "history-large-text": "place=history&text=200",
  "attention-large-text": "place=attention&text=200",
  "duplicates-large-text": "place=duplicates&text=200",
  "library-large-text": "text=200",
  statistics: "place=statistics",
  "statistics-of-nothing": "place=statistics&books=3",
  settings: "place=settings",
  "settings-pictures": "place=settings&covers=thumbnails",
  "settings-large-text": "place=settings&text=200",
  "library-damaged": "scene=damaged",
};
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml" };

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://page");
  const file = path.join(page, pathname === "/" ? "index.html" : path.normalize(pathname));
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
}).listen(0, "127.0.0.1");
await once(server, "listening");

mkdirSync(pictures, { recursive: true });
const { session, stop } = await startChrome({ args: ["--headless", "--hide-scrollbars", "--force-device-scale-factor=1"] });
try {
  for (const [width, height] of SIZES) {
    await session.resize(width, height);
    for (const [name, query] of Object.entries(SCREENS)) {
      for (const theme of THEMES) {
        await session.go(`http://127.0.0.1:${server.address().port}/?theme=${theme}&${query}`);
        await until(`${name} is drawn`, () =>
          session.execute(
            "return document.fonts.status === 'loaded' && document.body.innerText.trim() !== '' && !document.querySelector('[aria-busy=true]')",
          ),
        );
        const file = path.join(pictures, `${name}-${theme}-${width}.png`);
        writeFileSync(file, await session.screenshot());
        console.log(file);
      }
    }
  }
} finally {
  await stop();
  server.close();
}
