import { expect, it, vi } from "vitest";
import { door } from "../../stand-in/door";
import type { Door } from "../ipc/door";
import { BulkEdit } from "./bulk.svelte";

const some = { kind: "ids" as const, ids: [1, 2, 3] };
const bulk = (over: Partial<Door> = {}) => new BulkEdit({ ...door, ...over }, some);

it("asks for nothing until a field says something", async () => {
  const edit = bulk();
  expect([edit.asksForNothing, edit.preview]).toEqual([true, null]);
  edit.mode("finished", "set");
  expect(edit.edit).toEqual({});
  edit.set({ finished: "2026-05-01" });
  expect(edit.edit).toEqual({ finished: { kind: "set", value: "2026-05-01" } });
  await edit.look();
  expect(edit.preview?.changed).toBeGreaterThan(0);
});

it("moves days, adjusts tags and clears what it is told to", () => {
  const edit = bulk();
  edit.mode("started", "set");
  edit.set({ startedBy: -3 });
  edit.mode("tags", "set");
  edit.set({ addTags: ["library"], removeTags: ["to sort"] });
  edit.mode("format", "clear");
  edit.mode("review", "clear");
  expect(edit.edit).toEqual({
    started: { kind: "shift", days: -3 },
    review: { kind: "clear" },
    tags: { kind: "adjust", add: ["library"], remove: ["to sort"] },
    local: { format: { kind: "clear" } },
  });
});

it("never makes up a day: a status set for many carries no today", () => {
  const edit = bulk();
  edit.mode("status", "set");
  expect(edit.edit).toEqual({ status: { kind: "set", value: "finished" } });
});

it("shows the newest preview only, whatever comes back last", async () => {
  const answers: (() => void)[] = [];
  const previewEdit: Door["previewEdit"] = async (selection, edit) => {
    await new Promise<void>((resolve) => answers.push(resolve));
    return door.previewEdit(selection, edit);
  };
  const edit = bulk({ previewEdit });
  edit.mode("owned", "set");
  edit.mode("owned", "keep");
  edit.mode("stars", "clear");
  answers[1]?.();
  answers[0]?.();
  await vi.waitFor(() => expect(edit.working).toBe(false));
  expect(edit.preview?.fields.map((tally) => tally.field)).not.toContain("owned");
});

it("writes nothing when the books changed, and looks again", async () => {
  const commitEdit = vi.fn<Door["commitEdit"]>().mockRejectedValueOnce({ code: "editOutdated", message: "", retryable: false });
  const edit = bulk({ commitEdit });
  edit.mode("stars", "clear");
  await edit.look();
  expect(await edit.commit()).toBeNull();
  expect([edit.error?.code, edit.preview !== null, edit.working]).toEqual(["editOutdated", true, false]);
});
