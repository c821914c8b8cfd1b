import { expect, test, vi } from "vitest";
import type { Door } from "../ipc/door";
import { standInQueries } from "../../stand-in/queries";
import { StandInLibrary } from "../../stand-in/library";
import { Facets } from "./facets.svelte";
import { Layout } from "./layout.svelte";
import { Library } from "./library.svelte";
import { Rail } from "./rail.svelte";
import { Toasts } from "./toasts.svelte";
import { YearGroups } from "./year_groups.svelte";

function opened() {
  const books = new StandInLibrary(300);
  const page: Door["books"] = (query, offset, limit) => Promise.resolve(books.page(query, offset, limit));
  const door = { ...standInQueries(books), books: page, book: () => Promise.resolve(null) } as unknown as Door;
  const layout = new Layout("", () => undefined);
  const library = new Library(door, new Toasts(), layout);
  return { books, door, layout, library, facets: new Facets(door, library) };
}

test("a search that cannot be understood leaves the list as it was and says why", async () => {
  const { library } = opened();
  library.show("status:finished");
  await vi.waitFor(() => expect(library.matching).toBeGreaterThan(0));
  const before = library.matching;
  library.show("status:finished staus:x");
  await vi.waitFor(() => expect(library.fault?.problem.kind).toBe("unknownField"));
  expect([library.query.text, library.matching, library.typed]).toEqual(["status:finished", before, "status:finished staus:x"]);
  library.show("");
  await vi.waitFor(() => expect([library.fault, library.matching]).toEqual([null, 300]));
});

test("a rating at least so high chooses none of the facet's values", async () => {
  const { door } = opened();
  const chosen = async (text: string) => (await door.facetValues(text, "rating", "")).values.filter((one) => one.chosen).map((one) => one.value);
  expect(await chosen("rating:4")).toEqual(["8"]);
  expect(await chosen("rating>=4")).toEqual([]);
});

test("choosing a facet's value is typing it, and choosing it again is taking it out", async () => {
  const { library, facets } = opened();
  await facets.toggle("status", "wantToRead");
  await facets.toggle("status", "reading");
  expect(library.typed).toBe("status:want,reading");
  await facets.toggle("status", "wantToRead");
  await facets.clear("status");
  expect(library.typed).toBe("");
});

test("a book is gone to where it stands, and among all books when the search hides it", async () => {
  const { books, library } = opened();
  library.show("status:abandoned");
  await vi.waitFor(() => expect(library.query.text).toBe("status:abandoned"));
  const other = books.all.find((row) => row.status === "finished");
  expect(await library.goTo(other?.id ?? 0)).toBe(true);
  expect([library.query.text, library.atId]).toEqual(["", other?.id]);
  expect(await library.goTo(-1)).toBe(false);
});

test("everything that matches, turned round, is what was left out", async () => {
  const { library } = opened();
  await vi.waitFor(() => expect(library.matching).toBe(300));
  library.selectAll();
  library.toggle(3, false);
  expect(library.chosen).toBe(299);
  library.invert();
  expect([library.chosen, library.selection.has(library.row(3)?.id ?? 0)]).toEqual([1, true]);
});

test("a saved view brings its order and shape, and views keep the reader's order", async () => {
  const { door, layout, library } = opened();
  const rail = new Rail(door, new Toasts());
  await rail.save(null, { name: "Long", query: "status:want", layout: JSON.stringify({ shape: "covers", sort: [{ column: "pages", descending: true }] }) });
  const long = rail.viewOf("status:want");
  if (!long) throw new Error("it was not saved");
  library.showView(long);
  expect([layout.shape, library.query.sort]).toEqual(["covers", [{ column: "pages", descending: true }]]);
  rail.move(long.id, -1);
  expect(rail.views.map((view) => view.name)).toEqual(["Short and unread", "Long", "To be dated"]);
  await rail.remove(long);
  expect(rail.views.map((view) => view.name)).toEqual(["Short and unread", "To be dated"]);
});

test("covers by the year they were finished in begin with what is being read, and one stays at the book where one is", async () => {
  const { books, door, library } = opened();
  const groups = new YearGroups(door, library);
  await vi.waitFor(() => expect(library.matching).toBe(300));
  await library.moveTo(2);
  const here = library.atId;
  const reading = books.counts().reading;
  await library.showAs("covers");
  await groups.count();
  expect(library.row(reading - 1)?.status).toBe("reading");
  expect([library.row(reading)?.status, groups.groups[0]?.key, groups.groups[0]?.count]).toEqual(["finished", "reading", reading]);
  expect([library.at, library.atId]).toEqual([reading + 2, here]);
  await library.showAs("table");
  expect([library.at, library.atId]).toEqual([2, here]);
  library.sortBy("title", false);
  await library.showAs("covers");
  expect(groups.groups).toHaveLength(1);
});
