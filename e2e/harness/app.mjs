import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./running.mjs";
import { until } from "./until.mjs";
import { Session } from "./webdriver.mjs";

/** The program under test. */
export const BINARY = path.resolve(
  process.env.BOOK_EXPLORER_BINARY ?? fileURLToPath(new URL("../../target/debug/book-explorer", import.meta.url)),
);
const WINDOW = "^Book Explorer$";
const BUS = "org.freedesktop.DBus";
/** Asks whether anybody is the one instance. */
const HAS_OWNER = ["call", "--session", "--dest", BUS, "--object-path", "/org/freedesktop/DBus", "--method",
  `${BUS}.NameHasOwner`, "internal.bookexplorer.desktop.SingleInstance"];
/** Where the window is put: top left, so that the drag source beside it is free. */
const FRAME = { x: 20, y: 30, width: 1280, height: 860 };

/** How long a key press is given before it counts as lost, in milliseconds. */
const PATIENCE = 4000;

/** What each role is in HTML when no `role` says so. */
const IMPLICIT = {
  button: "button",
  textbox: 'input:not([type]), input[type="text"], textarea',
  searchbox: 'input[type="search"]',
  checkbox: 'input[type="checkbox"]',
  radio: 'input[type="radio"]',
  heading: "h1, h2, h3, h4",
  link: "a[href]",
  dialog: "dialog[open]",
  row: "tr",
  status: "output",
};

/**
 * The running application, seen and used through its window.
 *
 * The program is started as a person would start it, with WebKit's inspector listening; the driver then attaches to it.
 * An instance that something else started (a deep link) is attached to in the same way.
 */
export class App {
  #desktop;
  #driver;
  #inspector;

  /** What the application needs in its environment so that a driver can attach later. */
  static async automation(desktop, configuration) {
    desktop.env.WEBKIT_INSPECTOR_SERVER = `127.0.0.1:${await freePort()}`;
    desktop.env.TAURI_AUTOMATION = "true";
    desktop.env.TAURI_WEBVIEW_AUTOMATION = "true";
    desktop.env.BOOK_EXPLORER_CONFIG = configuration;
  }

  static async launch(desktop, args = []) {
    const process = desktop.spawn(BINARY, args);
    return App.attach(desktop, process);
  }

  /** Attaches to the instance that runs on the desktop; `process` is at hand when the journey started it itself. */
  static async attach(desktop, process) {
    const app = new App();
    app.#desktop = desktop;
    app.process = process;
    app.#inspector = desktop.env.WEBKIT_INSPECTOR_SERVER;
    const port = await freePort();
    app.#driver = desktop.spawn("WebKitWebDriver", [`--port=${port}`, `--target=${app.#inspector}`]);
    try {
      app.session = await until("the driver attaches to the window", () => {
        if (process && !process.isRunning) return "ended";
        return Session.open(`http://127.0.0.1:${port}`, {});
      });
      if (app.session === "ended") throw new Error("the application ended at its start");
      await app.#placeWindow();
    } catch (error) {
      await app.#driver.stop();
      throw new Error(`${error.message}\n${process?.said.slice(-3000) ?? ""}`, { cause: error });
    }
    return app;
  }

  /** Process ids of the instances on this desktop: those of our binary that see its bus. */
  static running(desktop) {
    return readdirSync("/proc").filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        return (
          readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, "") === BINARY &&
          readFileSync(`/proc/${pid}/environ`, "utf8").includes(desktop.env.DBUS_SESSION_BUS_ADDRESS)
        );
      } catch {
        return false;
      }
    }).map(Number);
  }

  /** The elements of a role whose accessible name is `name` (a text or a pattern), in the order of the page. */
  async all(role, name) {
    const selector = [`[role="${role}"]`, IMPLICIT[role]].filter(Boolean).join(", ");
    const visible = await this.session.execute(
      `return [...document.querySelectorAll(arguments[0])].filter((element) =>
         (element.getAttribute("role") ?? arguments[1]) === arguments[1] && element.checkVisibility())`,
      selector,
      role,
    );
    if (name === undefined) return visible;
    const names = await Promise.all(visible.map((element) => element.name()));
    return visible.filter((_, index) => matches(names[index], name));
  }

  /** Waits for one. */
  find(role, name, options) {
    return until(`a ${role} named ${name}`, async () => (await this.all(role, name))[0], options);
  }

  /** Waits for one that can be pressed, and presses it; a page that replaces it meanwhile is asked again. */
  async press(role, name, options) {
    await until(`to press the ${role} named ${name}`, async () => {
      const [element] = await this.all(role, name);
      if (!element || !(await element.isEnabled())) return false;
      await element.click();
      return true;
    }, options);
  }

  async type(role, name, text) {
    const field = await this.find(role, name);
    await field.clear();
    await field.type(text);
  }

  /** All words on screen. */
  text() {
    return this.session.execute("return document.body.innerText");
  }

  /** Waits until the words are on screen; resolves to all that is there. */
  async reads(words, options) {
    let seen = "";
    try {
      return await until(`to read ${words}`, async () => {
        seen = await this.text();
        return matches(seen, words, true) && seen;
      }, options);
    } catch (error) {
      throw new Error(`${error.message}; on screen:\n${seen}`, { cause: error });
    }
  }

  /** Resolves when what is in the page has been painted: a picture before that shows the frame before. */
  painted() {
    return this.session.executeAsync(
      "await document.fonts.ready; for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame);",
    );
  }

  /** Asks the core what the page would ask it. For looking, never in place of what a person would press. */
  ask(command, args = {}) {
    return this.session.executeAsync("return window.__TAURI_INTERNALS__.invoke(args[0], args[1]);", command, args);
  }

  /** The middle of the window, on the screen. */
  middle() {
    return { x: FRAME.x + FRAME.width / 2, y: FRAME.y + FRAME.height / 2 };
  }

  /**
   * Closes the window by the window manager's key, and waits until no instance is left. A key that comes while the window
   * is being made active goes nowhere, as it would for a person, and is pressed again.
   */
  async quit() {
    let pressed = 0;
    await until("the application closes its window", async () => {
      if (App.running(this.#desktop).length === 0) return true;
      if (Date.now() - pressed < PATIENCE) return false;
      pressed = Date.now();
      const [window] = await this.#windows();
      if (window) await this.#desktop.run("xdotool", ["windowactivate", "--sync", window, "key", "--clearmodifiers", "alt+F4"]);
      return false;
    });
    await this.#gone();
  }

  /** Puts the window out of sight, and with it out of the reader's focus. */
  async lookElsewhere() {
    await this.#desktop.run("xdotool", ["windowminimize", "--sync", await this.#window()]);
  }

  /** Ends the instance without a word to it. */
  async kill() {
    for (const pid of App.running(this.#desktop)) process.kill(pid, "SIGKILL");
    await this.#gone();
  }

  async #gone() {
    await until("the application has ended", () => App.running(this.#desktop).length === 0);
    // The bus learns of an end a little later, and until then a second process would be told to hand over to the dead one.
    await until("the bus has let its name go", async () => /false/.test(await this.#desktop.run("gdbus", HAS_OWNER)));
    await this.#driver.stop();
  }

  #window() {
    return until("the window is on screen", async () => (await this.#windows())[0]);
  }

  async #windows() {
    const found = await this.#desktop.run("xdotool", ["search", "--onlyvisible", "--name", WINDOW]).catch(() => "");
    return found.split("\n").filter(Boolean).reverse();
  }

  async #placeWindow() {
    const { x, y, width, height } = FRAME;
    const window = await this.#window();
    await this.#desktop.run("xdotool", ["windowsize", window, String(width), String(height)]);
    await this.#desktop.run("xdotool", ["windowmove", window, String(x), String(y)]);
  }
}

function matches(text, wanted, inside = false) {
  if (wanted instanceof RegExp) return wanted.test(text);
  return inside ? text.includes(wanted) : text === wanted;
}
