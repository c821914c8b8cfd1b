import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Filling } from "./filling.svelte";

let frames = new Map<number, () => void>();
let asked = 0;
beforeEach(() => {
  [frames, asked] = [new Map(), 0];
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => (frames.set((asked += 1), callback), asked));
  vi.stubGlobal("cancelAnimationFrame", (frame: number) => frames.delete(frame));
});
afterEach(() => vi.unstubAllGlobals());

function drawFrame() {
  const due = [...frames.values()];
  frames.clear();
  for (const callback of due) callback();
}
const books = (first: number, end: number) => Array.from({ length: end - first }, (_, offset) => first + offset);
const full = (filling: Filling) => books(0, 200).filter((index) => filling.has(index));

it("fills a few in a frame, those in sight first, until all are full", () => {
  const filling = new Filling(3);
  filling.want(books(0, 8), 4);
  expect(full(filling)).toEqual([]);
  drawFrame();
  expect(full(filling)).toEqual([4, 5, 6]);
  drawFrame();
  expect(full(filling)).toEqual([0, 1, 4, 5, 6, 7]);
  drawFrame();
  expect(full(filling)).toEqual(books(0, 8));
  expect(frames.size).toBe(0);
});

it("keeps what is full and still in sight, and forgets the rest", () => {
  const filling = new Filling(4);
  filling.want(books(0, 4), 0);
  drawFrame();
  filling.want(books(2, 6), 2);
  expect(full(filling)).toEqual([2, 3]);
  drawFrame();
  expect(full(filling)).toEqual(books(2, 6));
});

it("fills no more in a frame however often it is asked", () => {
  const filling = new Filling(2);
  for (const first of [0, 50, 100]) filling.want(books(first, first + 30), first);
  expect(frames.size).toBe(1);
  drawFrame();
  expect(full(filling)).toEqual([100, 101]);
});

it("asks for no frame once it is stopped", () => {
  const filling = new Filling(2);
  filling.want(books(0, 8), 0);
  filling.stop();
  expect(frames.size).toBe(0);
});
