import { expect, it } from "vitest";
import { StandInHistory } from "../../stand-in/history";
import { StandInLibrary } from "../../stand-in/library";
import { door } from "../../stand-in/door";
import type { Door } from "../ipc/door";
import { History } from "./history.svelte";
import { queryOf } from "./history_query";
import { Toasts } from "./toasts.svelte";

/** A history of `count` groups, the newest an edit; `begun` is when this run of the app began. */
async function open(count: number, begun = 0) {
  const stand = new StandInHistory(new StandInLibrary(30).all, count, Date.now());
  const names = ["history", "groupBooks", "bookHistory", "nextUndo", "previewUndo", "undoGroup"] as const;
  const own = Object.fromEntries(names.map((name) => [name, (stand[name] as (...asked: unknown[]) => unknown).bind(stand)]));
  const toasts = new Toasts();
  const history = new History({ ...door, ...own } as Door, toasts, () => Promise.resolve(), () => begun);
  history.show(true);
  await history.changed();
  return { history, toasts };
}

it("fetches older changes when the end is in sight, each once", async () => {
  const { history } = await open(150);
  expect([history.groups.length, history.matching, history.more]).toEqual([60, 150, true]);
  await Promise.all([history.older(), history.older()]);
  await history.older();
  expect([history.groups.length, history.more]).toEqual([150, false]);
  expect(new Set(history.groups.map((group) => group.id)).size).toBe(150);
});

it("opens a group to its books, page by page, and closes it again", async () => {
  const { history } = await open(20);
  const group = history.groups.find((one) => one.kind === "import");
  if (!group) throw new Error("no import");
  await history.toggle(group);
  await history.moreBooks(group.id);
  expect(history.opened(group.id)).toMatchObject({ more: true, books: { length: 100 } });
  await history.toggle(group);
  expect(history.opened(group.id)).toBeUndefined();
});

it("undoes the newest change by key and redoes it from the toast", async () => {
  const { history, toasts } = await open(20);
  const newest = history.groups[0];
  await history.undoNext();
  expect(history.groups.find((group) => group.id === newest?.id)?.undone).not.toBeNull();
  expect(toasts.current).toMatchObject({ action: { label: "Redo" } });
  toasts.current?.action?.run();
  await new Promise((resolve) => setTimeout(resolve));
  expect(history.groups.find((group) => group.id === newest?.id)?.undone).toBeNull();
});

it("asks before a key undoes what was done before this start", async () => {
  const { history } = await open(20, Date.now() + 1000);
  await history.undoNext();
  expect(history.asked?.preview).not.toBeNull();
  expect(history.groups[0]?.undone).toBeNull();
  await history.confirm();
  expect([history.asked, history.groups[0]?.kind]).toEqual([null, "undo"]);
});

it("says what an undo of an import would leave before it is done", async () => {
  const { history } = await open(20);
  const group = history.groups.find((one) => one.kind === "import");
  if (!group) throw new Error("no import");
  await history.undo(group);
  expect(history.asked?.preview).toMatchObject({ conflicts: 3, left: { length: 3 } });
  history.cancel();
  expect(history.groups.find((one) => one.id === group.id)?.undone).toBeNull();
});

it("keeps the list and says so when older changes cannot be read", async () => {
  const toasts = new Toasts();
  const refused = () => Promise.reject({ code: "diskFull", message: "", retryable: true });
  const history = new History({ ...door, history: refused }, toasts, () => Promise.resolve());
  history.show(true);
  await history.changed();
  expect(history.error?.code).toBe("diskFull");
});

it("reads days, kinds and words out of what was typed", () => {
  const now = new Date(2026, 10, 23, 9);
  const span = (text: string) => {
    const { from, until } = queryOf(text, "all", now);
    return [from, until].map((at) => (at === null ? null : new Date(at).toString().slice(4, 15)));
  };
  expect(span("yesterday")).toEqual(["Nov 22 2026", "Nov 23 2026"]);
  expect(span("2026-2")).toEqual(["Feb 01 2026", "Mar 01 2026"]);
  expect(span("2025")).toEqual(["Jan 01 2025", "Jan 01 2026"]);
  expect(span("2026-02-30")).toEqual([null, null]);
  expect(queryOf(" Imp", "mine", now)).toMatchObject({ text: "imp", kinds: ["import"], whose: "mine" });
  expect(queryOf("du", "all", now).kinds).toEqual([]);
});
