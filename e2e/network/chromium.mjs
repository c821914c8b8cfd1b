import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Running, freePort } from "../harness/running.mjs";
import { until } from "../harness/until.mjs";
import { Session } from "../harness/webdriver.mjs";

/** No sandbox, because the tests run as root in containers; the rest keeps Chromium from calling home. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--password-store=basic",
];

/** The person's part of a sign-in, in a real Chromium driven by its own driver. */
export class Chromium {
  #driver;
  #session;
  #profile;

  /**
   * `env` must name a display. `handsOver` are `[origin, scheme]` pairs: pages of the origin may open the scheme without
   * Chromium asking first, which a person would answer once.
   */
  static async start({ env = process.env, handsOver = [] } = {}) {
    const port = await freePort();
    const driver = new Running("chromedriver", [`--port=${port}`], { env });
    await until("chromedriver listens", () => fetch(`http://127.0.0.1:${port}/status`).then((answer) => answer.ok));
    const profile = mkdtempSync(path.join(tmpdir(), "book-explorer-chromium-"));
    const allowed = {};
    for (const [origin, scheme] of handsOver) allowed[origin] = { ...allowed[origin], [scheme]: true };
    const session = await Session.open(`http://127.0.0.1:${port}`, {
      browserName: "chrome",
      "goog:chromeOptions": {
        args: [...ARGUMENTS, `--user-data-dir=${profile}`, "--window-size=900,900", "--window-position=820,20"],
        prefs: { protocol_handler: { allowed_origin_protocol_pairs: allowed } },
      },
    });
    return new Chromium(driver, session, profile);
  }

  constructor(driver, session, profile) {
    this.#driver = driver;
    this.#session = session;
    this.#profile = profile;
  }

  /**
   * Opens the server's page, types the password, and decides. The page hands the answer over by itself.
   * `beforeAuthorizing` runs while the page says what it is asked for.
   */
  async consent(authorizationUrl, { handle, password, decision = "allow" }, { beforeAuthorizing } = {}) {
    await this.#session.go(authorizationUrl);
    if (decision === "deny") return this.#press(/^(cancel|deny|deny access|reject)$/i);
    const field = await until("the page asks for the password", () => this.#pick('input[type="password"]'));
    const name = await this.#pick('input[name="username"]:not([readonly]):not([disabled])');
    if (name && !(await name.attribute("value"))) await name.type(handle);
    await field.type(password);
    await this.#press(/^(sign in|submit|next)$/i);
    const authorize = /^(authorize|accept|allow)$/i;
    await this.#button(authorize);
    await beforeAuthorizing?.();
    await this.#press(authorize);
  }

  screenshot() {
    return this.#session.screenshot();
  }

  async stop() {
    await this.#session.close().catch(() => {});
    await this.#driver.stop();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  async #pick(selector) {
    const [element] = await this.#session.find(selector);
    return element;
  }

  async #press(name) {
    await (await this.#button(name)).click();
  }

  #button(name) {
    return until(`a button ${name} to press`, async () => {
      const buttons = await this.#session.find("button");
      const seen = await Promise.all(buttons.map((button) => button.text()));
      const button = buttons[seen.findIndex((text) => name.test(text.trim()))];
      if (!(await button?.isEnabled())) throw new Error(`buttons: ${seen.join(", ")}`);
      return button;
    });
  }
}
