import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type { AsideReasonView, AttentionCounts, AttentionItemView, AttentionView, DecidedView, DecisionView, IpcError, SideView } from "../ipc/types";
import { attentionWords, errorWords } from "../words";
import type { Toasts } from "./toasts.svelte";

/** The reasons in the order in which they are shown: what can lose something first. */
const ORDER: readonly AsideReasonView[] = ["changedElsewhere", "deletedElsewhere", "editedElsewhere", "sameBook", "refused"];

/** Books set aside that are fetched at first, and more whenever the end of the list is in sight. */
const PAGE = 100;

/** Books set aside for one reason. */
export interface AsideGroup {
  reason: AsideReasonView;
  items: readonly AttentionItemView[];
}

/** What asks for a look: the counts for the rail, and the screen's items with the ways to settle them. */
export class Attention {
  readonly #door: Door;
  readonly #toasts: Toasts;
  readonly #undo: (group: number) => Promise<void>;

  #counts = $state.raw<AttentionCounts>({ decisions: 0, repairs: 0, duplicates: 0 });
  #view = $state.raw<AttentionView | null>(null);
  #error = $state.raw<IpcError | null>(null);
  #working = $state(false);
  #shown = false;
  #generation = 0;
  #limit = PAGE;
  #fetching = false;

  /** `undo` takes a change of the history back and says so. */
  constructor(door: Door, toasts: Toasts, undo: (group: number) => Promise<void>) {
    this.#door = door;
    this.#toasts = toasts;
    this.#undo = undo;
  }

  get counts() { return this.#counts; }
  /** `null` until the first answer. */
  get view() { return this.#view; }
  get error() { return this.#error; }
  get working() { return this.#working; }

  /** Books set aside that are not on show yet. */
  get rest(): number {
    return this.#view ? this.#view.decisions - this.#view.items.length : 0;
  }

  groups(): AsideGroup[] {
    const items = this.#view?.items ?? [];
    const groups = ORDER.map((reason) => ({ reason, items: items.filter((item) => item.reason === reason) }));
    return groups.filter((group) => group.items.length > 0);
  }

  counted(counts: AttentionCounts): void {
    this.#counts = counts;
    void this.changed();
  }

  show(shown: boolean): void {
    this.#shown = shown;
    this.#limit = PAGE;
    if (shown) void this.load();
  }

  async changed(): Promise<void> {
    if (this.#shown) await this.load();
  }

  startOver(): void {
    this.#view = null;
    this.#counts = { decisions: 0, repairs: 0, duplicates: 0 };
    void this.count();
  }

  /** Looks at every book for duplicates, which takes a while: not before the first frame. */
  async count(): Promise<void> {
    try {
      this.#counts = await this.#door.attentionCounts();
    } catch {
      // The library's own screens say what is wrong with it.
    }
  }

  async load(): Promise<void> {
    const generation = ++this.#generation;
    try {
      const view = await this.#door.attention(this.#limit);
      if (generation !== this.#generation) return;
      this.#view = view;
      this.#error = null;
    } catch (thrown) {
      if (generation === this.#generation) this.#error = asIpcError(thrown);
    }
  }

  /** The end of the list is in sight. */
  async further(): Promise<void> {
    if (this.rest === 0 || this.#fetching) return;
    this.#fetching = true;
    this.#limit += PAGE;
    await this.load();
    this.#fetching = false;
  }

  settle(book: number, side: SideView): Promise<void> {
    return this.#decide([{ kind: "book", book, side }]);
  }

  settleField(book: number, field: string, side: SideView): Promise<void> {
    return this.#decide([{ kind: "field", book, field, side }]);
  }

  settleAlike(reason: AsideReasonView, side: SideView): Promise<void> {
    return this.#decide([{ kind: "alike", reason, side }]);
  }

  #decide(decisions: DecisionView[]): Promise<void> {
    return this.#work(() => this.#door.decideAsides(decisions), (done) => attentionWords.decided(done.decided, done.left));
  }

  mergeTwin(item: AttentionItemView): Promise<void> {
    const { book, twin } = item;
    if (twin === null) return Promise.resolve();
    return this.#work(() => this.#door.mergeBooks([twin, book], []), () => attentionWords.decided(1, 0));
  }

  repair(): Promise<void> {
    return this.#work(() => this.#door.repairOwnedStatus(), (done) => attentionWords.repaired(done.decided));
  }

  async #work(command: () => Promise<DecidedView>, words: (done: DecidedView) => string): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      const done = await command();
      const group = done.group;
      const action = group === null ? {} : { action: { label: attentionWords.undo, run: () => void this.#undo(group) } };
      if (done.decided > 0 || done.left > 0 || group !== null) this.#toasts.say(words(done), action);
      await Promise.all([this.load(), this.count()]);
    } catch (thrown) {
      const { title, body } = errorWords[asIpcError(thrown).code];
      this.#toasts.say(title, { more: body, alert: true });
    } finally {
      this.#working = false;
    }
  }
}
