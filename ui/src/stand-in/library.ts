import { hashOf } from "$lib/covers/design";
import { finds } from "./queries";
import type { BookPage, BookRow, CountsView, EditView, NewBookView, QueryView, SelectionView, SortKey, StatusView } from "$lib/ipc/types";
import { patched } from "$lib/state/optimistic";

const REAL: readonly (readonly [title: string, author: string])[] = [
  ["Emma", "Jane Austen"], ["Kokoro", "Natsume Sōseki"], ["こころ", "夏目漱石"], ["The Waves", "Virginia Woolf"],
  ["Moby-Dick; or, The Whale", "Herman Melville"], ["Le Grand Meaulnes", "Alain-Fournier"], ["Dead Souls", "Nikolai Gogol"],
  ["Buddenbrooks: Verfall einer Familie", "Thomas Mann"], ["红楼梦", "曹雪芹"], ["ألف ليلة وليلة", "مجهول"],
  ["Los detectives salvajes", "Roberto Bolaño"], ["Kindred", "Octavia E. Butler"], ["The Left Hand of Darkness", "Ursula K. Le Guin"],
  ["Le Ton beau de Marot: In Praise of the Music of Language", "Douglas Hofstadter"], ["Дар", "Владимир Набоков"],
  ["Season of Migration to the North", "Tayeb Salih"], ["Pachinko", "Min Jin Lee"], ["채식주의자", "한강"], ["Austerlitz", "W. G. Sebald"],
  ["If on a winter's night a traveler", "Italo Calvino"], ["The Complete Short Stories in Three Volumes with an Introduction and Notes", "Anton Chekhov, Constance Garnett"],
];
const FIRST = ["The Quiet", "A Winter", "The Salt", "Another", "The Long", "An Unfinished", "The Copper", "The Northern", "Every", "The Borrowed", "A Small"];
const SECOND = ["Harbour", "Garden", "Letter", "Orchard", "Station", "Atlas", "Hour", "Winter", "Kitchen", "Road", "Island", "Choir", "Window"];
const THIRD = ["", "", "", " of Glass", " at Night", " and Other Stories", ", or the Art of Waiting", " in the Rain", ": A Memoir"];
const NAMES = ["Anna", "Teju", "Mieko", "José", "Olga", "Chinua", "Elena", "Yaa", "Jon", "Rosa", "Wole", "Clarice"];
const FAMILIES = ["Lindqvist", "Okafor", "Marías", "Tanaka", "Novák", "Ferrara", "Achterberg", "Haddad", "Moreau", "Bell"];
const TAGS = ["translated", "short", "library", "gift", "essays", "history", "re-read", "travel"];

const day = (back: number) => new Date(Date.UTC(2026, 10, 20) - back * 86_400_000).toISOString().slice(0, 10);
const pick = <T>(list: readonly T[], bits: number): T => list[bits % list.length] as T;

function book(id: number): BookRow {
  const bits = hashOf(`book ${id}`);
  const real = REAL[id - 1];
  const title = real?.[0] ?? pick(FIRST, bits) + " " + pick(SECOND, bits >>> 5) + pick(THIRD, bits >>> 9) + (id > 1500 ? ` ${id}` : "");
  const authors = real ? real[1].split(", ") : [`${pick(NAMES, bits >>> 13)} ${pick(FAMILIES, bits >>> 17)}`];
  const roll = bits % 100;
  const status: StatusView | null =
    id % 9 === 1 && id < 60 ? "reading" : roll < 62 ? "finished" : roll < 90 ? "wantToRead" : roll < 97 ? "abandoned" : null;
  const finished = status === "finished" ? day(id * 2 + (bits % 9)) : null;
  return {
    id, title, authors, status, finished,
    stars: status === "finished" && bits % 7 ? 3 + (bits >>> 6) % 8 : null,
    started: finished && bits % 5 ? day(id * 2 + 9 + (bits % 20)) : status === "reading" ? day(bits % 40) : null,
    progress: status === "reading" ? (bits >>> 4) % 100 : null,
    owned: bits % 3 ? null : true,
    hasReview: bits % 6 === 0,
    tags: [pick(TAGS, bits >>> 12), pick(TAGS, bits >>> 16)].slice(0, (bits >>> 20) % 3).filter((tag, at, all) => all.indexOf(tag) === at),
    hiveId: `bk_${bits.toString(36)}`, cover: null,
    added: day(id * 2 + 30), format: pick(["paperback", "hardcover", "digital", "audio"], id), pages: bits % 8 ? 90 + (bits >>> 3) % 700 : null,
    year: bits % 5 ? 1900 + (bits >>> 7) % 125 : null,
    waiting: false,
  };
}

/** A library in memory that answers as the app does. */
export class StandInLibrary {
  #books: BookRow[];
  #found: { of: readonly BookRow[]; key: string; rows: readonly BookRow[] } | null = null;
  #reviews = new Map<number, string | null>();
  #undo = new Map<number, Map<number, BookRow>>();
  #next = 1;

  constructor(count: number) {
    this.#books = Array.from({ length: count }, (_, index) => book(index + 1));
  }

  get all(): readonly BookRow[] {
    return this.#books;
  }

  counts(): CountsView {
    const of = (status: StatusView | null) => this.#books.filter((row) => row.status === status).length;
    return { all: this.#books.length, finished: of("finished"), reading: of("reading"), wantToRead: of("wantToRead"), abandoned: of("abandoned"), none: of(null) };
  }

  /** As the app does, what was found is remembered until a book changes: a page of it is then a slice. */
  matching(query: QueryView): readonly BookRow[] {
    const key = JSON.stringify(query);
    if (this.#found?.of === this.#books && this.#found.key === key) return this.#found.rows;
    this.#found = { of: this.#books, key, rows: this.#inOrder(query) };
    return this.#found.rows;
  }

  #inOrder(query: QueryView): BookRow[] {
    const rows = this.#books.filter(finds(query.text));
    return rows.sort((a, b) => query.sort.reduce((found, key) => found || compare(a, b, key), 0) || a.id - b.id);
  }

  page(query: QueryView, offset: number, limit: number): BookPage {
    const rows = this.matching(query);
    return { rows: rows.slice(offset, offset + limit), offset, matching: rows.length, total: this.#books.length };
  }

  chosen(selection: SelectionView): readonly BookRow[] {
    if (selection.kind === "matching") return this.matching(selection.query).filter((row) => !selection.except.includes(row.id));
    const ids = new Set(selection.ids);
    return this.#books.filter((row) => ids.has(row.id));
  }

  /** What was written here, or what every such book has. */
  review(row: BookRow, otherwise: string): string | null {
    return this.#reviews.get(row.id) ?? (row.hasReview ? otherwise : null);
  }

  edit(selection: SelectionView, edit: EditView) {
    const ids = new Set(this.chosen(selection).map((row) => row.id));
    for (const id of edit.review ? ids : []) this.#reviews.set(id, edit.review?.kind === "set" ? edit.review.value : null);
    const before = new Map<number, BookRow>();
    this.#books = this.#books.map((row) => {
      const next = ids.has(row.id) ? patched(row, edit) : row;
      if (next !== row) before.set(row.id, row);
      return next;
    });
    return this.#done(before, ids.size);
  }

  add(book: NewBookView): { row: BookRow; group: number } {
    const id = Math.max(0, ...this.#books.map((row) => row.id)) + 1;
    const row: BookRow = {
      id, title: book.title.trim(), authors: book.authors, status: book.status, stars: null, started: null, finished: null, progress: null,
      owned: null, hasReview: false, tags: [], added: "2026-11-24", format: null, pages: null, year: null, hiveId: book.hiveId ?? `bk_${id}`, cover: null, waiting: true,
    };
    this.#books = [...this.#books, row];
    return { row, group: this.#next++ };
  }

  remove(selection: SelectionView) {
    const gone = new Map(this.chosen(selection).map((row) => [row.id, row]));
    this.#books = this.#books.filter((row) => !gone.has(row.id));
    return this.#done(gone, gone.size);
  }

  #done(before: Map<number, BookRow>, chosen: number) {
    const group = before.size > 0 ? this.#next++ : null;
    if (group !== null) this.#undo.set(group, before);
    return { group, changed: before.size, unchanged: chosen - before.size, conflicts: 0 };
  }

  undo(group: number) {
    const before = this.#undo.get(group) ?? new Map<number, BookRow>();
    this.#undo.delete(group);
    const kept = this.#books.map((row) => before.get(row.id) ?? row);
    const here = new Set(kept.map((row) => row.id));
    this.#books = [...kept, ...[...before.values()].filter((row) => !here.has(row.id))];
    return { group: null, changed: before.size, unchanged: 0, conflicts: 0 };
  }

  delivered(): void {
    this.#books = this.#books.map((row) => (row.waiting ? { ...row, waiting: false } : row));
  }
}

function compare(a: BookRow, b: BookRow, key: SortKey): number {
  const value = (row: BookRow) => {
    if (key.column === "author") return row.authors[0] ?? "";
    if (key.column === "reading") return Number(row.status === "reading");
    return row[key.column];
  };
  const [left, right] = [value(a), value(b)];
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return (left < right ? -1 : 1) * (key.descending ? -1 : 1);
}
