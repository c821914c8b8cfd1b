import { expect, it, vi } from "vitest";
import { door } from "../../stand-in/door";
import type { Door } from "../ipc/door";
import { AddBook, asNewBook, names } from "./add.svelte";

const add = (over: Partial<Door> = {}, added = vi.fn()) => new AddBook({ ...door, ...over }, added);

it("says of every pasted line what it is, before anything is looked up", async () => {
  const catalogueIsbn = vi.fn<Door["catalogueIsbn"]>();
  const book = add({ catalogueIsbn });
  await book.read("9780141439587\n9780141439588, Emma\n978-0-14-143958-7\n9780156949606");
  expect(book.lines.map(({ line }) => line.problem ?? (line.here ? "here" : "fine"))).toEqual(["fine", "checkDigit", "shape", "twice", "here"]);
  expect([book.open.length, catalogueIsbn.mock.calls.length]).toEqual([1, 0]);
});

it("looks the numbers up, and adds what was found once", async () => {
  const added = vi.fn();
  const book = add({ addBook: (one) => Promise.resolve({ kind: "added", book: { title: one.title } as never, group: 1 }) }, added);
  await book.read("9780141439587\n9780441013593\n9791090636071");
  await book.lookUp();
  expect(book.lines.map((one) => one.found?.title ?? null)).toEqual(["Emma", "Dune", null]);
  expect([await book.addAll(), book.addable.length, added.mock.calls.length]).toEqual([2, 0, 2]);
});

it("stops asking at the first failure and keeps what is known", async () => {
  const catalogueIsbn = vi.fn<Door["catalogueIsbn"]>().mockResolvedValueOnce(null).mockRejectedValue({ code: "catalogueDown", message: "", retryable: true });
  const book = add({ catalogueIsbn });
  await book.read("9780141439587\n9780441013593\n9791090636071");
  await book.lookUp();
  expect([book.error?.code, catalogueIsbn.mock.calls.length, book.open.length]).toEqual(["catalogueDown", 2, 2]);
});

it("shows the record that is there instead of making a second", async () => {
  const book = add();
  const answer = await book.add({ title: "Emma", authors: ["Jane Austen"], hiveId: null, isbn10: null, isbn13: null, goodreadsId: null, status: null, pages: null });
  expect([answer?.kind, book.here?.title]).toEqual(["here", "Emma"]);
});

it("reads several authors, and takes a book from the catalogue whole", async () => {
  expect(names(" Terry Pratchett; Neil Gaiman ;")).toEqual(["Terry Pratchett", "Neil Gaiman"]);
  const [emma] = await door.catalogueSearch("emma");
  expect(emma && asNewBook(emma, "reading")).toMatchObject({ title: "Emma", hiveId: emma?.hiveId, status: "reading", pages: 474 });
});
