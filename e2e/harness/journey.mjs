import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Chromium } from "../network/chromium.mjs";
import { Network } from "../network/network.mjs";
import { App } from "./app.mjs";
import { Desktop } from "./desktop.mjs";
import { until } from "./until.mjs";

const OUTPUT = fileURLToPath(new URL("../output/", import.meta.url));
const CLIENT = fileURLToPath(new URL("../../src-tauri/client-metadata.json", import.meta.url));
const CLIENT_URL = "https://bookexplorer.internal/client-metadata.json";
const SCHEME = "internal.bookexplorer";

/**
 * Where a journey takes place: a network, a desktop, the application installed on it, and, once a sign-in needs one, a
 * browser. One stage per test file, because the desktop remembers sign-ins.
 */
export class Stage {
  /** @param {{ keychain?: "unlocked" | "locked" | "missing", network?: object }} options */
  static async set({ keychain, network } = {}) {
    const stage = new Stage();
    stage.network = await Network.start(network);
    try {
      const { readFile } = await import("node:fs/promises");
      await stage.network.putClientDocument(CLIENT_URL, JSON.parse(await readFile(CLIENT, "utf8")));
      stage.desktop = await Desktop.start({ keychain });
      const configuration = stage.desktop.path("config.toml");
      writeFileSync(configuration, stage.network.configToml(CLIENT));
      await App.automation(stage.desktop, configuration);
    } catch (error) {
      await stage.strike();
      throw error;
    }
    return stage;
  }

  async launch(args) {
    this.app = await App.launch(this.desktop, args);
    return this.app;
  }

  /** Waits for the address that the application gives to the default browser. */
  async openedAddress() {
    const url = await until("the application opens the browser", () => this.desktop.opened().at(-1));
    this.desktop.forgetOpened();
    return url;
  }

  async browser() {
    const handsOver = [[this.network.pds, SCHEME]];
    this.chromium ??= await Chromium.start({ env: this.desktop.env, handsOver });
    return this.chromium;
  }

  /** Types who, and waits for the address of the server's page. */
  async beginSignIn(who) {
    await this.#showSignIn();
    await this.app.type("textbox", "Handle, DID or server", who);
    await this.app.press("button", "Sign in");
    return this.openedAddress();
  }

  async #showSignIn() {
    await until("a place to sign in", async () => {
      const [field] = await this.app.all("textbox", "Handle, DID or server");
      return field;
    });
  }

  /** The whole sign-in, with the person's part played over HTTP: for journeys about something else. */
  async signIn(account) {
    const url = await this.beginSignIn(account.handle);
    await this.desktop.open(await this.network.consent(url, account));
    await this.app.find("button", new RegExp(`^Account: ${account.handle}, `));
  }

  /** Waits until the foot of the rail says that nothing is left to do. */
  async settled(account, options = { within: 60_000 }) {
    await this.app.find("button", `Account: ${account.handle}, Up to date`, options);
  }

  async pictures(name) {
    mkdirSync(OUTPUT, { recursive: true });
    await this.desktop?.picture(path.join(OUTPUT, `${name}.png`));
    return path.join(OUTPUT, `${name}.png`);
  }

  async strike() {
    await this.chromium?.stop();
    await this.app?.kill().catch(() => {});
    await this.desktop?.stop();
    await this.network?.stop();
  }
}

/**
 * A journey's tests share one stage and follow one another. A failure leaves a picture of the screen, the page's words and
 * what the application said in `e2e/output`; the tests after it are not begun.
 */
export function journey(name, options, steps) {
  let stage;
  let failed = false;
  before(async () => {
    stage = await Stage.set(options);
  });
  after(() => stage?.strike());
  for (const [title, step] of Object.entries(steps)) {
    test(`${name}: ${title}`, { timeout: 240_000 }, async (t) => {
      if (failed) throw new Error("an earlier step of this journey failed");
      try {
        await step(stage, t);
      } catch (error) {
        failed = true;
        await report(stage, `${name} ${title}`.replace(/[^\w]+/g, "-").slice(0, 80)).catch(() => {});
        throw error;
      }
    });
  }
}

async function report(stage, name) {
  const picture = await stage.pictures(name);
  const words = await stage.app?.text().catch((error) => String(error));
  const log = (await stage.network.log()).slice(-60).map((entry) => `${entry.door} ${entry.method} ${entry.path} ${entry.status}`);
  const said = stage.app?.process?.said ?? "";
  writeFileSync(picture.replace(/png$/, "txt"), [words, ...log, said.slice(-20_000)].join("\n"));
}
