import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type { BookChangeView, GroupView, HistoryQueryView, IpcError, UndoView, WhoseView } from "../ipc/types";
import { editWords, errorWords, historyWords, undoWords } from "../words";
import { queryOf } from "./history_query";
import type { Toasts } from "./toasts.svelte";

const PAGE = 60;
const BOOKS = 50;

/** A group's books as far as they were fetched. */
export interface Opened {
  books: readonly BookChangeView[];
  more: boolean;
}

/** An undo, or a redo, that waits for a yes. */
export interface Asked {
  group: GroupView;
  /** The group to undo: the asked one, or the undo of it that a redo takes back. */
  takes: number;
  redo: boolean;
  preview: UndoView | null;
}

/** A change that would be taken out of the history for good. */
export interface Forgetting {
  group: GroupView;
  error: IpcError | null;
}

/** The history on show, and undo and redo wherever they are asked for. */
export class History {
  readonly #door: Door;
  readonly #toasts: Toasts;
  /** Told when books have changed by an undo. */
  readonly #changed: () => Promise<void>;
  /** What is older was made by somebody who has left the desk since, and is not undone by a key alone. */
  readonly #begun: number;

  #groups = $state.raw<readonly GroupView[]>([]);
  #matching = $state<number | null>(null);
  #more = $state(false);
  #error = $state.raw<IpcError | null>(null);
  #text = $state("");
  #whose = $state<WhoseView>("all");
  #opened = $state.raw<ReadonlyMap<number, Opened>>(new Map());
  #asked = $state.raw<Asked | null>(null);
  #forgetting = $state.raw<Forgetting | null>(null);
  #working = $state(false);
  #generation = 0;
  #fetching = false;
  #shown = false;

  constructor(door: Door, toasts: Toasts, changed: () => Promise<void>, now: () => number = Date.now) {
    this.#door = door;
    this.#toasts = toasts;
    this.#changed = changed;
    this.#begun = now();
  }

  get groups() { return this.#groups; }
  /** `null` until the first answer. */
  get matching() { return this.#matching; }
  get more() { return this.#more; }
  get error() { return this.#error; }
  get text() { return this.#text; }
  get whose() { return this.#whose; }
  get asked() { return this.#asked; }
  get forgetting() { return this.#forgetting; }
  get working() { return this.#working; }

  opened(group: number): Opened | undefined {
    return this.#opened.get(group);
  }

  /** The screen is on show from now on, or no longer. */
  show(shown: boolean): void {
    this.#shown = shown;
    if (shown) void this.#load();
  }

  startOver(): void {
    this.#text = "";
    this.#whose = "all";
    this.#groups = [];
    this.#matching = null;
    this.#opened = new Map();
    this.#asked = null;
  }

  search(text: string): void {
    this.#text = text;
    void this.#load();
  }

  only(whose: WhoseView): void {
    this.#whose = whose;
    void this.#load();
  }

  /** Books changed: so did the history. */
  async changed(): Promise<void> {
    if (this.#shown) await this.#load();
  }

  /** Fetches anew, as many as are on show. */
  async #load(): Promise<void> {
    const generation = ++this.#generation;
    const limit = Math.min(200, Math.max(PAGE, this.#groups.length));
    try {
      const page = await this.#door.history(this.#query(), null, limit);
      if (generation !== this.#generation) return;
      this.#groups = page.groups;
      this.#matching = page.matching;
      this.#more = page.more;
      this.#error = null;
    } catch (thrown) {
      if (generation === this.#generation) this.#error = asIpcError(thrown);
    }
  }

  tryAgain(): void {
    void this.#load();
  }

  /** The end of the list is in sight. */
  async older(): Promise<void> {
    const last = this.#groups.at(-1);
    if (!last || !this.#more || this.#fetching) return;
    const generation = this.#generation;
    this.#fetching = true;
    try {
      const page = await this.#door.history(this.#query(), last.id, PAGE);
      if (generation !== this.#generation) return;
      this.#groups = [...this.#groups, ...page.groups];
      this.#more = page.more;
    } catch (thrown) {
      this.#say(thrown);
    } finally {
      this.#fetching = false;
    }
  }

  #query(): HistoryQueryView {
    return queryOf(this.#text, this.#whose);
  }

  /** Shows a group's books, or hides them. */
  async toggle(group: GroupView): Promise<void> {
    if (this.#opened.has(group.id)) {
      const opened = new Map(this.#opened);
      opened.delete(group.id);
      this.#opened = opened;
      return;
    }
    await this.#fetchBooks(group.id, null);
  }

  async moreBooks(group: number): Promise<void> {
    await this.#fetchBooks(group, this.#opened.get(group)?.books.at(-1)?.place ?? null);
  }

  async #fetchBooks(group: number, after: number | null): Promise<void> {
    try {
      const page = await this.#door.groupBooks(group, after, BOOKS);
      const before = after === null ? [] : (this.#opened.get(group)?.books ?? []);
      this.#opened = new Map(this.#opened).set(group, { books: [...before, ...page.books], more: page.more });
    } catch (thrown) {
      this.#say(thrown);
    }
  }

  /** Undoes the newest change that stands. One of many books, or of another day, is asked about first. */
  async undoNext(): Promise<void> {
    try {
      const { undo } = await this.#door.nextUndo();
      if (!undo) this.#toasts.say(undoWords.nothing);
      else if (this.#isOld(undo) || undo.kind === "import") await this.ask(undo);
      else await this.#take({ group: undo, takes: undo.id, redo: false, preview: null });
    } catch (thrown) {
      this.#say(thrown);
    }
  }

  async redoNext(): Promise<void> {
    try {
      const { redo } = await this.#door.nextUndo();
      if (redo) await this.#take({ group: redo.of ?? redo, takes: redo.id, redo: true, preview: null });
      else this.#toasts.say(undoWords.nothingToRedo);
    } catch (thrown) {
      this.#say(thrown);
    }
  }

  /** Undoes a change that was just made elsewhere on the page. */
  async takeBack(group: number): Promise<void> {
    try {
      const outcome = await this.#door.undoGroup(group);
      this.#toasts.say(editWords.undone(outcome.restored, outcome.conflicts));
      await this.#changed();
      await this.changed();
    } catch (thrown) {
      this.#say(thrown);
    }
  }

  /** Undoes a group, or redoes one that is undone. Asks when it is an import or cannot be done without rest. */
  async undo(group: GroupView): Promise<void> {
    const asked = this.#request(group);
    if (group.kind === "import") return this.ask(group);
    if (group.created + group.updated + group.deleted === 1) return this.#take(asked);
    try {
      const preview = await this.#door.previewUndo(asked.takes);
      if (preview.conflicts > 0) this.#asked = { ...asked, preview };
      else await this.#take(asked);
    } catch (thrown) {
      this.#say(thrown);
    }
  }

  /** Asks first, with what would happen. */
  async ask(group: GroupView): Promise<void> {
    const asked = this.#request(group);
    this.#asked = asked;
    try {
      const preview = await this.#door.previewUndo(asked.takes);
      if (this.#asked === asked) this.#asked = { ...asked, preview };
    } catch (thrown) {
      this.#asked = null;
      this.#say(thrown);
    }
  }

  cancel(): void {
    this.#asked = null;
  }

  async confirm(): Promise<void> {
    const asked = this.#asked;
    this.#asked = null;
    if (asked) await this.#take(asked);
  }

  /** Asks before a change leaves the history: that alone cannot be undone. */
  askToForget(group: GroupView | null): void {
    this.#forgetting = group && { group, error: null };
  }

  async forget(): Promise<void> {
    const group = this.#forgetting?.group;
    if (!group || this.#working) return;
    this.#working = true;
    try {
      await this.#door.forgetChange(group.id);
      this.#forgetting = null;
      this.#toasts.say(historyWords.forgotten);
      await this.#load();
    } catch (thrown) {
      this.#forgetting = { group, error: asIpcError(thrown) };
    } finally {
      this.#working = false;
    }
  }

  #request(group: GroupView): Asked {
    return { group, takes: group.undone?.by ?? group.id, redo: group.undone !== null, preview: null };
  }

  #isOld(group: GroupView): boolean {
    return Date.parse(group.at) < this.#begun;
  }

  async #take(asked: Asked): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      const outcome = await this.#door.undoGroup(asked.takes);
      const more = undoWords.left(outcome);
      const words = asked.redo ? undoWords.redone(asked.group) : undoWords.undone(asked.group);
      const back = outcome.group;
      this.#toasts.say(back === null && outcome.restored === 0 ? undoWords.noEffect : words, {
        ...(more === null ? {} : { more }),
        ...(back === null ? {} : { action: this.#wayBack(asked, back) }),
      });
      await this.#changed();
      await this.changed();
    } catch (thrown) {
      this.#say(thrown);
    } finally {
      this.#working = false;
    }
  }

  #wayBack(asked: Asked, back: number) {
    const turned: Asked = { ...asked, takes: back, redo: !asked.redo };
    return { label: turned.redo ? historyWords.redo : historyWords.undo, run: () => void this.#take(turned) };
  }

  #say(thrown: unknown): void {
    const words = errorWords[asIpcError(thrown).code];
    this.#toasts.say(words.title, { more: words.body, alert: true });
  }
}
