/**
 * The application against a network of its own, with an account to sign in with and an export to drop.
 *
 *     node e2e/demo.mjs [--walk]
 *
 * Where there is a display the window opens and is yours; otherwise, or with `--walk`, the main job is walked in a
 * virtual one, and a picture of each step is saved.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { BINARY } from "./harness/app.mjs";
import { OUTPUT, Stage, stageNetwork } from "./harness/stage.mjs";
import { dragFiles } from "./harness/drag.mjs";
import { until } from "./harness/until.mjs";

const SAMPLE = fileURLToPath(new URL("fixtures/storygraph.csv", import.meta.url));
const BOOKS = 120;
const hasDisplay = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;

async function reader(network) {
  const account = await network.createAccount("mira.test", "open-sesame");
  await network.seedBooks(account, BOOKS);
  console.log(`handle    ${account.handle}\npassword  ${account.password}\nexport    ${SAMPLE}`);
  return account;
}

async function open() {
  const { network, configuration } = await stageNetwork();
  const home = mkdtempSync(path.join(tmpdir(), "book-explorer-demo-"));
  try {
    await reader(network);
    const config = path.join(home, "config.toml");
    writeFileSync(config, configuration);
    const env = { ...process.env, BOOK_EXPLORER_CONFIG: config, BOOK_EXPLORER_DATA_DIR: path.join(home, "data") };
    console.log("Sign in with the handle, drop the export on the window; closing it ends the demo.");
    await once(spawn(BINARY, { stdio: "inherit", env }), "exit");
  } finally {
    await network.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function walk() {
  const stage = await Stage.set();
  const directory = path.join(OUTPUT, "demo");
  let number = 0;
  const show = async (what) => {
    await stage.app.painted();
    number += 1;
    const name = `${String(number).padStart(2, "0")}-${what.replaceAll(" ", "-")}`;
    console.log(`${what.padEnd(28)} ${await stage.picture(name, directory)}`);
  };
  try {
    const account = await reader(stage.network);
    const app = await stage.launch();
    await app.reads("Bring your reading along");
    await show("welcome");
    const address = await stage.beginSignIn(account.handle);
    await app.reads("Waiting for your browser");
    const browser = await stage.browser();
    await browser.consent(address, account, { beforeAuthorizing: () => show("consent in the browser") });
    await stage.settled(account);
    await app.reads(/Volume \d/);
    await browser.stop();
    stage.chromium = undefined;
    await show("library");
    await dragFiles(stage.desktop, [SAMPLE], app.middle(), async () => {
      await app.reads("Let go to see what is in it");
      await show("export over the window");
    });
    await app.find("heading", /rows from StoryGraph$/);
    await show("plan");
    await app.press("button", /^Import \d+ books$/);
    await app.find("heading", "Imported", { within: 60_000 });
    await show("report");
    await app.press("button", "Done");
    await app.press("button", /^All books, /);
    await app.find("grid", "All books");
    await show("library with the import");
    const records = await stage.network.records(account);
    await until("all of it is on the server", () => records.length > BOOKS);
    console.log(`The account's repository holds ${records.length} books.`);
  } finally {
    await stage.strike();
  }
}

await (hasDisplay && !process.argv.includes("--walk") ? open() : walk());
