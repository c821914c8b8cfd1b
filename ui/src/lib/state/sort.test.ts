import { expect, it } from "vitest";
import { pressed } from "./sort";

it("sorts by a column, then the other way round", () => {
  const once = pressed([], "title", false);
  expect(once).toEqual([{ column: "title", descending: false }]);
  expect(pressed(once, "title", false)).toEqual([{ column: "title", descending: true }]);
});

it("begins with the newest and the best", () => {
  expect(pressed([], "finished", false)).toEqual([{ column: "finished", descending: true }]);
  expect(pressed([], "stars", false)).toEqual([{ column: "stars", descending: true }]);
});

it("with Shift adds, turns, and removes", () => {
  const two = pressed(pressed([], "finished", false), "stars", true);
  expect(two.map((key) => key.column)).toEqual(["finished", "stars"]);
  const turned = pressed(two, "stars", true);
  expect(turned[1]).toEqual({ column: "stars", descending: false });
  expect(pressed(turned, "stars", true).map((key) => key.column)).toEqual(["finished"]);
});

it("never ends without a sort", () => {
  expect(pressed([{ column: "finished", descending: false }], "finished", true)).toHaveLength(1);
});
