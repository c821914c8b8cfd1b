/**
 * Scrolling 50,000 books in Chromium, a measure a line: how many elements there are, and the longest task, which is what keeps
 * a frame from being drawn. `cargo xtask bench` runs it over the page built with generated books (`BOOK_EXPLORER_PAGE`).
 */
import { startChrome } from "./harness/chrome.mjs";
import { servePage } from "./harness/page.mjs";

const BOOKS = 50_000;
/** Frames and jumps are asked for in parts, because a driver waits only so long for an answer. */
const PARTS = 5;
const FRAMES = 40;
const JUMPS = 8;
/** Rows that pass in a frame: a wheel turned hard. */
const ROWS = 40;
/** A frame is dropped by a task longer than this, in milliseconds; the browser reports no shorter ones. */
const LONGEST = 50;
const SHAPES = { table: "", covers: "&grid" };

/** These run in the page, one after the other. */
const BEGIN = `const grid = document.querySelector("[role=grid]");
  const frame = () => new Promise(requestAnimationFrame);
  while (!grid.querySelector(".title")) await frame();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const seen = { most: 0, least: Infinity, passed: 0, long: [] };
  const count = () => {
    const elements = document.getElementsByTagName("*").length;
    [seen.most, seen.least] = [Math.max(seen.most, elements), Math.min(seen.least, elements)];
  };
  const observer = new PerformanceObserver((list) => seen.long.push(...list.getEntries().map((entry) => entry.duration)));
  observer.observe({ type: "longtask" });
  window.scrolling = { grid, frame, seen, count, observer };`;
const SCROLL = `const [frames, rows] = args;
  const { grid, frame, seen, count } = window.scrolling;
  for (let at = 0; at < frames; at += 1) {
    const before = grid.scrollTop;
    grid.scrollTop += rows * 44;
    await frame();
    seen.passed += grid.scrollTop - before;
    count();
  }`;
/** About, as a dragged scroll bar does. */
const JUMP = `const [jumps, part] = args;
  const { grid, frame, count } = window.scrolling;
  for (let at = 0; at < jumps; at += 1) {
    grid.scrollTop = grid.scrollHeight * (((part * jumps + at) * 0.37) % 1);
    await frame();
    await frame();
    count();
  }`;
const END = `const { seen, observer } = window.scrolling;
  await new Promise((resolve) => setTimeout(resolve, 500));
  observer.disconnect();
  const { most, least, passed, long } = seen;
  return { most, least, passed, longest: Math.max(0, ...long), tasks: long.length };`;

const tell = (id, unit, figure, aim = null, floor = null) => console.log(JSON.stringify({ id, unit, floor, figure, aim }));

const page = await servePage();
const { session, stop } = await startChrome({ args: ["--headless"] });
try {
  await session.resize(1440, 900);
  for (const [shape, question] of Object.entries(SHAPES)) {
    await page.show(session, `books=${BOOKS}${question}`);
    await session.executeAsync(BEGIN);
    for (let part = 0; part < PARTS; part += 1) await session.executeAsync(SCROLL, FRAMES, ROWS);
    for (let part = 0; part < PARTS; part += 1) await session.executeAsync(JUMP, JUMPS, part);
    const { most, least, longest, tasks, passed } = await session.executeAsync(END);
    if (passed === 0) throw new Error(`the ${shape} did not scroll`);
    tell(`scroll-${shape}-elements`, "", most, 2000, least);
    tell(`scroll-${shape}-longest-task`, "ms", longest, LONGEST);
    tell(`scroll-${shape}-long-tasks`, "", tasks, 0);
  }
} finally {
  await stop();
  page.close();
}
