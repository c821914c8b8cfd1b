import { createHash } from "node:crypto";

/** The collection all books live in. */
export const COLLECTION = "buzz.bookhive.book";

const STATUSES = ["finished", "wantToRead", "finished", "reading", "finished", "abandoned", undefined];
const FIRST_NAMES = ["Ada", "Bela", "Chidi", "Dunja", "Emre", "Fumiko", "Gwen", "Hal", "Ines", "Jun"];
const FAMILY_NAMES = ["Aalto", "Brandt", "Castellanos", "Dvořák", "Eze", "Fontaine", "Grímsdóttir", "Hara"];
const THINGS = ["Lantern", "Orchard", "Cartographer", "Tide", "Winter", "Archive", "Ferry", "Glasshouse", "Letter"];
const PLACES = ["Trieste", "the North", "No Return", "Lake Van", "the Long Street", "Aberdeen", "Salt and Iron"];

/** BookHive's id of a book, from its bare title and first author. */
export function hiveId(title, author) {
  const [t, a] = [title.toLowerCase(), author.toLowerCase()];
  const text = `object:2:string:6:author:string:${a.length}:${a},string:5:title:string:${t.length}:${t},`;
  const digest = createHash("sha256").update(text, "utf8").digest("base64");
  return `bk_${digest.replace(/[+/=]/g, "").slice(0, 20)}`;
}

/** The `index`th made-up book: always the same, no two alike, every status and some ratings among the first dozen. */
export function inventedBook(index) {
  const title = `The ${THINGS[index % 9]} of ${PLACES[index % 7]}, Volume ${index + 1}`;
  const author = `${FIRST_NAMES[index % 10]} ${FAMILY_NAMES[index % 8]}`;
  const status = STATUSES[index % STATUSES.length];
  const day = (offset) => new Date(Date.UTC(2015, 0, 1 + ((index * 3 + offset) % 3600), 12)).toISOString();
  const id = hiveId(title, author);
  const book = {
    $type: COLLECTION,
    title,
    authors: author,
    hiveId: id,
    createdAt: day(0),
    identifiers: { hiveId: id },
  };
  if (status) book.status = `buzz.bookhive.defs#${status}`;
  if (status && status !== "wantToRead") book.startedAt = day(7);
  if (status === "finished") {
    book.finishedAt = day(21);
    if (index % 2 === 0) book.stars = 1 + (index % 10);
  }
  return book;
}

/** Writes that create `count` made-up books, from the `from`th on; the keys are left to the server. */
export function inventedBooks(count, from = 0) {
  return Array.from({ length: count }, (_, index) => ({
    $type: "com.atproto.repo.applyWrites#create",
    collection: COLLECTION,
    value: inventedBook(from + index),
  }));
}
