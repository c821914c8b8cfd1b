import { startChrome } from "../harness/chrome.mjs";
import { until } from "../harness/until.mjs";

/** The person's part of a sign-in, in a real Chromium driven by its own driver. */
export class Chromium {
  #session;
  #stop;

  /**
   * `env` must name a display. `handsOver` are `[origin, scheme]` pairs: pages of the origin may open the scheme without
   * Chromium asking first, which a person would answer once.
   */
  static async start({ env, handsOver = [] }) {
    const allowed = {};
    for (const [origin, scheme] of handsOver) allowed[origin] = { ...allowed[origin], [scheme]: true };
    const { session, stop } = await startChrome({
      env,
      args: ["--window-size=900,900", "--window-position=820,20"],
      prefs: { protocol_handler: { allowed_origin_protocol_pairs: allowed } },
    });
    return new Chromium(session, stop);
  }

  constructor(session, stop) {
    this.#session = session;
    this.#stop = stop;
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

  stop() {
    return this.#stop();
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
