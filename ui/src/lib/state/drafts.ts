import type { DraftsDoor } from "../ipc/doors/drafts";
import type { BookDetail, DraftField, DraftView } from "../ipc/types";

const PAUSE_MS = 400;

type Hand = { text: string; from: string } | null;
type Write = (hand: Hand) => void;

/**
 * The text that an editor has in hand, kept when the writer pauses until it is saved. A text that says nothing, or what the
 * field says already, is no draft.
 */
export class Drafting {
  readonly #write: Write;
  readonly #pause: number;
  #from: string;
  #text: string | null;
  #kept: Hand;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(from: string, write: Write, kept: DraftView | null = null, pause = PAUSE_MS) {
    this.#from = from;
    this.#text = kept && kept.text;
    this.#kept = kept && { text: kept.text, from: kept.begunFrom };
    this.#write = write;
    this.#pause = pause;
  }

  /** Something is in hand that is not saved. */
  get pending(): boolean {
    return this.#text !== null;
  }

  write(text: string): void {
    this.#text = text.trim() === "" || text === this.#from ? null : text;
    clearTimeout(this.#timer);
    if (this.#text === null) this.flush();
    else this.#timer = setTimeout(() => this.flush(), this.#pause);
  }

  /** Keeps at once what is in hand. */
  flush(): void {
    clearTimeout(this.#timer);
    const hand = this.#text === null ? null : { text: this.#text, from: this.#from };
    if (hand?.text === this.#kept?.text && hand?.from === this.#kept?.from) return;
    this.#kept = hand;
    this.#write(hand);
  }

  /** The field says this now; what is in hand goes on from there. */
  saved(text: string): void {
    this.#from = text;
    if (this.#text === text) this.#text = null;
    this.flush();
  }

  /** What is in hand is saved, or not wanted. */
  drop(): void {
    this.#text = null;
    this.flush();
  }
}

/** What an editor of one field of one book is given. */
export interface DraftDesk {
  /** What was left unsaved here, to be asked about before anything else is written. */
  readonly offered: DraftView | null;
  /** Begins to write, from what the field says and perhaps with the draft that was offered. */
  begin(from: string, kept?: DraftView | null): Drafting;
  /** Lets the offered draft go; `back` is called when the reader takes that back. */
  discard(draft: DraftView, back: () => unknown): void;
}

/** Says that a draft was discarded, with a way back. */
export type SayDiscarded = (back: () => void) => void;

/** Texts that are not saved yet, of all books: written one after the other, so that the newest stays. */
export class Drafts {
  readonly #door: DraftsDoor;
  readonly #failed: (thrown: unknown) => void;
  readonly #discarded: SayDiscarded;
  /** Newer than what a book brought that was read before. */
  readonly #since = new Map<string, DraftView | null>();
  /** Who began last to write a field of a book. */
  readonly #latest = new Map<string, symbol>();
  #work: Promise<void> = Promise.resolve();
  #failing = false;

  constructor(door: DraftsDoor, failed: (thrown: unknown) => void, discarded: SayDiscarded) {
    this.#door = door;
    this.#failed = failed;
    this.#discarded = discarded;
  }

  /** Another account, or books have become one: what each brings when it is read is newer than what was written here. */
  startOver(): void {
    this.#since.clear();
  }

  desk(detail: BookDetail, field: DraftField): DraftDesk {
    const book = detail.row.id;
    const key = `${book} ${field}`;
    const since = this.#since.get(key);
    return {
      offered: since === undefined ? (detail.drafts.find((draft) => draft.field === field) ?? null) : since,
      begin: (from, kept = null) => {
        const me = Symbol(key);
        this.#latest.set(key, me);
        return new Drafting(from, (hand) => {
          // Who is slow to hear that the text is saved must not take away what a later editor has written here.
          if (hand === null && this.#latest.get(key) !== me) return;
          this.#write(book, field, hand);
        }, kept);
      },
      discard: (draft, back) => {
        this.#write(book, field, null);
        this.#discarded(() => {
          // What was written since is the reader's newer word.
          if (this.#since.get(key)) return;
          this.#write(book, field, { text: draft.text, from: draft.begunFrom });
          back();
        });
      },
    };
  }

  #write(book: number, field: DraftField, hand: Hand): void {
    const draft = hand && { field, text: hand.text, begunFrom: hand.from, at: new Date().toISOString() };
    this.#since.set(`${book} ${field}`, draft);
    this.#work = this.#work.then(async () => {
      try {
        if (hand) await this.#door.keepDraft(book, field, hand.text, hand.from);
        else await this.#door.dropDraft(book, field);
        this.#failing = false;
      } catch (thrown) {
        // Said once, not at every pause.
        if (!this.#failing) this.#failed(thrown);
        this.#failing = true;
      }
    });
  }
}
