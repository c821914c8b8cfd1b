/**
 * What only a real window shows, a measure a line: how soon the library is on the screen, what memory it takes, how it
 * scrolls. Each is compared with a bare window of the same kind, in the same run. `cargo xtask bench` runs it.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { App, BINARY } from "./harness/app.mjs";
import { Desktop } from "./harness/desktop.mjs";
import { until } from "./harness/until.mjs";

const { BOOK_EXPLORER_BARE_WINDOW: BARE, BOOK_EXPLORER_FILL_LIBRARY: FILL } = process.env;
if (!BARE || !FILL) throw new Error("BOOK_EXPLORER_BARE_WINDOW and BOOK_EXPLORER_FILL_LIBRARY name the programs to measure with");

/** Starts of each kind, by turns: the median counts, and the first of each only warms the disk's cache. */
const STARTS = 7;
/** A process is idle when it has used less than so much of the processor for so long, both in milliseconds. */
const IDLE = { used: 50, long: 15_000 };
/** Linux counts the processor in hundredths of a second, whatever the machine. */
const TICK = 10;
/** Rows a scroll passes in one frame. */
const STRIDE = 40;
/** Frames are asked for in parts: a driver waits only so long for an answer, and a window drawn without a graphics card is slow. */
const PARTS = 15;
const FRAMES = 20;
/** Runs in the page. The first frames of a part are those in which the driver still has its hand in. */
const SCROLL = `const [frames, stride] = args;
  const scroller = document.querySelector("[role=grid]");
  const row = scroller.querySelector("[role=row][aria-selected]").offsetHeight;
  const frame = () => new Promise(requestAnimationFrame);
  const begun = scroller.scrollTop;
  let [most, least, gap, last] = [0, Infinity, 0, await frame()];
  for (let at = 0; at < frames; at += 1) {
    scroller.scrollTop += row * stride;
    const now = await frame();
    if (at > 2) gap = Math.max(gap, now - last);
    last = now;
    const count = document.getElementsByTagName("*").length;
    [most, least] = [Math.max(most, count), Math.min(least, count)];
  }
  return { most, least, gap, passed: scroller.scrollTop - begun };`;

const tell = (id, unit, figure, aim = null, floor = null) => console.log(JSON.stringify({ id, unit, floor, figure, aim }));
const median = (figures) => figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)];

const desktop = await Desktop.start();
try {
  const libraries = {};
  for (const books of [10_000, 50_000]) {
    libraries[books] = desktop.path(`library-${books}`);
    mkdirSync(libraries[books]);
    await desktop.run(FILL, [libraries[books], String(books)]);
  }
  await measureStarts(libraries[10_000]);
  await measureMemory(libraries[50_000]);
  await measureScrolling(libraries[50_000]);
} finally {
  await desktop.stop();
}

async function measureStarts(library) {
  const bare = [];
  const full = [];
  for (let turn = 0; turn <= STARTS; turn += 1) {
    bare.push(await timed(startBare));
    full.push(await timed(() => startApp(library)));
  }
  const [floor, figure] = [median(bare.slice(1)), median(full.slice(1))];
  tell("start-bare-window", "ms", floor);
  tell("start-10000-books", "ms", figure, null, floor);
  tell("start-10000-books-ratio", "×", figure / floor, 1.25, 1);
}

async function timed(start) {
  const { took, end } = await start();
  await end();
  return took;
}

async function measureMemory(library) {
  const bare = await startBare();
  await idle(bare.pid);
  const floor = megabytes(bare.pid);
  await bare.end();
  const app = await startApp(library);
  await idle(app.pid);
  const figure = megabytes(app.pid);
  await app.end();
  tell("memory-50000-books", "MB", figure - floor, 60, 0);
}

async function measureScrolling(library) {
  const configuration = desktop.path("config.toml");
  writeFileSync(configuration, "");
  await App.automation(desktop, configuration);
  desktop.env.BOOK_EXPLORER_DATA_DIR = library;
  const app = await App.launch(desktop);
  await app.reads(/50.?000/);
  let [most, least, gap] = [0, Infinity, 0];
  for (let part = 0; part < PARTS; part += 1) {
    const seen = await app.session.executeAsync(SCROLL, FRAMES, STRIDE);
    if (seen.passed === 0) throw new Error("the table did not scroll");
    [most, least, gap] = [Math.max(most, seen.most), Math.min(least, seen.least), Math.max(gap, seen.gap)];
  }
  await app.quit();
  tell("scroll-50000-elements", "", most, 2000, least);
  tell("scroll-50000-longest-frame", "ms", gap, 50);
}

async function startBare() {
  const begun = performance.now();
  const running = desktop.spawn(BARE, []);
  await until("the bare window is drawn", () => /^drawn$/m.test(running.said));
  const took = performance.now() - begun;
  return { took, pid: running.pid, end: () => running.stop() };
}

/** The app writes the moment of its first frame into its log, which is read here a little later. */
async function startApp(library) {
  const log = path.join(library, "book-explorer.log");
  writeFileSync(log, "");
  const begun = Date.now();
  const running = desktop.spawn(BINARY, [], { env: { BOOK_EXPLORER_DATA_DIR: library } });
  const line = await until("the library is drawn", () => /^(\S+) .*the first frame is drawn/m.exec(readFileSync(log, "utf8")));
  return { took: Date.parse(line[1]) - begun, pid: running.pid, end: () => running.stop() };
}

/** After the start there is more to do: duplicates are looked for, the library is checked. */
async function idle(pid) {
  let before = processor(pid);
  await until("the process has nothing more to do", async () => {
    await pause(IDLE.long);
    const now = processor(pid);
    const used = now - before;
    before = now;
    return used < IDLE.used;
  }, { within: 180_000 });
}

/** What the process has used of the processor, in milliseconds. */
function processor(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** Proportional set size of the process, without its web process. */
function megabytes(pid) {
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  return Number(kilobytes) / 1000;
}
