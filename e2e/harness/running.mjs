import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const alive = new Set();
process.once("exit", () => {
  for (const running of alive) running.kill();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

/** A process of ours: what it says is kept, and it never outlives us. */
export class Running {
  #child;
  #said = "";

  constructor(command, args, { env, cwd, input, fds = [] } = {}) {
    this.name = command;
    this.#child = spawn(command, args, { env, cwd, stdio: ["pipe", "pipe", "pipe", ...fds] });
    this.ended = once(this.#child, "exit").then(([code, signal]) => {
      alive.delete(this);
      return { code, signal };
    });
    this.ended.catch((error) => (this.#said += String(error)));
    for (const stream of this.#child.stdio.slice(1)) {
      stream.setEncoding("utf8").on("data", (text) => (this.#said = (this.#said + text).slice(-60_000)));
    }
    this.#child.stdin.on("error", () => {});
    if (input !== undefined) this.#child.stdin.end(input);
    alive.add(this);
  }

  get pid() {
    return this.#child.pid;
  }

  /** Everything it printed, on any stream, its end last. */
  get said() {
    return this.#said;
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.pid !== undefined;
  }

  kill(signal = "SIGKILL") {
    if (this.isRunning) this.#child.kill(signal);
  }

  /** Asks it to end, and insists after three seconds. */
  async stop() {
    if (!this.isRunning) return;
    this.kill("SIGTERM");
    const patience = new AbortController();
    await Promise.race([this.ended, pause(3000, undefined, { signal: patience.signal }).catch(() => {})]);
    patience.abort();
    this.kill();
    await this.ended;
  }
}

/** Runs a program to its end; what it printed. Fails when it fails. */
export async function run(command, args, options) {
  const running = new Running(command, args, { input: "", ...options });
  const { code } = await running.ended;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${running.said}`);
  return running.said.trim();
}

/** A loopback port that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
