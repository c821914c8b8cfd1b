import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type { AddAnswer, BookDetail, BookLink, EditOutcome, SelectionView } from "../ipc/types";
import { addWords, bulkWords, draftWords, editFieldWords, editWords, errorWords, matchWords } from "../words";
import { AddBook } from "./add.svelte";
import { BulkEdit, type BulkField } from "./bulk.svelte";
import { Drafts } from "./drafts";
import type { Library } from "./library.svelte";
import { ChangeMatch } from "./match.svelte";
import type { Toasts } from "./toasts.svelte";

/** The sheet that is open over the library. */
export type EditSheet =
  | { kind: "bulk"; bulk: BulkEdit; chosen: number }
  | { kind: "add"; add: AddBook }
  | { kind: "match"; match: ChangeMatch }
  | { kind: "delete"; selection: SelectionView; chosen: number };

/** Changes that need more than a key: the bulk edit, adding, matching, deleting, and the review. */
export class Edits {
  readonly #door: Door;
  readonly #toasts: Toasts;
  readonly #library: Library;
  readonly #undo: () => Promise<void>;
  readonly drafts: Drafts;
  #sheet = $state.raw<EditSheet | null>(null);

  constructor(door: Door, toasts: Toasts, library: Library, undo: () => Promise<void>) {
    this.#door = door;
    this.#toasts = toasts;
    this.#library = library;
    this.#undo = undo;
    this.drafts = new Drafts(door, (thrown) => this.#say(thrown), (back) => {
      toasts.say(draftWords.discarded, { action: { label: editWords.undo, run: back } });
    });
  }

  get sheet() { return this.#sheet; }

  close(): void {
    this.#sheet = null;
  }

  add(): void {
    // The native menu and the page may both have heard the key.
    if (this.#sheet?.kind === "add") return;
    const add = new AddBook(this.#door, (answer) => void this.#added(answer));
    this.#sheet = { kind: "add", add };
  }

  /** Edits what is chosen, or the current book; `field` is the one to begin with. */
  bulk(field?: BulkField): void {
    const meant = this.#library.meant;
    if (!meant) return;
    const bulk = new BulkEdit(this.#door, meant.selection);
    if (field) bulk.mode(field, "set");
    this.#sheet = { kind: "bulk", bulk, chosen: meant.count };
  }

  /** May the catalogue be asked? Yes, from now on. */
  readonly allowLookUps = async (): Promise<void> => {
    await this.#try(() => this.#door.setCatalogueConsent("yes"));
  };

  match(detail: BookDetail): void {
    this.#sheet = { kind: "match", match: new ChangeMatch(this.#door, detail) };
  }

  /** One book goes at once, for the undo is at hand; for many it is asked first. */
  async delete(): Promise<void> {
    const meant = this.#library.meant;
    if (!meant) return;
    if (meant.count > 1) this.#sheet = { kind: "delete", selection: meant.selection, chosen: meant.count };
    else await this.#delete(meant.selection);
  }

  async deleteOne(id: number): Promise<void> {
    await this.#delete({ kind: "ids", ids: [id] });
  }

  async confirmDelete(): Promise<void> {
    const sheet = this.#sheet;
    this.close();
    if (sheet?.kind === "delete") await this.#delete(sheet.selection);
  }

  async #delete(selection: SelectionView): Promise<void> {
    const outcome = await this.#try(() => this.#door.deleteBooks(selection));
    if (outcome) await this.#did(editFieldWords.deleted(outcome.changed), outcome.group);
  }

  async bulkDone(outcome: { group: number | null; changed: number }): Promise<void> {
    this.close();
    await this.#did(bulkWords.done(outcome.changed), outcome.group);
  }

  async matchDone(outcome: EditOutcome): Promise<void> {
    this.close();
    this.drafts.startOver();
    await this.#did(matchWords.done, outcome.group);
  }

  /** Saves a review while it is written. Says nothing unless it fails, and then throws too: the text is still unsaved. */
  async saveReview(id: number, text: string, group: number | null, open: boolean): Promise<number | null> {
    const review = text.trim() === "" ? ({ kind: "clear" } as const) : ({ kind: "set", value: text } as const);
    try {
      const outcome = await this.#door.edit({ kind: "ids", ids: [id] }, { review, sitting: { group, open } });
      return outcome.group ?? (outcome.changed > 0 ? null : group);
    } catch (thrown) {
      this.#say(thrown);
      throw thrown;
    }
  }

  async openLink(id: number, link: BookLink): Promise<void> {
    await this.#try(() => this.#door.openBookLink(id, link));
  }

  async #added(answer: AddAnswer): Promise<void> {
    if (answer.kind === "added") await this.#did(addWords.added(answer.book.title), answer.group);
  }

  async #did(words: string, group: number | null): Promise<void> {
    const action = { label: editWords.undo, keys: "undo", run: () => void this.#undo() };
    this.#toasts.say(words, group === null ? {} : { action });
    this.#library.selection.clear();
    await this.#library.changed();
  }

  async #try<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (thrown) {
      this.#say(thrown);
      return null;
    }
  }

  #say(thrown: unknown): void {
    const words = errorWords[asIpcError(thrown).code];
    this.#toasts.say(words.title, { more: words.body, alert: true });
  }
}
