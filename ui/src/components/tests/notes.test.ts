// @vitest-environment happy-dom
import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BookDetail } from "$lib/ipc/types";
import { Drafts } from "$lib/state/drafts";
import NotesFact from "../edit/NotesFact.svelte";

let drawn: ReturnType<typeof mount> | undefined;
beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  if (drawn) await unmount(drawn);
  drawn = undefined;
  document.body.replaceChildren();
});

const settled = async () => {
  await vi.advanceTimersByTimeAsync(0);
  await tick();
  flushSync();
};
const field = () => document.querySelector("textarea");
const offer = () => document.querySelector(".offer .text")?.textContent ?? null;

async function write(text: string, end: "Enter" | "Escape" | null) {
  document.querySelector<HTMLElement>("button.fact")?.click();
  await settled();
  const notes = field();
  if (!notes) throw new Error("there is no field to write in");
  notes.value = text;
  notes.dispatchEvent(new InputEvent("input", { bubbles: true }));
  flushSync();
  if (end) notes.dispatchEvent(new KeyboardEvent("keydown", { key: end, bubbles: true, cancelable: true }));
  await settled();
}

/** Notes of a book, over an app that keeps drafts; each save waits for its answer. */
function opened() {
  const kept = new Map<string, string>();
  const door = {
    keepDraft: (id: number, name: string, text: string) => Promise.resolve(void kept.set(`${id} ${name}`, text)),
    dropDraft: (id: number, name: string) => Promise.resolve(void kept.delete(`${id} ${name}`)),
  };
  const drafts = new Drafts(door, () => undefined, () => undefined);
  const answers: ((saved: boolean) => void)[] = [];
  const onchange = vi.fn<(text: string) => Promise<boolean>>(() => new Promise((resolve) => answers.push(resolve)));
  const desk = drafts.desk({ row: { id: 1 }, drafts: [] } as unknown as BookDetail, "privateNotes");
  drawn = mount(NotesFact, { target: document.body, props: { label: "Notes", value: "Shelf 3", desk, onchange } });
  return { kept, onchange, answer: async (saved: boolean) => { answers.shift()?.(saved); await settled(); } };
}

test("notes that could not be saved are kept and offered again, and go on from there", async () => {
  const { kept, onchange, answer } = opened();
  await write("Lent to Ada", "Enter");
  await answer(false);
  expect([offer(), kept.get("1 privateNotes"), field()]).toEqual(["Lent to Ada", "Lent to Ada", null]);
  document.querySelector<HTMLElement>(".offer .primary")?.click();
  await settled();
  expect([offer(), field()?.value]).toEqual([null, "Lent to Ada"]);
  field()?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  await settled();
  await answer(true);
  expect(onchange.mock.calls).toEqual([["Lent to Ada"], ["Lent to Ada"]]);
  expect([offer(), kept.size]).toEqual([null, 0]);
});

test("what is typed while a save is on its way is not taken away when that fails", async () => {
  const { kept, answer } = opened();
  await write("Lent to Ada", "Enter");
  await write("Lent to Ada, back in May", null);
  await answer(false);
  expect([offer(), field()?.value]).toEqual([null, "Lent to Ada, back in May"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(kept.get("1 privateNotes")).toBe("Lent to Ada, back in May");
});
