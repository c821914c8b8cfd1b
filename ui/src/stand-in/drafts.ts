import type { DraftsDoor } from "$lib/ipc/doors/drafts";
import type { DraftView } from "$lib/ipc/types";

const TEXT =
  "I began this on the night train and finished it in one sitting, which says something.\n\nWhat stays with me is the middle: nobody says what they mean, and everybody knows.";

/**
 * Drafts in memory. `?draft` leaves one at every review, `?draft=changed` one whose review was changed meanwhile,
 * `?draft=notes` one at the notes.
 */
export class StandInDrafts {
  readonly #kept = new Map<string, DraftView | null>();
  readonly #asked: string | null;

  constructor(asked: string | null) {
    this.#asked = asked;
  }

  readonly door: DraftsDoor = {
    keepDraft: (id, field, text, begunFrom) => {
      this.#kept.set(`${id} ${field}`, { field, text, begunFrom, at: new Date().toISOString() });
      return Promise.resolve();
    },
    dropDraft: (id, field) => {
      this.#kept.set(`${id} ${field}`, null);
      return Promise.resolve();
    },
  };

  of(id: number, review: string | null): DraftView[] {
    const begunFrom = this.#asked === "changed" ? "Slow to begin with." : (review ?? "");
    const at = "2026-11-12T18:40:00Z";
    const note: DraftView = { field: "privateNotes", text: "Lent to Ada; ask her about the ending", begunFrom: "", at };
    const left = this.#asked === null ? null : this.#asked === "notes" ? note : ({ field: "review", text: TEXT, begunFrom, at } as const);
    return (["review", "privateNotes"] as const).flatMap((field) => {
      const kept = this.#kept.get(`${id} ${field}`);
      if (kept !== undefined) return kept ?? [];
      return left?.field === field ? left : [];
    });
  }
}
