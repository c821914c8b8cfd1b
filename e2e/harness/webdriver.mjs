/** The key under which WebDriver hands out elements (W3C WebDriver, section 11). */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** A session with any driver that speaks W3C WebDriver. */
export class Session {
  #base;

  static async open(driver, capabilities) {
    const { sessionId } = await command(`${driver}/session`, "POST", { capabilities: { alwaysMatch: capabilities } });
    return new Session(`${driver}/session/${sessionId}`);
  }

  constructor(base) {
    this.#base = base;
  }

  #send(method, path, body) {
    return command(this.#base + path, method, body);
  }

  close() {
    return this.#send("DELETE", "");
  }

  go(url) {
    return this.#send("POST", "/url", { url });
  }

  url() {
    return this.#send("GET", "/url");
  }

  /** Runs `body` in the page as a function of `args`; elements go both ways. */
  async execute(body, ...args) {
    const wire = (value) => (value instanceof Element ? { [ELEMENT]: value.id } : value);
    return this.#wrap(await this.#send("POST", "/execute/sync", { script: body, args: args.map(wire) }));
  }

  /** Runs an async function in the page, and waits for it. */
  async executeAsync(body, ...args) {
    const script = `const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);
      (async (...args) => { ${body} })(...args).then((value) => done({ value }), (error) => done({ error: error?.message ?? JSON.stringify(error) }));`;
    const { value, error } = await this.#send("POST", "/execute/async", { script, args });
    if (error !== undefined) throw new Error(error);
    return value;
  }

  async find(selector) {
    const found = await this.#send("POST", "/elements", { using: "css selector", value: selector });
    return found.map((reference) => new Element(this, reference[ELEMENT]));
  }

  /** Makes the page itself, not the window around it, this large. */
  async resize(width, height) {
    const [innerWidth, innerHeight] = await this.execute("return [innerWidth, innerHeight]");
    const outer = await this.#send("GET", "/window/rect");
    const rect = { width: outer.width - innerWidth + width, height: outer.height - innerHeight + height };
    await this.#send("POST", "/window/rect", rect);
  }

  async screenshot() {
    return Buffer.from(await this.#send("GET", "/screenshot"), "base64");
  }

  /** Presses keys one after the other; a modifier stays down over the rest: `press("Control", "a")`. */
  async press(...keys) {
    const codes = keys.map((key) => KEYS[key] ?? key);
    const down = codes.map((value) => ({ type: "keyDown", value }));
    const up = codes.toReversed().map((value) => ({ type: "keyUp", value }));
    await this.#send("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions: [...down, ...up] }] });
  }

  elementCommand(id, method, path, body) {
    return this.#send(method, `/element/${id}${path}`, body);
  }

  #wrap(value) {
    if (Array.isArray(value)) return value.map((part) => this.#wrap(part));
    if (value && typeof value === "object" && ELEMENT in value) return new Element(this, value[ELEMENT]);
    return value;
  }
}

/** An element of the page. */
export class Element {
  #session;

  constructor(session, id) {
    this.#session = session;
    this.id = id;
  }

  click = () => this.#session.elementCommand(this.id, "POST", "/click", {});
  clear = () => this.#session.elementCommand(this.id, "POST", "/clear", {});
  type = (text) => this.#session.elementCommand(this.id, "POST", "/value", { text });
  text = () => this.#session.elementCommand(this.id, "GET", "/text");
  rect = () => this.#session.elementCommand(this.id, "GET", "/rect");
  attribute = (name) => this.#session.elementCommand(this.id, "GET", `/attribute/${name}`);
  isEnabled = () => this.#session.elementCommand(this.id, "GET", "/enabled");
  role = () => this.#session.elementCommand(this.id, "GET", "/computedrole");
  /** The accessible name, as the engine computes it. */
  name = () => this.#session.elementCommand(this.id, "GET", "/computedlabel");
}

const KEYS = {
  Enter: "\uE007",
  Escape: "\uE00C",
  Shift: "\uE008",
  Control: "\uE009",
  Tab: "\uE004",
  End: "\uE010",
  Home: "\uE011",
  PageUp: "\uE00E",
  PageDown: "\uE00F",
  Down: "\uE015",
  Up: "\uE013",
  Left: "\uE012",
  Right: "\uE014",
  Alt: "\uE00A",
  Backspace: "\uE003",
};

/** A driver that never answers is asked again by whoever waits for something, instead of being waited for without end. */
const PATIENCE = 30_000;

async function command(url, method, body) {
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(url, { method, body: body && JSON.stringify(body), signal });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${value?.error}: ${value?.message}`);
  return value;
}
