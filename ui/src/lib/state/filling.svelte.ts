import { untrack } from "svelte";

/**
 * Which books of a list are drawn in full. A scroll can bring a whole window of new ones at once, more than one frame has
 * time for; so each frame fills a few, and the others keep their place, empty, for a frame or two.
 */
export class Filling {
  readonly #most: number;
  #full = $state.raw<ReadonlySet<number>>(new Set());
  #wanted: readonly number[] = [];
  #frame: number | null = null;

  /** `most` books are filled in one frame. */
  constructor(most: number) {
    this.#most = most;
  }

  has(index: number): boolean {
    return this.#full.has(index);
  }

  /**
   * Says which books are to be full, in order; those before `first`, the first in sight, come last. What is full and still
   * wanted stays. The others wait for the callback of a frame: asked for while a scroll is told, it comes before that
   * scroll is seen, and never twice a frame.
   */
  want(books: readonly number[], first: number): void {
    this.#wanted = [...books.filter((index) => index >= first), ...books.filter((index) => index < first)];
    untrack(() => this.#fill(0));
  }

  stop(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
  }

  #fill(most: number): void {
    const kept = this.#wanted.filter((index) => this.#full.has(index));
    const missing = this.#wanted.filter((index) => !this.#full.has(index));
    if (kept.length < this.#full.size || (most > 0 && missing.length > 0)) {
      this.#full = new Set([...kept, ...missing.slice(0, most)]);
    }
    if (missing.length <= most || this.#frame !== null) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = null;
      this.#fill(this.#most);
    });
  }
}
