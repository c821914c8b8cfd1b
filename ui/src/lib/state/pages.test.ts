import { expect, it } from "vitest";
import { Pages } from "./pages.svelte";

/** A list of numbers answered on demand. */
function source(length: number) {
  const asked: number[] = [];
  let shift = 0;
  const pages = new Pages<number>(
    (offset, limit) => {
      asked.push(offset);
      const rows = Array.from({ length: Math.max(0, Math.min(limit, length - offset)) }, (_, at) => offset + at + shift);
      return Promise.resolve({ rows, matching: length });
    },
    (error) => {
      throw error;
    },
  );
  return { pages, asked, moveBy: (by: number) => (shift = by) };
}

it("fetches what is looked at, once", async () => {
  const { pages, asked } = source(50_000);
  await pages.refresh();
  pages.want(40_010, 40_050);
  pages.want(40_020, 40_060);
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toEqual([0, 40_000]);
  expect([pages.matching, pages.row(40_015), pages.row(20_000)]).toEqual([50_000, 40_015, undefined]);
});

it("keeps the old rows until the new ones are there, and never mixes them", async () => {
  const { pages, moveBy } = source(300);
  await pages.refresh();
  pages.want(90, 110);
  await new Promise((resolve) => setImmediate(resolve));
  moveBy(1_000);
  const refreshed = pages.refresh();
  expect([pages.row(95), pages.row(105)]).toEqual([95, 105]);
  await refreshed;
  expect([pages.row(95), pages.row(105)]).toEqual([1_095, 1_105]);
});

it("forgets pages far away", async () => {
  const { pages } = source(10_000);
  await pages.refresh();
  for (let at = 0; at < 10_000; at += 100) {
    pages.want(at, at + 30);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect([...pages.loaded()].length).toBeLessThanOrEqual(4_000);
  expect(pages.row(9_950)).toBe(9_950);
});

it("gathers a range across pages", async () => {
  const { pages } = source(450);
  await pages.refresh();
  expect(await pages.between(95, 310)).toEqual(Array.from({ length: 215 }, (_, at) => 95 + at));
});
