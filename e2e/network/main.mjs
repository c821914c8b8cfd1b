/**
 * A loopback AT Protocol network in one process: the reference PLC directory, the reference PDS and a catalogue.
 *
 *     node main.mjs [--rate-limits] [--write-budget POINTS/SECONDS] [--https DIRECTORY] [--newest]
 *
 * `--https`: PDS and directory answer as `https://pds.localhost` and `https://plc.localhost`, with `certificate.pem` and
 * `key.pem` of that directory, issued by its `authority.pem`. `--newest`: the PDS of `newest/`, which needs Node 22.
 *
 * Every port is chosen by the system. The first line on standard output is JSON: `{ "ready": true, "pds", "plc",
 * "catalogue", "control" }`. The network ends, and its directory with it, when standard input closes: a parent that
 * dies takes it along.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

process.env.LOG_ENABLED ??= "false";

const { Accounts } = await import("./accounts.mjs");
const { COLLECTION, inventedBooks } = await import("./books.mjs");
const { createCatalogue } = await import("./catalogue.mjs");
const { ClientDocuments } = await import("./clients.mjs");
const { consent } = await import("./consent.mjs");
const { openControl } = await import("./control.mjs");
const { Door } = await import("./door.mjs");
const { Faults } = await import("./faults.mjs");
const { RequestLog } = await import("./log.mjs");
const { createPds } = await import("./pds.mjs");
const { createPlc } = await import("./plc.mjs");

const https = option("--https");
const tls = https && {
  ca: readFileSync(path.join(https, "authority.pem")),
  cert: readFileSync(path.join(https, "certificate.pem")),
  key: readFileSync(path.join(https, "key.pem")),
};
const directory = mkdtempSync(path.join(tmpdir(), "book-explorer-network-"));
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(0));
process.stdin.resume().once("close", () => process.exit(0));

const log = new RequestLog();
const faults = new Faults();
const clients = new ClientDocuments();
clients.install();

const doors = {
  plc: new Door("plc", log, faults, tls),
  pds: new Door("pds", log, faults, tls),
  catalogue: new Door("catalogue", log, faults),
};
// The network's own traffic goes through doors that nobody watches.
const inner = {
  plc: new Door("plc", new RequestLog(), new Faults()),
  pds: new Door("pds", new RequestLog(), new Faults()),
};
await Promise.all([...Object.values(doors), ...Object.values(inner)].map((door) => door.open()));

const plc = createPlc();
doors.plc.handler = plc.handler;
inner.plc.handler = plc.handler;
doors.catalogue.handler = (await createCatalogue()).handler;
const pds = await createPds({
  directory,
  publicUrl: new URL(doors.pds.url),
  plcUrl: inner.plc.url,
  rateLimits: process.argv.includes("--rate-limits"),
  writeBudget: budget(process.argv),
  newest: process.argv.includes("--newest"),
});
doors.pds.handler = pds.handler;
inner.pds.handler = pds.handler;
const accounts = new Accounts(inner.pds);

const control = await openControl({
  "create-account": (person) => accounts.create(person),
  "seed-books": ({ did, count, from }) => accounts.write(did, inventedBooks(count, from)),
  "write-records": ({ did, writes }) => accounts.write(did, writes),
  "upload-blob": ({ did, ...picture }) => accounts.upload(did, picture),
  "list-records": ({ did, collection = COLLECTION }) => accounts.records(did, collection),
  "put-client-document": ({ url, document }) => clients.put(url, document),
  consent: ({ url, ...person }) => consent(url, person, tls),
  fault: (fault) => faults.add(fault),
  "clear-faults": () => faults.clear(),
  log: () => log.entries(),
  "clear-log": () => log.clear(),
  down: ({ door = "pds" }) => doors[door].shut(),
  up: ({ door = "pds" }) => doors[door].open(),
  "token-max-age": ({ milliseconds }) => pds.setTokenMaxAge(milliseconds),
  "end-write-window": () => pds.endWriteWindow(),
  "rotate-nonces": () => pds.rotateNonces(),
});

const ready = { ready: true, pds: doors.pds.url, plc: doors.plc.url, catalogue: doors.catalogue.url };
console.log(JSON.stringify({ ...ready, control: control.url }));

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

/** The hour's write budget that the command line asks for in place of the PDS's own. */
function budget(argv) {
  const at = argv.indexOf("--write-budget");
  if (at < 0) return undefined;
  const [points, seconds] = argv[at + 1].split("/").map(Number);
  return { points, seconds };
}
