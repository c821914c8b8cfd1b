import { expect, test } from "vitest";
import type { Door } from "../ipc/door";
import type { BookRow } from "../ipc/types";
import { isMeant, Palette } from "./palette.svelte";

const row = (id: number) => ({ id, title: `Book ${id}` }) as BookRow;

test("a command is meant when every typed word begins one of its own", () => {
  expect(isMeant("", "Import a file…")).toBe(true);
  expect(isMeant("imp f", "Import a file…")).toBe(true);
  expect(isMeant("file import", "Import a file…")).toBe(true);
  expect(isMeant("port", "Import a file…")).toBe(false);
});

test("books are looked for as words, and an answer that comes late is dropped", async () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const door = {
    books: (query: { text: string }) => {
      asked.push(query.text);
      return new Promise((resolve) => answers.push(() => resolve({ rows: [row(asked.length)] })));
    },
  } as unknown as Door;
  const palette = new Palette(door, () => [{ name: "Sea view", icon: "search", run: () => undefined }]);
  const first = palette.type("se");
  const second = palette.type("sea:");
  answers[1]?.();
  await second;
  answers[0]?.();
  await first;
  expect(asked).toEqual(["se", "sea"]);
  expect(palette.books.map((book) => book.id)).toEqual([2]);
});

test("the place goes round, and starts anew with what is typed", async () => {
  const door = { books: () => Promise.resolve({ rows: [row(1), row(2)] }) } as unknown as Door;
  const palette = new Palette(door, () => [{ name: "Book club", icon: "search", run: () => undefined }]);
  await palette.type("book");
  palette.move(-1);
  expect([palette.count, palette.at]).toEqual([3, 2]);
  palette.move(1);
  expect(palette.at).toBe(0);
  palette.pointAt(2);
  await palette.type("book c");
  expect(palette.at).toBe(0);
});
