import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type { AddAnswer, BookRow, CatalogueBookView, IpcError, IsbnLine, NewBookView, StatusView } from "../ipc/types";

/** The three ways to add a book. */
export const WAYS = ["search", "isbns", "hand"] as const;
export type Way = (typeof WAYS)[number];

/** A pasted number, and what the catalogue said of it. */
export interface Looked {
  line: IsbnLine;
  /** `undefined`: not asked yet; `null`: it knows no such book. */
  found: CatalogueBookView | null | undefined;
}

/** Names as people type several: with semicolons. */
export const names = (text: string): string[] => text.split(";").map((name) => name.trim()).filter(Boolean);

export const asNewBook = (book: CatalogueBookView, status: StatusView | null): NewBookView => ({
  title: book.title, authors: book.authors, hiveId: book.hiveId, isbn10: book.isbn10, isbn13: book.isbn13, goodreadsId: book.goodreadsId,
  status, pages: book.pages,
});

/** Adding books: what was searched, pasted or typed, what came of it, and what was added. */
export class AddBook {
  readonly #door: Door;
  readonly #added: (answer: AddAnswer) => void;
  #way = $state<Way>("search");
  #status = $state<StatusView | null>("wantToRead");
  #results = $state.raw<readonly CatalogueBookView[] | null>(null);
  #searching = $state(false);
  #error = $state.raw<IpcError | null>(null);
  #lines = $state.raw<readonly Looked[]>([]);
  /** Books added or found here since, by hive id, for the lists to say so. */
  #settled = $state.raw<ReadonlyMap<string, AddAnswer>>(new Map());
  #here = $state.raw<BookRow | null>(null);
  #asked = 0;

  constructor(door: Door, added: (answer: AddAnswer) => void) {
    this.#door = door;
    this.#added = added;
  }

  get way() { return this.#way; }
  get status() { return this.#status; }
  get results() { return this.#results; }
  get searching() { return this.#searching; }
  /** Why the catalogue has no answer, or why a book was not added. */
  get error() { return this.#error; }
  get lines() { return this.#lines; }
  /** The record that is there already, after a book was not added because of it. */
  get here() { return this.#here; }

  go(way: Way): void {
    this.#way = way;
    this.#error = null;
    this.#here = null;
  }

  choose(status: StatusView | null): void {
    this.#status = status;
  }

  answer(hiveId: string): AddAnswer | undefined {
    return this.#settled.get(hiveId);
  }

  /** Asks the catalogue; only the newest answer is shown. */
  async search(text: string): Promise<void> {
    const asked = ++this.#asked;
    if (text.trim() === "") {
      this.#results = null;
      return;
    }
    this.#searching = true;
    this.#error = null;
    try {
      const results = await this.#door.catalogueSearch(text);
      if (asked === this.#asked) this.#results = results;
    } catch (thrown) {
      if (asked === this.#asked) this.#error = asIpcError(thrown);
    }
    if (asked === this.#asked) this.#searching = false;
  }

  /** Reads pasted numbers: at once, and without the network. */
  async read(text: string): Promise<void> {
    const asked = ++this.#asked;
    const known = new Map(this.#lines.map((one) => [one.line.isbn13, one.found]));
    const lines = await this.#try(() => this.#door.readIsbns(text));
    if (lines && asked === this.#asked) {
      this.#lines = lines.map((line) => ({ line, found: line.isbn13 === null ? undefined : known.get(line.isbn13) }));
    }
  }

  /** Numbers that the catalogue was not asked about. */
  get open(): readonly Looked[] {
    return this.#lines.filter((one) => one.line.isbn13 !== null && one.line.here === null && one.found === undefined);
  }

  /** What can be added of the pasted numbers. */
  get addable(): readonly CatalogueBookView[] {
    const found = this.#lines.flatMap((one) => (one.found && !this.#settled.has(one.found.hiveId) ? [one.found] : []));
    return found.filter((book, at) => found.findIndex((other) => other.hiveId === book.hiveId) === at);
  }

  /** Asks about one number after the other, each shown as it comes; stops at the first failure. */
  async lookUp(): Promise<void> {
    this.#searching = true;
    this.#error = null;
    for (const { line } of this.open) {
      const { isbn13 } = line;
      if (isbn13 === null) continue;
      try {
        const found = await this.#door.catalogueIsbn(isbn13);
        this.#lines = this.#lines.map((one) => (one.line.isbn13 === isbn13 ? { ...one, found } : one));
      } catch (thrown) {
        this.#error = asIpcError(thrown);
        break;
      }
    }
    this.#searching = false;
  }

  /** Adds one book; the answer says whether it was there already. */
  async add(book: NewBookView): Promise<AddAnswer | null> {
    this.#error = null;
    this.#here = null;
    const answer = await this.#try(() => this.#door.addBook(book));
    if (!answer) return null;
    if (book.hiveId !== null) this.#settled = new Map(this.#settled).set(book.hiveId, answer);
    if (answer.kind === "here") this.#here = answer.book;
    this.#added(answer);
    return answer;
  }

  /** Adds all that were found, and says how many were new. */
  async addAll(): Promise<number> {
    let added = 0;
    for (const book of this.addable) {
      const answer = await this.add(asNewBook(book, this.#status));
      if (!answer) break;
      if (answer.kind === "added") added += 1;
    }
    return added;
  }

  async #try<T>(ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask();
    } catch (thrown) {
      this.#error = asIpcError(thrown);
      return null;
    }
  }
}
