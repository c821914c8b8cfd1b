import { until } from "./until.mjs";

const PASSWORD = "journey";

/** The desktop's Secret Service, served by gnome-keyring. */
export class Keychain {
  #desktop;
  #daemon;

  constructor(desktop) {
    this.#desktop = desktop;
  }

  /**
   * "locked" first makes the collection with a password, then starts the service again without giving it: a lookup
   * then asks a person, and nobody is there to answer.
   */
  async begin(state) {
    if (state === "missing") return;
    await this.unlock();
    if (state === "locked") await this.lock();
  }

  async unlock() {
    await this.#restart(["--unlock"], PASSWORD);
    await until("the keychain is open", () => this.#roundTrip());
  }

  async lock() {
    await this.#restart([], "");
    const ask = () => this.#desktop.run("secret-tool", ["search", "journey", "nothing"]);
    await until("the keychain answers", () => ask().then(() => true));
  }

  async remove() {
    await this.#daemon?.stop();
    this.#daemon = undefined;
  }

  async #restart(options, input) {
    await this.remove();
    const arguments_ = ["--foreground", "--components=secrets", ...options];
    this.#daemon = this.#desktop.spawn("gnome-keyring-daemon", arguments_, { input });
  }

  async #roundTrip() {
    const store = this.#desktop.spawn("secret-tool", ["store", "--label=journey", "journey", "probe"], { input: "open" });
    await store.ended;
    return (await this.#desktop.run("secret-tool", ["lookup", "journey", "probe"])) === "open";
  }
}
