/** One answer of a paged command. */
export interface PageOf<Row> {
  rows: readonly Row[];
  matching: number;
}

const PAGE = 100;
/** Pages kept: at 100 rows each, far more than a window shows and little enough to forget. */
const KEPT = 40;

/**
 * Rows of a long list, fetched a page at a time where they are looked at. When the list changes (`refresh`) the old rows
 * stay until the new ones are there, all at once: nothing flickers, and rows of two states are never mixed.
 */
export class Pages<Row> {
  readonly #fetch: (offset: number, limit: number) => Promise<PageOf<Row>>;
  readonly #failed: (error: unknown) => void;
  #pages = $state.raw<ReadonlyMap<number, readonly Row[]>>(new Map());
  #matching = $state<number | null>(null);
  #generation = 0;
  #inFlight = new Set<number>();
  #wanted: readonly number[] = [0];
  /** Until the first answer of a new generation has been taken over. */
  #swapping = false;

  constructor(fetch: (offset: number, limit: number) => Promise<PageOf<Row>>, failed: (error: unknown) => void) {
    this.#fetch = fetch;
    this.#failed = failed;
  }

  /** `null` until the first answer. */
  get matching(): number | null {
    return this.#matching;
  }

  row(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Rows at hand, in order, for looking one up. */
  *loaded(): Generator<[index: number, row: Row]> {
    for (const [page, rows] of this.#pages) {
      for (const [index, row] of rows.entries()) yield [page * PAGE + index, row];
    }
  }

  /** Says which rows are looked at; missing ones are fetched. */
  want(first: number, end: number): void {
    const last = Math.max(first, end - 1);
    const wanted: number[] = [];
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) wanted.push(page);
    this.#wanted = wanted;
    if (this.#swapping) return;
    for (const page of wanted) {
      if (!this.#pages.has(page) && !this.#inFlight.has(page)) void this.#load(page);
    }
  }

  /** Fetches again what is looked at. Resolves once the new rows are shown, or at once when overtaken by a newer call. */
  async refresh(): Promise<void> {
    const generation = ++this.#generation;
    this.#swapping = true;
    this.#inFlight.clear();
    const wanted = this.#wanted;
    try {
      const answers = await Promise.all(wanted.map((page) => this.#fetch(page * PAGE, PAGE)));
      if (generation !== this.#generation) return;
      this.#swapping = false;
      this.#matching = answers[0]?.matching ?? 0;
      this.#pages = new Map(answers.map((answer, index) => [wanted[index] ?? 0, answer.rows]));
      this.want((this.#wanted[0] ?? 0) * PAGE, ((this.#wanted.at(-1) ?? 0) + 1) * PAGE);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#swapping = false;
      this.#failed(error);
    }
  }

  /** Rows `first` up to `end`, fetched where they are not at hand. */
  async between(first: number, end: number): Promise<Row[]> {
    const rows: Row[] = [];
    for (let index = first; index < end; ) {
      const held = this.#pages.get(Math.floor(index / PAGE));
      const page = Math.floor(index / PAGE);
      const from = held ?? (await this.#fetch(page * PAGE, PAGE)).rows;
      const until = Math.min(end, (page + 1) * PAGE);
      rows.push(...from.slice(index - page * PAGE, until - page * PAGE));
      index = until;
    }
    return rows;
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation;
    this.#inFlight.add(page);
    try {
      const answer = await this.#fetch(page * PAGE, PAGE);
      if (generation !== this.#generation) return;
      const pages = new Map(this.#pages);
      pages.set(page, answer.rows);
      const here = this.#wanted[0] ?? 0;
      if (pages.size > KEPT) {
        const farthest = [...pages.keys()].sort((a, b) => Math.abs(b - here) - Math.abs(a - here));
        for (const far of farthest.slice(0, pages.size - KEPT)) pages.delete(far);
      }
      this.#pages = pages;
      this.#matching = answer.matching;
    } catch (error) {
      if (generation === this.#generation) this.#failed(error);
    } finally {
      if (generation === this.#generation) this.#inFlight.delete(page);
    }
  }
}
