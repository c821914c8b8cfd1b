import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Keychain } from "./keychain.mjs";
import { Running, run } from "./running.mjs";
import { until } from "./until.mjs";

const SCREEN = { width: 1800, height: 1000 };
const BROWSER = fileURLToPath(new URL("default-browser.mjs", import.meta.url));
const NOTICES = fileURLToPath(new URL("notices.py", import.meta.url));
const PICTURE = fileURLToPath(new URL("picture.py", import.meta.url));

/**
 * A desktop of its own: an X server with a window manager, a session bus that starts nothing by itself, a home nobody
 * else uses, a keychain, and a default browser that only writes down what it was asked to open.
 */
export class Desktop {
  #processes = [];

  /** @param {{ keychain?: "unlocked" | "locked" | "missing" }} options */
  static async start({ keychain = "unlocked" } = {}) {
    const desktop = new Desktop(mkdtempSync(path.join(tmpdir(), "book-explorer-desktop-")));
    try {
      await desktop.#startDisplay();
      await desktop.#startBus();
      desktop.keychain = new Keychain(desktop);
      await desktop.keychain.begin(keychain);
    } catch (error) {
      await desktop.stop();
      throw error;
    }
    return desktop;
  }

  constructor(root) {
    this.root = root;
    process.once("exit", () => this.#remove());
    this.openedLog = this.path("opened-by-the-browser");
    this.env = this.#environment();
    this.#installDefaultBrowser();
  }

  path(...parts) {
    return path.join(this.root, ...parts);
  }

  spawn(command, args, { env, ...options } = {}) {
    const running = new Running(command, args, { env: { ...this.env, ...env }, ...options });
    this.#processes.push(running);
    return running;
  }

  run(command, args) {
    return run(command, args, { env: this.env });
  }

  /** URLs that programs of this desktop gave to the default browser, oldest first. */
  opened() {
    return readFileSync(this.openedLog, "utf8").split("\n").filter(Boolean);
  }

  forgetOpened() {
    writeFileSync(this.openedLog, "");
  }

  /** Opens a URL as any program of the desktop would. */
  open(url) {
    return this.run("xdg-open", [url]);
  }

  /** Shows notices from now on. A function that gives all of them, oldest first. */
  async notices() {
    const server = this.spawn("/usr/bin/python3", [NOTICES]);
    await until("the desktop shows notices", () => {
      if (!server.isRunning) throw new Error(server.said);
      return server.said.startsWith("ready\n");
    });
    return () => server.said.split("\n").slice(1, -1).map((line) => JSON.parse(line));
  }

  /** The whole screen as a PNG file. */
  picture(file) {
    return this.run("/usr/bin/python3", [PICTURE, file]);
  }

  async stop() {
    for (const running of this.#processes.reverse()) await running.stop();
    this.#remove();
  }

  #remove() {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /**
   * Set before the bus starts: whatever the bus or a desktop entry starts inherits it. The time zone lies west of
   * Greenwich, where a day that was written as midnight UTC shows as the day before.
   */
  #environment() {
    const directories = {
      HOME: this.path("home"),
      XDG_CONFIG_HOME: this.path("home", "config"),
      XDG_DATA_HOME: this.path("home", "data"),
      XDG_CACHE_HOME: this.path("home", "cache"),
      XDG_STATE_HOME: this.path("home", "state"),
      XDG_RUNTIME_DIR: this.path("run"),
    };
    for (const directory of Object.values(directories)) mkdirSync(directory, { recursive: true, mode: 0o700 });
    return {
      ...directories,
      PATH: process.env.PATH,
      LANG: "C.UTF-8",
      TZ: "America/Los_Angeles",
      XDG_CURRENT_DESKTOP: "X-Generic",
      NO_AT_BRIDGE: "1",
      GTK_A11Y: "none",
      GIO_USE_VFS: "local",
      RUST_BACKTRACE: "1",
      RUST_LOG: process.env.RUST_LOG ?? "info",
    };
  }

  #installDefaultBrowser() {
    appendFileSync(this.openedLog, "");
    const applications = path.join(this.env.XDG_DATA_HOME, "applications");
    mkdirSync(applications, { recursive: true });
    writeFileSync(
      path.join(applications, "journey-browser.desktop"),
      [
        "[Desktop Entry]",
        "Type=Application",
        "Name=Journey browser",
        `Exec=${process.execPath} ${BROWSER} ${this.openedLog} %u`,
        "MimeType=x-scheme-handler/http;x-scheme-handler/https;text/html;",
        "",
      ].join("\n"),
    );
    const defaults = ["x-scheme-handler/http", "x-scheme-handler/https", "text/html"];
    writeFileSync(
      path.join(this.env.XDG_CONFIG_HOME, "mimeapps.list"),
      ["[Default Applications]", ...defaults.map((type) => `${type}=journey-browser.desktop`), ""].join("\n"),
    );
  }

  /** Another one where the first ended: it gives up when the display, which has only just come, does not answer. */
  async #startWindowManager() {
    let manager = this.spawn("openbox", []);
    await until("the window manager manages", () => {
      if (!manager.isRunning) manager = this.spawn("openbox", []);
      return this.run("xdotool", ["get_num_desktops"]);
    });
  }

  async #startDisplay() {
    const { width, height } = SCREEN;
    const arguments_ = ["-displayfd", "3", "-screen", "0", `${width}x${height}x24`, "-nolisten", "tcp"];
    const server = this.spawn("Xvfb", arguments_, { fds: ["pipe"] });
    const number = await until("the X server names its display", () => /^(\d+)\n/m.exec(server.said)?.[1]);
    this.env.DISPLAY = `:${number}`;
    await this.#startWindowManager();
  }

  async #startBus() {
    const configuration = this.path("bus.conf");
    writeFileSync(configuration, BUS_CONFIGURATION(this.path("run")));
    const bus = this.spawn("dbus-daemon", [`--config-file=${configuration}`, "--nofork", "--print-address"]);
    this.env.DBUS_SESSION_BUS_ADDRESS = await until("the bus names its address", () =>
      /^(unix:\S+)$/m.exec(bus.said)?.[1],
    );
  }
}

/** Without service directories: a missing keychain stays missing instead of being started on demand. */
const BUS_CONFIGURATION = (directory) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${directory}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
