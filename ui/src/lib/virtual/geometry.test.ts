import { describe, expect, it } from "vitest";
import { RowGeometry } from "./geometry";

describe("row geometry", () => {
  it("draws a constant number of rows at any length", () => {
    const geometry = new RowGeometry(50_000, 44);
    const sizes = [0, 44, 1_000_001, geometry.total - 800].map((top) => {
      const { first, end } = geometry.span(top, 800, 8);
      return end - first;
    });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(Math.ceil(800 / 44) + 1 + 16);
  });

  it("has nothing to draw when empty", () => {
    expect(new RowGeometry(0, 44).span(0, 800, 8)).toEqual({ first: 0, end: 0 });
  });

  it("finds every row at its own top and just above the next", () => {
    const geometry = new RowGeometry(20, 10, [[3, 25], [7, 5]]);
    for (let index = 0; index < 20; index += 1) {
      expect(geometry.indexAt(geometry.top(index))).toBe(index);
      expect(geometry.indexAt(geometry.top(index) + geometry.height(index) - 1)).toBe(index);
    }
    expect(geometry.total).toBe(230);
  });

  it("ignores the height of rows that are gone", () => {
    expect(new RowGeometry(2, 10, [[5, 100]]).total).toBe(20);
  });

  it("reveals with the least scrolling", () => {
    const geometry = new RowGeometry(100, 10);
    expect(geometry.reveal(5, 0, 100)).toBe(0);
    expect(geometry.reveal(15, 0, 100)).toBe(60);
    expect(geometry.reveal(2, 50, 100)).toBe(20);
  });
});
