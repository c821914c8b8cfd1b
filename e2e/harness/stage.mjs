import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Chromium } from "../network/chromium.mjs";
import { Network } from "../network/network.mjs";
import { App } from "./app.mjs";
import { Desktop } from "./desktop.mjs";
import { dragFiles } from "./drag.mjs";
import { until } from "./until.mjs";

/** Pictures and reports of failures; nothing in it is committed. */
export const OUTPUT = fileURLToPath(new URL("../output/", import.meta.url));
const CLIENT = fileURLToPath(new URL("../../src-tauri/client-metadata.json", import.meta.url));
/** Whoever changes the client's host changes what is tried here. */
const { client_id: CLIENT_URL, redirect_uris: [REDIRECT] } = JSON.parse(readFileSync(CLIENT, "utf8"));
export { REDIRECT };
const SCHEME = REDIRECT.slice(0, REDIRECT.indexOf(":"));

/** A network that knows the application's client document, and the configuration that points the application to it. */
export async function stageNetwork(options) {
  const network = await Network.start(options);
  await network.putClientDocument(CLIENT_URL, JSON.parse(readFileSync(CLIENT, "utf8")));
  return { network, configuration: network.configToml(CLIENT) };
}

/**
 * Where a journey takes place: a network, a desktop, the application installed on it, and, once a sign-in needs one, a
 * browser. One stage per test file, because the desktop remembers sign-ins.
 */
export class Stage {
  /** @param {{ keychain?: "unlocked" | "locked" | "missing", network?: object }} options */
  static async set({ keychain, network } = {}) {
    const stage = new Stage();
    const { network: started, configuration: toml } = await stageNetwork(network);
    stage.network = started;
    try {
      stage.desktop = await Desktop.start({ keychain });
      const configuration = stage.desktop.path("config.toml");
      writeFileSync(configuration, toml);
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
    await this.typeWho(who);
    return this.openedAddress();
  }

  /** From the welcome or a sign-in page as it stands, otherwise by way of the account's menu. */
  async typeWho(who) {
    const door = await until("a way to sign in", async () => {
      if ((await this.app.all("textbox", "Handle, DID or server")).length > 0) return "form";
      return (await this.app.all("button", /^Account: /)).length > 0 && "menu";
    });
    if (door === "menu") {
      await this.app.press("button", /^Account: /);
      await this.app.press("menuitem", /^(Add an account|Sign in)…$/);
    }
    await this.app.type("textbox", "Handle, DID or server", who);
    await this.app.press("button", "Sign in");
  }

  /** The whole sign-in, with the person's part played over HTTP: for journeys about something else. */
  async signIn(account) {
    const url = await this.beginSignIn(account.handle);
    await this.desktop.open(await this.network.consent(url, account));
    await this.app.find("button", new RegExp(`^Account: ${account.handle} `));
  }

  /** Waits until the foot of the rail shows the account in a state, in the words that stand there. */
  async accountIs(account, state, options) {
    await this.app.find("button", `Account: ${account.handle} ${state}`, options);
  }

  /** Waits until nothing is left to do. */
  settled(account, options = { within: 60_000 }) {
    return this.accountIs(account, "Up to date", options);
  }

  /** Drags files over the middle of the window, waits until the window shows that it noticed, and lets go. */
  drop(...files) {
    const noticed = files.length > 1 ? "Let go to see them one after the other" : "Let go to see what is in it";
    return dragFiles(this.desktop, files, this.app.middle(), () => this.app.reads(noticed));
  }

  /** Writes a file into the desktop's home; its path. */
  file(name, content) {
    const file = path.join(this.desktop.env.HOME, name);
    writeFileSync(file, content);
    return file;
  }

  /** A picture of the screen in `e2e/output`; its path. */
  async picture(name, directory = OUTPUT) {
    mkdirSync(directory, { recursive: true });
    const file = path.join(directory, `${name}.png`);
    await this.desktop.picture(file);
    return file;
  }

  async strike() {
    await this.chromium?.stop();
    await this.app?.kill().catch(() => {});
    await this.desktop?.stop();
    await this.network?.stop();
  }
}
