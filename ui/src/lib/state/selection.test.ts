import { describe, expect, it } from "vitest";
import type { QueryView } from "../ipc/types";
import { Selection } from "./selection.svelte";

const query: QueryView = { text: "sea", sort: [] };

describe("selection", () => {
  it("tells an edit the ids that were chosen", () => {
    const selection = new Selection();
    selection.add([3, 5]);
    selection.toggle(5);
    expect(selection.view(query)).toEqual({ kind: "ids", ids: [3] });
    expect(selection.count(1_000)).toBe(1);
  });

  it("tells an edit a query and exceptions for all that match", () => {
    const selection = new Selection();
    selection.allMatching();
    selection.toggle(7);
    expect(selection.view(query)).toEqual({ kind: "matching", query, except: [7] });
    expect([selection.count(3_012), selection.has(7), selection.has(8)]).toEqual([3_011, false, true]);
  });

  it("takes exceptions back", () => {
    const selection = new Selection();
    selection.allMatching();
    selection.toggle(7);
    selection.add([7]);
    expect(selection.count(10)).toBe(10);
  });

  it("is empty after clearing, and a range replaces it", () => {
    const selection = new Selection();
    selection.allMatching();
    selection.only([1, 2]);
    expect(selection.everything).toBe(false);
    selection.clear();
    expect(selection.count(10)).toBe(0);
  });
});
