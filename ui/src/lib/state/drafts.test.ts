import { beforeEach, describe, expect, it, vi } from "vitest";
import type { DraftsDoor } from "../ipc/doors/drafts";
import type { BookDetail, DraftView } from "../ipc/types";
import { Drafts } from "./drafts";

const PAUSE = 400;
const DRAFT: DraftView = { field: "review", text: "Half of it", begunFrom: "Good", at: "2026-11-12T18:40:00Z" };
const book = (id: number, drafts: DraftView[] = []) => ({ row: { id }, drafts }) as unknown as BookDetail;

/** Drafts over a door that keeps them as the app does. */
function opened() {
  const kept = new Map<string, string>();
  const door = {
    keepDraft: vi.fn<DraftsDoor["keepDraft"]>((id, field, text, from) => {
      kept.set(`${id} ${field}`, `${from} > ${text}`);
      return Promise.resolve();
    }),
    dropDraft: vi.fn<DraftsDoor["dropDraft"]>((id, field) => {
      kept.delete(`${id} ${field}`);
      return Promise.resolve();
    }),
  };
  const failed = vi.fn();
  const discarded = vi.fn<(back: () => void) => void>();
  return { kept, door, failed, discarded, drafts: new Drafts(door, failed, discarded) };
}
const settled = () => vi.advanceTimersByTimeAsync(0);

describe("drafts", () => {
  beforeEach(() => void vi.useFakeTimers());

  it("of a later editor stay when an earlier one hears late that its text is saved", async () => {
    const { drafts, kept } = opened();
    const earlier = drafts.desk(book(1), "review").begin("Good");
    earlier.write("Good, but");
    earlier.flush();
    const later = drafts.desk(book(1), "review").begin("Good");
    later.write("Good, but long");
    later.flush();
    earlier.saved("Good, but");
    await settled();
    expect([...kept.values()]).toEqual(["Good > Good, but long"]);
    later.saved("Good, but long");
    await settled();
    expect(kept.size).toBe(0);
  });

  it("are kept once the writer pauses, and at once when the editor goes", async () => {
    const { drafts, door, kept } = opened();
    const drafting = drafts.desk(book(1), "review").begin("Good");
    drafting.write("Goo");
    drafting.write("Good, but");
    expect(door.keepDraft).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(PAUSE);
    drafting.write("Good, but long");
    drafting.flush();
    await settled();
    expect(door.keepDraft.mock.calls.map(([, , text]) => text)).toEqual(["Good, but", "Good, but long"]);
    drafting.flush();
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect(door.keepDraft).toHaveBeenCalledTimes(2);
    expect(kept.get("1 review")).toBe("Good > Good, but long");
  });

  it("go when they are saved, and what was written meanwhile goes on from what was saved", async () => {
    const { drafts, kept } = opened();
    const drafting = drafts.desk(book(1), "review").begin("Good");
    drafting.write("Good, but");
    drafting.flush();
    drafting.write("Good, but long");
    drafting.saved("Good, but");
    await settled();
    expect([drafting.pending, kept.get("1 review")]).toEqual([true, "Good, but > Good, but long"]);
    drafting.saved("Good, but long");
    await settled();
    expect([drafting.pending, kept.size]).toEqual([false, 0]);
  });

  it.each(["", "  \n", "Good"])("are none when the text says nothing new: %j", async (text) => {
    const { drafts, door, kept } = opened();
    const drafting = drafts.desk(book(1), "review").begin("Good");
    drafting.write(text);
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect(door.keepDraft).not.toHaveBeenCalled();
    expect(door.dropDraft).not.toHaveBeenCalled();
    drafting.write("Good, but");
    await vi.advanceTimersByTimeAsync(PAUSE);
    drafting.write(text);
    await settled();
    expect(kept.size).toBe(0);
  });

  it("are offered with the book they came with, by field, until something newer was written", async () => {
    const { drafts, kept } = opened();
    expect(drafts.desk(book(1, [DRAFT]), "review").offered).toEqual(DRAFT);
    expect(drafts.desk(book(1, [DRAFT]), "privateNotes").offered).toBeNull();
    expect(drafts.desk(book(2), "review").offered).toBeNull();
    // Read before the app had it.
    const drafting = drafts.desk(book(2), "review").begin("");
    drafting.write("Half");
    drafting.flush();
    expect(drafts.desk(book(2), "review").offered).toMatchObject({ text: "Half", begunFrom: "" });
    // Goes on, and is saved: the book that was read before still brings it.
    const goesOn = drafts.desk(book(1, [DRAFT]), "review").begin("Better", DRAFT);
    kept.set("1 review", "as the app has it");
    goesOn.write(DRAFT.text);
    goesOn.flush();
    await settled();
    expect(kept.get("1 review")).toBe("Better > Half of it");
    goesOn.saved(DRAFT.text);
    await settled();
    expect(kept.has("1 review")).toBe(false);
    expect(drafts.desk(book(1, [DRAFT]), "review").offered).toBeNull();
    drafts.startOver();
    expect(drafts.desk(book(2), "review").offered).toBeNull();
  });

  it("that were discarded come back when that is taken back, unless something newer was written", async () => {
    const { drafts, discarded, kept } = opened();
    const desk = drafts.desk(book(1, [DRAFT]), "review");
    const back = vi.fn();
    desk.discard(DRAFT, back);
    await settled();
    expect([kept.size, drafts.desk(book(1, [DRAFT]), "review").offered]).toEqual([0, null]);
    discarded.mock.lastCall?.[0]();
    await settled();
    expect([kept.get("1 review"), back.mock.calls.length]).toEqual(["Good > Half of it", 1]);

    desk.discard(DRAFT, back);
    const drafting = desk.begin("Good");
    drafting.write("Newer");
    drafting.flush();
    discarded.mock.lastCall?.[0]();
    await settled();
    expect([kept.get("1 review"), back.mock.calls.length]).toEqual(["Good > Newer", 1]);
  });

  it("are written one after the other, and a failure is said once and loses nothing in hand", async () => {
    const { drafts, door, failed, kept } = opened();
    let let_go = () => undefined as void;
    door.keepDraft.mockImplementationOnce(() => new Promise((_, reject) => (let_go = () => reject(new Error("full")))));
    door.keepDraft.mockRejectedValueOnce(new Error("full"));
    const drafting = drafts.desk(book(1), "review").begin("");
    for (const text of ["a", "ab", "abc"]) {
      drafting.write(text);
      drafting.flush();
    }
    await settled();
    expect(door.keepDraft).toHaveBeenCalledTimes(1);
    let_go();
    await settled();
    expect([failed.mock.calls.length, kept.get("1 review")]).toEqual([1, " > abc"]);
    expect(drafts.desk(book(1), "review").offered).toMatchObject({ text: "abc" });
  });
});
