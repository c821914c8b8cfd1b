import { describe, expect, it } from "vitest";
import { errorWords, halves, many, planWords, starWords, syncWords, wayOnWords } from ".";
import type { SyncView } from "../ipc/types";

describe("words", () => {
  it("give every error a title of its own, a body and a way on", () => {
    const all = Object.entries(errorWords);
    expect(new Set(all.map(([, words]) => words.title)).size).toBe(all.length);
    for (const [code, words] of all) {
      expect(words.body.length, code).toBeGreaterThan(20);
      expect(words.body, code).toMatch(/[.?]$/);
      for (const way of words.wayOn) expect(wayOnWords[way]).toBeTruthy();
    }
  });

  it("count", () => {
    expect([many(1, "book", "books"), many(0, "book", "books")]).toEqual(["1 book", "0 books"]);
  });

  it("say stars in halves", () => {
    expect([1, 2, 3, 9, 10].map(halves)).toEqual(["½", "1", "1½", "4½", "5"]);
    expect(starWords(9)).toBe("4½ stars");
  });

  it("name only the sums there are", () => {
    const sums = { new: 3, changed: 0, unchanged: 1, conflict: 0, joined: 0, needsYou: 0, leftOut: 0, problems: 2 };
    expect(planWords.sum(sums).map((part) => `${part.count} ${part.name}`)).toEqual(["3 new", "1 unchanged", "2 problems"]);
  });

  it("say what waits before what is well", () => {
    const sync: SyncView = { state: "upToDate", waiting: 12, setAside: 0, filled: null, partial: false, syncedAt: null,
      resumesAt: null, restReason: null, finishesAt: null };
    expect([syncWords(sync), syncWords({ ...sync, waiting: 0 })]).toEqual(["12 waiting", "Up to date"]);
  });
});
