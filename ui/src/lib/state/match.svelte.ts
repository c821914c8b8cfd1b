import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type { BookDetail, CatalogueBookView, EditOutcome, IpcError, MatchPlanView, MatchView } from "../ipc/types";

export const asMatch = (book: CatalogueBookView): MatchView => ({
  title: book.title, authors: book.authors, hiveId: book.hiveId, isbn10: book.isbn10, isbn13: book.isbn13, goodreadsId: book.goodreadsId,
});

/** Saying which book a record really is: candidates, the one that is meant, and what would change. */
export class ChangeMatch {
  readonly #door: Door;
  readonly detail: BookDetail;
  #candidates = $state.raw<readonly CatalogueBookView[] | null>(null);
  #wanted = $state.raw<MatchView | null>(null);
  #plan = $state.raw<MatchPlanView | null>(null);
  #error = $state.raw<IpcError | null>(null);
  #working = $state(false);
  #asked = 0;

  constructor(door: Door, detail: BookDetail) {
    this.#door = door;
    this.detail = detail;
  }

  get candidates() { return this.#candidates; }
  get wanted() { return this.#wanted; }
  /** `null` until a book is meant and its plan is there. */
  get plan() { return this.#plan; }
  get error() { return this.#error; }
  get working() { return this.#working; }

  async search(text: string): Promise<void> {
    const found = await this.#ask(() => this.#door.catalogueSearch(text));
    if (found) this.#candidates = found;
  }

  async mean(wanted: MatchView | null): Promise<void> {
    this.#wanted = wanted;
    this.#plan = null;
    if (!wanted) return;
    const plan = await this.#ask(() => this.#door.planMatch(this.detail.row.id, wanted));
    if (plan) this.#plan = plan;
  }

  /** `null` when it was not done; `error` says why. */
  async commit(): Promise<EditOutcome | null> {
    const wanted = this.#wanted;
    if (!wanted || !this.#plan || this.#plan.kind === "same") return null;
    return this.#ask(() => this.#door.changeMatch(this.detail.row.id, wanted));
  }

  async #ask<T>(ask: () => Promise<T>): Promise<T | null> {
    const asked = ++this.#asked;
    this.#working = true;
    this.#error = null;
    try {
      const answer = await ask();
      return asked === this.#asked ? answer : null;
    } catch (thrown) {
      if (asked === this.#asked) this.#error = asIpcError(thrown);
      return null;
    } finally {
      if (asked === this.#asked) this.#working = false;
    }
  }
}
