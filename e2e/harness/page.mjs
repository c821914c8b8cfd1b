/** The page as built over generated books (`npm run build -- --mode stand-in` in `ui`), served to a browser of ours. */
import { once } from "node:events";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { until } from "./until.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml" };

export async function servePage(page = process.env.BOOK_EXPLORER_PAGE) {
  if (!page) throw new Error("BOOK_EXPLORER_PAGE names the directory of the page to look at");
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://page");
    const file = path.join(page, pathname === "/" ? "index.html" : path.normalize(pathname));
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${server.address().port}/`;
  return {
    /** Opens a screen and waits until it stands there: its faces loaded, its deeds done, nothing under way. */
    async show(session, question) {
      await session.go(`${base}?${question}`);
      await until(`${question} is drawn`, () =>
        session.execute(
          `return document.fonts.status === "loaded" && document.documentElement.dataset.scene === "set"
            && document.body.innerText.trim() !== "" && !document.querySelector("[aria-busy=true]")`,
        ),
      );
    },
    close: () => server.close(),
  };
}
