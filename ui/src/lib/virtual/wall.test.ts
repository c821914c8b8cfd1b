import { describe, expect, it } from "vitest";
import { WallGeometry } from "./wall";

/** Three across: 5, 1 and 7 books under headings of 20, shelves of 100. */
const wall = new WallGeometry([
  { key: "2026", first: 0, count: 5 }, { key: "2025", first: 5, count: 1 }, { key: "none", first: 6, count: 7 },
], 3, 100, 20);

describe("a wall of covers with headings", () => {
  it("stands every section below the last one", () => {
    expect(wall.sections.map(({ top, height }) => [top, height])).toEqual([[0, 220], [220, 120], [340, 320]]);
    expect(wall.total).toBe(660);
  });

  it("shows every book exactly once", () => {
    const shelves = wall.sections.flatMap((section) => wall.shelvesOf(section, 0, wall.total, 0));
    const books = shelves.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, at) => first + at));
    expect(books).toEqual(Array.from({ length: 13 }, (_, at) => at));
    expect(shelves.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("moves down and up by shelves, across headings, keeping the column where there is one", () => {
    expect(wall.vertical(1, 1)).toBe(4);
    expect(wall.vertical(4, 1)).toBe(5);
    expect(wall.vertical(5, 1)).toBe(6);
    expect(wall.vertical(8, -1)).toBe(5);
    expect(wall.vertical(12, 5)).toBe(12);
    expect(wall.vertical(2, -3)).toBe(2);
  });

  it("draws no more than what is in sight, at any length", () => {
    const tall = new WallGeometry([{ key: "all", first: 0, count: 50_000 }], 8, 270, 0);
    for (const top of [0, 5_000, 1_000_000]) {
      expect(tall.seen(top, 800).flatMap((section) => tall.shelvesOf(section, top, 800, 2)).length).toBeLessThanOrEqual(8);
    }
  });

  it("reveals a book below its heading and above the foot", () => {
    expect(wall.reveal(4, 0, 300)).toBe(0);
    expect(wall.reveal(5, 0, 300)).toBe(40);
    expect(wall.reveal(0, 300, 300)).toBe(0);
  });
});
