import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("main.mjs", import.meta.url));

/** A network in a process of its own, for JavaScript; the Rust crate `testnet` is its twin. */
export class Network {
  #process;

  /** @param {{ rateLimits?: boolean }} options */
  static async start({ rateLimits = false } = {}) {
    const child = spawn(process.execPath, [MAIN, ...(rateLimits ? ["--rate-limits"] : [])], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, NODE_NO_WARNINGS: "1" },
    });
    const line = await Promise.race([
      once(createInterface(child.stdout), "line").then(([text]) => text),
      once(child, "exit").then(([code]) => Promise.reject(new Error(`the network ended at its start: ${code}`))),
    ]);
    return new Network(child, JSON.parse(line));
  }

  constructor(child, { pds, plc, catalogue, control }) {
    this.#process = child;
    Object.assign(this, { pds, plc, catalogue, control });
  }

  /** One command of `main.mjs`, by name. */
  async send(command, parameters = {}) {
    const response = await fetch(`${this.control}/${command}`, {
      method: "POST",
      body: JSON.stringify(parameters),
      signal: AbortSignal.timeout(120_000),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${command}: ${answer.error}`);
    return answer;
  }

  createAccount = (handle, password) => this.send("create-account", { handle, password });
  seedBooks = (account, count, from = 0) => this.send("seed-books", { did: account.did, count, from });
  writeRecords = (account, writes) => this.send("write-records", { did: account.did, writes });
  /** `bytes` in base64. */
  uploadBlob = (account, bytes, mimeType) => this.send("upload-blob", { did: account.did, bytes, mimeType });
  records = (account) => this.send("list-records", { did: account.did });
  putClientDocument = (url, document) => this.send("put-client-document", { url, document });
  consent = (url, account, decision = "allow") => this.send("consent", { url, ...account, decision });
  fault = (fault) => this.send("fault", fault);
  clearFaults = () => this.send("clear-faults");
  log = () => this.send("log");
  clearLog = () => this.send("clear-log");
  down = (door = "pds") => this.send("down", { door });
  up = (door = "pds") => this.send("up", { door });

  /** The application's configuration for this network. */
  configToml(clientMetadata) {
    return [
      "[network]",
      `plc_directory = ${JSON.stringify(this.plc)}`,
      `catalogue = ${JSON.stringify(this.catalogue)}`,
      `handle_resolver = ${JSON.stringify(this.pds)}`,
      `client_metadata = ${JSON.stringify(clientMetadata)}`,
      "development = true",
      "",
    ].join("\n");
  }

  async stop() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.stdin.end();
    await ended;
  }
}
