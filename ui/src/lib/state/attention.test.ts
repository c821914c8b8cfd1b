import { expect, it } from "vitest";
import { StandInAttention } from "../../stand-in/attention";
import { door } from "../../stand-in/door";
import { StandInLibrary } from "../../stand-in/library";
import type { Door } from "../ipc/door";
import type { DecisionView } from "../ipc/types";
import { Attention } from "./attention.svelte";
import { differing, Duplicates, keyOf } from "./duplicates.svelte";
import { Toasts } from "./toasts.svelte";

const NAMES = ["attentionCounts", "attention", "decideAsides", "repairOwnedStatus", "duplicates", "previewMerge", "mergeBooks", "tellApart"] as const;

function standIn(decisions: number, duplicates: number, over: Partial<Door> = {}): Door {
  const stand = new StandInAttention(new StandInLibrary(200).all, decisions, duplicates);
  const own = Object.fromEntries(NAMES.map((name) => [name, (stand[name] as (...asked: unknown[]) => unknown).bind(stand)]));
  return { ...door, ...own, ...over } as Door;
}

async function attention(over: Partial<Door> = {}) {
  const toasts = new Toasts();
  const undone: number[] = [];
  const state = new Attention(standIn(12, 0, over), toasts, (group) => (undone.push(group), Promise.resolve()));
  state.show(true);
  await state.load();
  return { state, toasts, undone };
}

async function duplicates(over: Partial<Door> = {}) {
  const toasts = new Toasts();
  const state = new Duplicates(standIn(0, 45, over), toasts, () => Promise.resolve());
  state.show(true);
  await state.load();
  return { state, toasts };
}

it("groups what was set aside by its reason and settles all alike with one call", async () => {
  const asked: DecisionView[][] = [];
  const { state, toasts, undone } = await attention();
  expect(state.groups().map((group) => group.items.length)).toEqual([4, 2, 2, 2, 2]);
  await state.settleAlike("changedElsewhere", "mine");
  expect(state.groups()[0]?.reason).toBe("deletedElsewhere");
  expect([state.view?.decisions, state.counts.decisions]).toEqual([8, 8]);
  toasts.current?.action?.run();
  expect([undone, asked]).toEqual([[1], []]);
});

it("keeps a book until its last field is decided", async () => {
  const { state } = await attention();
  const item = state.groups()[0]?.items[0];
  if (!item) throw new Error("nothing set aside");
  await state.settleField(item.book, "stars", "theirs");
  expect(state.view?.items.find((one) => one.book === item.book)?.fields.map((field) => field.field)).toEqual(["review"]);
  await state.settleField(item.book, "review", "both");
  expect(state.view?.items.some((one) => one.book === item.book)).toBe(false);
});

it("says so when a decision could not be stored, and shows the items still", async () => {
  const refused = () => Promise.reject({ code: "diskFull", message: "", retryable: true });
  const { state, toasts } = await attention({ decideAsides: refused });
  await state.settle(1, "mine");
  expect([toasts.current?.alert, state.working, state.view?.decisions]).toEqual([true, false, 12]);
});

it("repairs the old spelling once", async () => {
  const { state } = await attention();
  await state.repair();
  expect([state.view?.ownedStatus.count, state.counts.repairs]).toEqual([0, 0]);
});

it("fetches further groups as the end comes into sight, each once", async () => {
  const { state } = await duplicates();
  expect([state.groups.length, state.matching, state.more]).toEqual([20, 45, true]);
  await Promise.all([state.further(), state.further()]);
  await state.further();
  expect([state.groups.length, state.more, new Set(state.groups.map(keyOf)).size]).toEqual([45, false, 45]);
});

it("shows only fields that differ, and previews a choice", async () => {
  const { state } = await duplicates();
  const group = state.groups[0];
  if (!group) throw new Error("no group");
  expect(differing(group).map((field) => field.field)).not.toContain("authors");
  const [, other] = group.merge.books;
  await state.choose(group, "stars", other?.id ?? 0);
  expect(state.groups[0]?.merge.fields.find((field) => field.field === "stars")).toMatchObject({ of: other?.id, result: "4.5 stars" });
  await state.changed();
  expect(state.groups[0]?.merge.fields.find((field) => field.field === "stars")?.of).toBe(other?.id);
});

it("takes a merged or told-apart group off the list", async () => {
  const { state, toasts } = await duplicates();
  const [first, second] = state.groups;
  if (!first || !second) throw new Error("no groups");
  await state.merge(first);
  await state.apart(second);
  expect([state.matching, state.groups.map(keyOf).includes(keyOf(first))]).toEqual([43, false]);
  expect(toasts.current?.action).toBeDefined();
});

it("says that books have become one, and nothing when they have not", async () => {
  let told = 0;
  let refused = false;
  const stand = standIn(0, 3);
  const mergeBooks: Door["mergeBooks"] = (...asked) =>
    refused ? Promise.reject({ code: "diskFull", message: "", retryable: true }) : stand.mergeBooks(...asked);
  const state = new Duplicates({ ...stand, mergeBooks }, new Toasts(), () => Promise.resolve(), () => (told += 1));
  state.show(true);
  await state.load();
  const [first, second] = state.groups;
  if (!first || !second) throw new Error("no groups");
  await state.merge(first);
  expect(told).toBe(1);
  refused = true;
  await state.merge(second);
  expect(told).toBe(1);
});

it("merges every sure group and leaves the others", async () => {
  const { state } = await duplicates();
  const sure = state.sure;
  await state.mergeAllSure();
  expect([state.sure, state.matching, state.merged]).toEqual([0, 45 - sure, null]);
  expect(state.groups.every((group) => !group.sure)).toBe(true);
});
