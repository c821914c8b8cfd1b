import type { AttentionDoor } from "$lib/ipc/doors/attention";
import type { AttentionItemView, AttentionView, BookRow, DecisionView, DuplicateGroupView, MergeChoice, MergeFieldView, MergeView, OddBooks } from "$lib/ipc/types";

const REVIEWS = ["Slow to begin with, and then it would not let me go.", "Read on a train in the rain.\n\nThe last chapter I read twice."];

/** What asks for a look, made up over the stand-in's books: five kinds of decisions, repairs, and duplicates. */
export class StandInAttention implements AttentionDoor {
  #items: AttentionItemView[];
  #groups: DuplicateGroupView[];
  #owned: OddBooks;
  readonly #books: readonly BookRow[];

  constructor(books: readonly BookRow[], decisions: number, duplicates: number) {
    this.#books = books;
    const enough = books.length > 0;
    this.#items = Array.from({ length: enough ? decisions : 0 }, (_, index) => this.#item(index));
    this.#groups = Array.from({ length: enough ? duplicates : 0 }, (_, index) => this.#group(index));
    this.#owned = this.#odd(enough && decisions > 0 ? 12 : 0, 40);
  }

  #book(index: number): BookRow {
    return this.#books[index % this.#books.length] as BookRow;
  }

  #odd(count: number, from: number, path?: string): OddBooks {
    const books = Array.from({ length: Math.min(count, 100) }, (_, index) => {
      const { id, title, authors } = this.#book(from + index * 7);
      return { id, title, authors, faults: path ? [{ path, fault: "outOfRange" as const }] : [] };
    });
    return { count, books };
  }

  #item(index: number): AttentionItemView {
    const { id, title, authors, hiveId, cover } = this.#book(index * 5 + 2);
    const reason = (["changedElsewhere", "changedElsewhere", "deletedElsewhere", "editedElsewhere", "sameBook", "refused"] as const)[index % 6] ?? "refused";
    const whole = reason === "deletedElsewhere" || reason === "sameBook" ? "create" as const : reason === "editedElsewhere" ? "delete" as const : null;
    const stars = { field: "stars", mine: "4.5 stars", theirs: "3 stars", both: null };
    const review = { field: "review", mine: REVIEWS[0] ?? "", theirs: REVIEWS[1] ?? "", both: REVIEWS.join("\n\n") };
    return {
      book: id, title, authors, hiveId, cover, reason, whole, message: reason === "refused" ? "Invalid record: review must not be longer than 15000 graphemes" : null,
      fields: whole ? [] : reason === "refused" ? [{ ...review, theirs: null, both: null }] : index % 2 ? [review] : [stars, review],
      twin: reason === "sameBook" ? id + 1 : null,
    };
  }

  #group(index: number): DuplicateGroupView {
    const row = this.#book(index * 11 + 5);
    const count = index % 5 === 2 ? 3 : 2;
    const ids = Array.from({ length: count }, (_, at) => row.id * 10 + at);
    const sure = index % 4 !== 3;
    const books = ids.map((id, at) => ({
      id, title: at > 0 && !sure ? `${row.title}: A Novel` : row.title, authors: [...row.authors], hiveId: row.hiveId, cover: row.cover, created: `20${19 + at}-03-0${at + 1}T12:00:00Z`, atServer: at < 2,
    }));
    const differ: [string, (string | null)[]][] = [
      ["status", ids.map((_, at) => (at === 0 ? "wantToRead" : "finished"))],
      ["finishedAt", ids.map((_, at) => (at === 0 ? null : `2024-0${at + 1}-11`))],
      ["stars", ids.map((_, at) => (at === 0 ? "3.5 stars" : at === 1 ? "4.5 stars" : null))],
      ["review", ids.map((_, at) => REVIEWS[at] ?? null)],
      ["local.tags", ids.map((_, at) => (at === 0 ? "library, short" : "gift"))],
    ];
    if (!sure) differ.unshift(["title", books.map((book) => book.title)]);
    const fields = differ.map(([field, values]) => merged(field, values, ids, null));
    fields.push({ field: "authors", values: ids.map(() => row.authors.join(", ")), result: row.authors.join(", "), of: ids[0] ?? null, choosable: true });
    return { sure, reason: (["hiveId", "isbn", "words", "alike"] as const)[index % 4] ?? "alike", merge: { books, fields, lost: index % 6 === 1 ? ["com.example.shelf"] : [] } };
  }

  attentionCounts() {
    return Promise.resolve({ decisions: this.#items.length, repairs: this.#owned.count, duplicates: this.#groups.length });
  }

  attention(limit: number): Promise<AttentionView> {
    const any = this.#items.length + this.#owned.count > 0;
    return Promise.resolve({
      items: this.#items.slice(0, limit), decisions: this.#items.length, ownedStatus: this.#owned,
      repairCost: { points: this.#owned.count * 2, pointsPerHour: 5000, pointsPerDay: 35_000, minutes: 0 },
      midnight: this.#odd(any ? 96 : 0, 3), broken: this.#odd(any ? 3 : 0, 8, "stars"),
    });
  }

  decideAsides(decisions: DecisionView[]) {
    let decided = 0;
    for (const decision of decisions) {
      if (decision.kind === "field") {
        this.#items = this.#items.map((item) => (item.book === decision.book ? { ...item, fields: item.fields.filter((field) => field.field !== decision.field) } : item));
      }
      const before = this.#items.length;
      this.#items = this.#items.filter((item) =>
        decision.kind === "alike" ? item.reason !== decision.reason : item.book !== decision.book || (decision.kind === "field" && item.fields.length > 0),
      );
      decided += before - this.#items.length;
    }
    return Promise.resolve({ group: decided > 0 ? 1 : null, decided, left: 0 });
  }

  repairOwnedStatus() {
    const decided = this.#owned.count;
    this.#owned = { count: 0, books: [] };
    return Promise.resolve({ group: 1, decided, left: 0 });
  }

  duplicates(offset: number, limit: number) {
    const sure = this.#groups.filter((group) => group.sure);
    const sorted = [...sure, ...this.#groups.filter((group) => !group.sure)];
    return Promise.resolve({ groups: sorted.slice(offset, offset + limit), matching: sorted.length, sure: sure.length });
  }

  #of(books: readonly number[]): DuplicateGroupView | undefined {
    return this.#groups.find((group) => group.merge.books.every((book) => books.includes(book.id)));
  }

  previewMerge(books: number[], choices: MergeChoice[]): Promise<MergeView> {
    const merge = this.#of(books)?.merge;
    if (!merge) return Promise.reject({ code: "bookGone", message: "made up by the stand-in", retryable: false });
    const chosen = (field: string) => choices.find((choice) => choice.field === field)?.book ?? null;
    return Promise.resolve({ ...merge, fields: merge.fields.map((field) => merged(field.field, field.values, books, chosen(field.field) ?? null, field)) });
  }

  mergeBooks(books: number[]) {
    const group = this.#of(books);
    this.#groups = this.#groups.filter((one) => one !== group);
    this.#items = this.#items.filter((item) => !books.includes(item.book));
    return Promise.resolve({ group: 1, decided: books.length, left: 0 });
  }

  tellApart(books: number[], apart: boolean) {
    if (apart) this.#groups = this.#groups.filter((group) => group !== this.#of(books));
    return Promise.resolve();
  }
}

function merged(field: string, values: (string | null)[], ids: readonly number[], of: number | null, known?: MergeFieldView): MergeFieldView {
  const choosable = !field.startsWith("local.");
  if (of !== null) return { field, values, result: values[ids.indexOf(of)] ?? null, of, choosable };
  if (known) return known;
  const joined = field === "review" || field === "local.tags";
  if (joined) return { field, values, result: values.filter(Boolean).join(field === "review" ? "\n\n" : ", "), of: null, choosable };
  const at = field === "status" || field === "finishedAt" ? 1 : 0;
  return { field, values, result: values[at] ?? null, of: ids[at] ?? null, choosable };
}
