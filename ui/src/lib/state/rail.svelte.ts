import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type { RailView, SavedViewView, ViewDraftView } from "../ipc/types";
import { errorWords, viewWords } from "../words";
import type { Toasts } from "./toasts.svelte";

/** Years and saved views, with their counts. */
export class Rail {
  readonly #door: Door;
  readonly #toasts: Toasts;
  #view = $state.raw<RailView>({ years: [], views: [] });
  #asked = 0;

  constructor(door: Door, toasts: Toasts) {
    this.#door = door;
    this.#toasts = toasts;
    void this.refresh();
  }

  get years() { return this.#view.years; }
  get views() { return this.#view.views; }

  viewOf(query: string): SavedViewView | undefined {
    return this.views.find((view) => view.query.trim() === query.trim());
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await this.#door.rail();
      if (asked === this.#asked) this.#view = view;
    } catch {
      // Counts are an aid; the list shows why the library cannot be read.
    }
  }

  async save(view: number | null, draft: ViewDraftView): Promise<boolean> {
    const saved = await this.#try(() => this.#door.saveView(view, draft));
    if (saved) this.#toasts.say(viewWords.saved(draft.name.trim()));
    return saved;
  }

  move(id: number, by: number): void {
    const ids = this.views.map((view) => view.id);
    const from = ids.indexOf(id);
    const to = from + by;
    if (from < 0 || to < 0 || to >= ids.length) return;
    const order = ids.toSpliced(from, 1).toSpliced(to, 0, id);
    this.#view = { ...this.#view, views: order.flatMap((one) => this.views.filter((view) => view.id === one)) };
    void this.#try(() => this.#door.orderViews(order));
  }

  async remove(view: SavedViewView): Promise<void> {
    const { name, query, layout } = view;
    if (!(await this.#try(() => this.#door.deleteView(view.id)))) return;
    const run = () => void this.save(null, { name, query, layout });
    this.#toasts.say(viewWords.removed(name), { action: { label: viewWords.undo, run } });
  }

  async #try(command: () => Promise<unknown>): Promise<boolean> {
    try {
      await command();
      await this.refresh();
      return true;
    } catch (thrown) {
      const words = errorWords[asIpcError(thrown).code];
      this.#toasts.say(words.title, { more: words.body, alert: true });
      return false;
    }
  }
}
