import { readFile } from "node:fs/promises";
import { picture } from "./picture.mjs";

const FIXTURE = new URL("fixtures/catalogue.json", import.meta.url);
const METHODS = { "buzz.bookhive.searchBooks": searchBooks, "buzz.bookhive.getBookIdentifiers": getBookIdentifiers };
const IDENTIFIERS = ["hiveId", "isbn10", "isbn13", "goodreadsId"];

/** A green cover, the same for every book. */
const COVER = picture(60, 90, [0x2a, 0x9d, 0x5c]);

/**
 * A stand-in for BookHive's public catalogue: the two methods that matching needs, over a fixture, with the shapes
 * and refusals of the real one.
 */
export async function createCatalogue() {
  const books = JSON.parse(await readFile(FIXTURE, "utf8"));
  return {
    handler(request, response) {
      const here = `http://${request.headers.host}`;
      const url = new URL(request.url, here);
      if (url.pathname.startsWith("/covers/")) {
        response.writeHead(200, { "content-type": "image/png" }).end(COVER);
        return;
      }
      const method = METHODS[url.pathname.replace(/^\/xrpc\//, "")];
      const { status, body } = method
        ? method(books.map((book) => withCovers(book, here)), url.searchParams)
        : { status: 404, body: { error: "MethodNotImplemented", message: "not a method of the catalogue" } };
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    },
  };
}

/** Covers lie on the catalogue's own server, so that they can be fetched on this machine. */
function withCovers(book, here) {
  return { ...book, thumbnail: `${here}/covers/${book.id}/small.png`, cover: `${here}/covers/${book.id}/large.png` };
}

function searchBooks(books, parameters) {
  const id = parameters.get("id");
  const words = parameters.get("q");
  const limit = Number(parameters.get("limit") ?? 25);
  if (!(id || words)) return refused("Either id or q is required");
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) return refused("limit must be from 1 to 100");
  const found = id ? books.filter((book) => book.id === id) : search(books, words);
  return { status: 200, body: { books: found.slice(0, limit) } };
}

/** Every word of the question is in the title or among the authors; fuller titles come later. */
function search(books, words) {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  return books
    .filter((book) => wanted.every((word) => fold(`${book.title} ${book.authors}`).includes(word)))
    .sort((left, right) => left.title.length - right.title.length);
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** All identifiers given must hold. */
function getBookIdentifiers(books, parameters) {
  const asked = IDENTIFIERS.filter((name) => parameters.get(name));
  if (asked.length === 0) return refused("At least one identifier is required");
  const known = (book) => ({ ...book.identifiers, hiveId: book.id });
  const book = books.find((candidate) => asked.every((name) => known(candidate)[name] === parameters.get(name)));
  return book
    ? { status: 200, body: { bookIdentifiers: known(book) } }
    : { status: 404, body: { success: false, message: "Book not found" } };
}

function refused(message) {
  return { status: 400, body: { success: false, message } };
}
