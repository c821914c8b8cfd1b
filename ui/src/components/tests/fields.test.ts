// @vitest-environment happy-dom
import { flushSync, mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { Door } from "$lib/ipc/door";
import type { CompletionView } from "$lib/ipc/types";
import { BulkEdit } from "$lib/state/bulk.svelte";
import { Completion } from "$lib/state/completion.svelte";
import { Layout } from "$lib/state/layout.svelte";
import { Library } from "$lib/state/library.svelte";
import { Toasts } from "$lib/state/toasts.svelte";
import { standInEdits } from "../../stand-in/edits";
import { StandInLibrary } from "../../stand-in/library";
import { standInQueries } from "../../stand-in/queries";
import BulkFields from "../edit/BulkFields.svelte";
import QueryField from "../books/QueryField.svelte";
import StarSlider from "../shared/StarSlider.svelte";
import Stars from "../shared/Stars.svelte";
import TagsEditor from "../edit/TagsEditor.svelte";
import ToastArea from "../shared/ToastArea.svelte";

let drawn: ReturnType<typeof mount> | undefined;
afterEach(async () => {
  if (drawn) await unmount(drawn);
  drawn = undefined;
  document.body.replaceChildren();
});

const target = document.body;
const find = <Kind extends HTMLElement>(selector: string): Kind => {
  const found = target.querySelector<Kind>(selector);
  if (!found) throw new Error(`nothing is ${selector}`);
  return found;
};
const press = (node: Element, key: string) => {
  node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  flushSync();
};
const type = (field: HTMLInputElement, text: string) => {
  flushSync();
  field.focus();
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  flushSync();
};

function opened() {
  const books = new StandInLibrary(60);
  const page: Door["books"] = (query, offset, limit) => Promise.resolve(books.page(query, offset, limit));
  const edits = standInEdits(books, new URLSearchParams(), () => undefined);
  const door = { ...standInQueries(books), ...edits, books: page, book: () => Promise.resolve(null) } as unknown as Door;
  return { books, door, library: new Library(door, new Toasts(), new Layout("", () => undefined)) };
}

test.each([[1, "½ star"], [2, "1 star"], [9, "4½ stars"], [10, "5 stars"]])("%i half stars are named %s", (stars, name) => {
  drawn = mount(Stars, { target, props: { stars } });
  expect(find(".stars").getAttribute("aria-label")).toBe(name);
});

test("a digit and a point are four and a half stars, Enter settles, and the same again is nothing new", () => {
  const onpick = vi.fn();
  drawn = mount(StarSlider, { target, props: { stars: 4, onpick } });
  const slider = find("[role=slider]");
  press(slider, "4");
  press(slider, ".");
  expect(slider.getAttribute("aria-valuetext")).toBe("4½ stars");
  expect(onpick).not.toHaveBeenCalled();
  press(slider, "Enter");
  expect(onpick.mock.calls).toEqual([[9]]);
  press(slider, "2");
  press(slider, "Enter");
  expect(onpick).toHaveBeenCalledTimes(1);
});

test("no stars are reached by a nought, and arrows stop at both ends", () => {
  const onpick = vi.fn();
  drawn = mount(StarSlider, { target, props: { stars: 10, onpick } });
  const slider = find("[role=slider]");
  press(slider, "ArrowRight");
  expect(slider.getAttribute("aria-valuenow")).toBe("5");
  press(slider, "0");
  press(slider, "ArrowLeft");
  press(slider, "Enter");
  expect(onpick.mock.calls).toEqual([[null]]);
});

test("a field of many books is kept until it is set or cleared, by the arrows of its three ways", async () => {
  const { door, books } = opened();
  const bulk = new BulkEdit(door, { kind: "ids", ids: books.all.slice(0, 5).map((row) => row.id) });
  drawn = mount(BulkFields, { target, props: { bulk } });
  await vi.waitFor(() => expect(bulk.shared).not.toBeNull());
  flushSync();
  const status = find("[role=group][aria-label=Status]");
  expect(status.querySelector("select")).toBeNull();
  press(find("[role=group][aria-label=Status] [aria-checked=true]"), "ArrowRight");
  expect([bulk.modes.status, bulk.edit]).toEqual(["set", { status: { kind: "set", value: "finished" } }]);
  expect(status.querySelector("select")).not.toBeNull();
  press(find("[role=group][aria-label=Status] [aria-checked=true]"), "ArrowRight");
  expect(bulk.edit).toEqual({ status: { kind: "clear" } });
  press(find("[role=group][aria-label=Status] [aria-checked=true]"), "ArrowRight");
  expect(bulk.asksForNothing).toBe(true);
});

test("a review can be kept or cleared in many books, and not set", async () => {
  const { door, books } = opened();
  const bulk = new BulkEdit(door, { kind: "ids", ids: books.all.map((row) => row.id) });
  drawn = mount(BulkFields, { target, props: { bulk } });
  await vi.waitFor(() => expect(bulk.shared).not.toBeNull());
  const names = [...find("[role=group][aria-label=Review]").querySelectorAll("[role=radio]")].map((radio) => radio.textContent);
  expect(names).toEqual(["Keep", "Clear"]);
});

test("the search offers what can stand at the caret, and a chosen field offers its values", async () => {
  const { door, library } = opened();
  drawn = mount(QueryField, { target, props: { door, library, onleave: () => undefined } });
  const field = find<HTMLInputElement>("[role=combobox]");
  type(field, "sta");
  await vi.waitFor(() => expect(find("[role=option]").textContent).toContain("status:"));
  press(field, "ArrowDown");
  expect(field.getAttribute("aria-activedescendant")).toBe(find("[role=option]").id);
  press(field, "Enter");
  await vi.waitFor(() => expect([...target.querySelectorAll("[role=option]")].map((offer) => offer.textContent?.trim() ?? "")).toContainEqual(expect.stringContaining("reading")));
  expect(library.typed).toBe("status:");
});

test("Escape leaves the offers, then the words, then the field", async () => {
  const { door, library } = opened();
  const onleave = vi.fn();
  drawn = mount(QueryField, { target, props: { door, library, onleave } });
  const field = find<HTMLInputElement>("[role=combobox]");
  type(field, "sta");
  await vi.waitFor(() => expect(field.getAttribute("aria-expanded")).toBe("true"));
  press(field, "Escape");
  expect([field.getAttribute("aria-expanded"), library.typed, onleave.mock.calls.length]).toEqual(["false", "sta", 0]);
  press(field, "Escape");
  expect([library.typed, onleave.mock.calls.length]).toEqual(["", 0]);
  press(field, "Escape");
  expect(onleave).toHaveBeenCalledTimes(1);
});

test("an answer that comes after a newer question is let go", async () => {
  const answers: ((found: CompletionView | null) => void)[] = [];
  const completion = new Completion({ completeQuery: () => new Promise((resolve) => answers.push(resolve)) } as unknown as Door);
  const found = (insert: string): CompletionView => ({ start: 0, end: 1, offers: [{ insert, books: null }] });
  const [first, second] = [completion.ask("s", 1), completion.ask("t", 1)];
  answers[1]?.(found("tag:"));
  answers[0]?.(found("status:"));
  await Promise.all([first, second]);
  expect(completion.offers.map((offer) => offer.insert)).toEqual(["tag:"]);
});

test("a comma ends a tag, a tag that is there is not added twice, and Backspace takes the last", () => {
  const [onadd, onremove] = [vi.fn(), vi.fn()];
  drawn = mount(TagsEditor, { target, props: { tags: ["short", "gift"], onadd, onremove } });
  const field = find<HTMLInputElement>("input");
  type(field, "travel");
  press(field, ",");
  type(field, "gift");
  press(field, "Enter");
  expect(onadd.mock.calls).toEqual([[["travel"]]]);
  press(field, "Backspace");
  expect(onremove.mock.calls).toEqual([["gift"]]);
});

test("several books change after a yes, with the number that was asked, and one at once", async () => {
  const { door, library } = opened();
  await vi.waitFor(() => expect(library.matching).toBe(60));
  const edit = vi.spyOn(door, "edit");
  library.click(0);
  library.toggle(0, false);
  library.toggle(1, false);
  library.edit({ owned: { kind: "set", value: true } });
  expect([library.asked?.count, edit.mock.calls.length]).toEqual([2, 0]);
  expect(library.row(0)?.owned).toBe(true);
  library.decline();
  expect(edit).not.toHaveBeenCalled();
  library.edit({ owned: { kind: "set", value: true } });
  library.confirm();
  expect(edit).toHaveBeenCalledTimes(1);
  library.selection.clear();
  library.edit({ owned: { kind: "clear" } });
  expect(edit).toHaveBeenCalledTimes(2);
});

test("what a message offers is done when its button is pressed, and the message goes", () => {
  const toasts = new Toasts();
  const run = vi.fn();
  drawn = mount(ToastArea, { target, props: { toasts } });
  toasts.say("3 books deleted", { action: { label: "Undo", keys: "undo", run } });
  flushSync();
  find<HTMLButtonElement>(".toast button").click();
  flushSync();
  expect(run).toHaveBeenCalledTimes(1);
  expect(target.querySelector(".toast")).toBeNull();
});
