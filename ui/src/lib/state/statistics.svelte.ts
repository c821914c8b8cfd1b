import { today } from "../days";
import { asIpcError, type Door } from "../ipc/door";
import type { IpcError, StatisticsView } from "../ipc/types";

/** The figures on screen, of one year or of all. */
export class Statistics {
  readonly #door: Door;
  #year = $state<number | null>(new Date().getFullYear());
  #view = $state.raw<StatisticsView | null>(null);
  #error = $state.raw<IpcError | null>(null);
  #asked = 0;

  constructor(door: Door) {
    this.#door = door;
  }

  get year() { return this.#year; }
  get view() { return this.#view; }
  get error() { return this.#error; }

  show(year: number | null): void {
    this.#year = year;
    void this.load();
  }

  /** Counts anew; an answer that another question overtook is dropped. */
  async load(): Promise<void> {
    const turn = ++this.#asked;
    try {
      const view = await this.#door.statistics(this.#year, today());
      if (turn !== this.#asked) return;
      this.#view = view;
      this.#error = null;
    } catch (thrown) {
      if (turn === this.#asked) this.#error = asIpcError(thrown);
    }
  }
}
