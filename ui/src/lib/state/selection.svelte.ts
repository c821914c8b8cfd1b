import type { QueryView, SelectionView } from "../ipc/types";

/**
 * Which books are chosen: some by id, or all that match but for some. Empty means that nothing was chosen on purpose; then
 * keys act on the current row.
 */
export class Selection {
  #ids = $state.raw<ReadonlySet<number>>(new Set());
  /** While true `#ids` are the exceptions. */
  #everything = $state(false);

  get everything(): boolean {
    return this.#everything;
  }

  has(id: number): boolean {
    return this.#ids.has(id) !== this.#everything;
  }

  /** How many of `matching` books are chosen. */
  count(matching: number): number {
    return this.#everything ? Math.max(0, matching - this.#ids.size) : this.#ids.size;
  }

  toggle(id: number): void {
    const ids = new Set(this.#ids);
    if (!ids.delete(id)) ids.add(id);
    this.#ids = ids;
  }

  add(more: Iterable<number>): void {
    const ids = new Set(this.#ids);
    for (const id of more) {
      if (this.#everything) ids.delete(id);
      else ids.add(id);
    }
    this.#ids = ids;
  }

  only(ids: Iterable<number>): void {
    this.#everything = false;
    this.#ids = new Set(ids);
  }

  allMatching(): void {
    this.#everything = true;
    this.#ids = new Set();
  }

  /** What was chosen is not, and the rest is. */
  invert(): void {
    this.#everything = !this.#everything;
  }

  clear(): void {
    this.#everything = false;
    this.#ids = new Set();
  }

  /** What an edit is told: never thousands of ids for "all that match". */
  view(query: QueryView): SelectionView {
    const ids = [...this.#ids];
    return this.#everything ? { kind: "matching", query, except: ids } : { kind: "ids", ids };
  }
}
