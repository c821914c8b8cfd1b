import type { Door } from "../ipc/door";
import type { YearSumView } from "../ipc/types";
import type { Section } from "../virtual/wall";
import type { Library } from "./library.svelte";

/** A section of the wall with what its heading says; `sum` is null where a wall has no headings. */
export interface YearGroup extends Section {
  sum: YearSumView | null;
}

/** The books on show by the year they were finished in, while that is how they are sorted. */
export class YearGroups {
  readonly #door: Door;
  readonly #library: Library;
  #sums = $state.raw<readonly YearSumView[]>([]);
  #asked = 0;

  constructor(door: Door, library: Library) {
    this.#door = door;
    this.#library = library;
  }

  get #byYear(): boolean {
    return this.#library.query.sort[0]?.column === "finished";
  }

  /** Counts anew when the list has changed; to be called wherever the groups are shown. */
  async count(): Promise<void> {
    const { text } = this.#library.query;
    void this.#library.revision;
    if (!this.#byYear) return;
    const asked = ++this.#asked;
    try {
      const sums = await this.#door.yearSums(text);
      if (asked === this.#asked) this.#sums = sums;
    } catch {
      // The wall stands without headings; the list itself says what is wrong.
      if (asked === this.#asked) this.#sums = [];
    }
  }

  /** In the order of the list. Sums that are not of this list are no headings for it. */
  get groups(): readonly YearGroup[] {
    const count = this.#library.matching;
    const whole: YearGroup[] = [{ key: "all", first: 0, count, sum: null }];
    const books = this.#sums.reduce((sum, one) => sum + one.books, 0);
    const dated = this.#sums.filter((sum) => sum.year !== null);
    if (!this.#byYear || books !== count || dated.length === 0) return whole;
    if (!this.#library.query.sort[0]?.descending) dated.reverse();
    let first = 0;
    const reading = this.#sums.filter((sum) => sum.reading);
    const undated = this.#sums.filter((sum) => sum.year === null && !sum.reading);
    return [...reading, ...dated, ...undated].map((sum) => {
      const group = { key: sum.reading ? "reading" : String(sum.year ?? "none"), first, count: sum.books, sum };
      first += sum.books;
      return group;
    });
  }
}
