import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type { DuplicateGroupView, IpcError, MergeChoice, MergeFieldView } from "../ipc/types";
import { attentionWords, duplicateWords, errorWords } from "../words";
import type { Toasts } from "./toasts.svelte";

const PAGE = 20;
/** Groups merged in a row by one press; each is a change of its own. */
const AT_ONCE = 50;

/** The books of a group name it: they are what a merge is for. */
export const keyOf = (group: DuplicateGroupView): string =>
  group.merge.books.map((book) => book.id).sort((a, b) => a - b).join(" ");

/** Fields in which the books differ, or that are put together; those that are the same in all need no look. */
export const differing = (group: DuplicateGroupView): MergeFieldView[] =>
  group.merge.fields.filter((field) => new Set(field.values.map((value) => value ?? "\u0000")).size > 1);

/** Groups of books that may be one, side by side, and what is chosen of each. */
export class Duplicates {
  readonly #door: Door;
  readonly #toasts: Toasts;
  readonly #undo: (group: number) => Promise<void>;

  #groups = $state.raw<readonly DuplicateGroupView[]>([]);
  #matching = $state<number | null>(null);
  #sure = $state(0);
  #error = $state.raw<IpcError | null>(null);
  #choices = $state.raw<ReadonlyMap<string, readonly MergeChoice[]>>(new Map());
  #working = $state(false);
  #merged = $state<{ done: number; all: number } | null>(null);
  #shown = false;
  #generation = 0;
  #fetching = false;
  readonly #becameOne: () => void;

  /** `merged` is called when books have become one. */
  constructor(door: Door, toasts: Toasts, undo: (group: number) => Promise<void>, merged: () => void = () => undefined) {
    this.#door = door;
    this.#toasts = toasts;
    this.#undo = undo;
    this.#becameOne = merged;
  }

  get groups() { return this.#groups; }
  /** `null` until the first answer. */
  get matching() { return this.#matching; }
  get sure() { return this.#sure; }
  get error() { return this.#error; }
  get working() { return this.#working; }
  /** How far "merge all" is. */
  get merged() { return this.#merged; }

  get more(): boolean {
    return this.#groups.length < (this.#matching ?? 0);
  }

  show(shown: boolean): void {
    this.#shown = shown;
    if (shown) void this.load();
  }

  async changed(): Promise<void> {
    if (this.#shown && !this.#working) await this.load();
  }

  startOver(): void {
    this.#groups = [];
    this.#matching = null;
    this.#choices = new Map();
  }

  async load(): Promise<void> {
    const generation = ++this.#generation;
    try {
      const page = await this.#door.duplicates(0, Math.min(AT_ONCE, Math.max(PAGE, this.#groups.length)));
      if (generation !== this.#generation) return;
      this.#groups = await this.#withChoices(page.groups);
      this.#matching = page.matching;
      this.#sure = page.sure;
      this.#error = null;
    } catch (thrown) {
      if (generation === this.#generation) this.#error = asIpcError(thrown);
    }
  }

  /** The end of the list is in sight. */
  async further(): Promise<void> {
    if (!this.more || this.#fetching) return;
    const generation = this.#generation;
    this.#fetching = true;
    try {
      const page = await this.#door.duplicates(this.#groups.length, PAGE);
      if (generation !== this.#generation) return;
      const known = new Set(this.#groups.map(keyOf));
      this.#groups = [...this.#groups, ...page.groups.filter((group) => !known.has(keyOf(group)))];
      this.#matching = page.groups.length === 0 ? this.#groups.length : page.matching;
    } catch (thrown) {
      this.#say(thrown);
    } finally {
      this.#fetching = false;
    }
  }

  /** A list fetched anew keeps what was chosen in it. */
  #withChoices(groups: readonly DuplicateGroupView[]): Promise<DuplicateGroupView[]> {
    return Promise.all(
      groups.map(async (group) => {
        const choices = this.#choices.get(keyOf(group)) ?? [];
        if (choices.length === 0) return group;
        return { ...group, merge: await this.#door.previewMerge(group.merge.books.map((book) => book.id), [...choices]) };
      }),
    );
  }

  /** Takes one book's value of a field. */
  async choose(group: DuplicateGroupView, field: string, book: number): Promise<void> {
    const key = keyOf(group);
    const choices = [...(this.#choices.get(key) ?? []).filter((choice) => choice.field !== field), { field, book }];
    this.#choices = new Map(this.#choices).set(key, choices);
    try {
      const merge = await this.#door.previewMerge(group.merge.books.map((one) => one.id), choices);
      this.#groups = this.#groups.map((one) => (keyOf(one) === key ? { ...one, merge } : one));
    } catch (thrown) {
      this.#say(thrown);
    }
  }

  async merge(group: DuplicateGroupView): Promise<void> {
    await this.#work(async () => {
      const done = await this.#mergeOne(group);
      const [kept] = group.merge.books;
      const back = done.group;
      this.#toasts.say(duplicateWords.mergedToast(kept?.title ?? ""), {
        ...(back === null ? {} : { action: { label: attentionWords.undo, run: () => void this.#undo(back) } }),
      });
    });
  }

  async #mergeOne(group: DuplicateGroupView) {
    const key = keyOf(group);
    const done = await this.#door.mergeBooks(group.merge.books.map((book) => book.id), [...(this.#choices.get(key) ?? [])]);
    this.#becameOne();
    this.#drop(key, group.sure);
    return done;
  }

  /** Merges every sure group, as shown or, further down, as it would be shown. */
  async mergeAllSure(): Promise<void> {
    await this.#work(async () => {
      const all = this.#sure;
      this.#merged = { done: 0, all };
      try {
        while (this.#sure > 0) {
          const { groups } = await this.#door.duplicates(0, AT_ONCE);
          const sure = groups.filter((group) => group.sure);
          if (sure.length === 0) break;
          for (const group of sure) {
            await this.#mergeOne(group);
            this.#merged = { done: this.#merged.done + 1, all };
          }
        }
        this.#toasts.say(duplicateWords.merging(this.#merged.done, all));
      } finally {
        this.#merged = null;
      }
    });
  }

  async apart(group: DuplicateGroupView): Promise<void> {
    const books = group.merge.books.map((book) => book.id);
    await this.#work(async () => {
      await this.#door.tellApart(books, true);
      this.#drop(keyOf(group), group.sure);
      const back = async () => {
        await this.#door.tellApart(books, false);
        await this.load();
      };
      this.#toasts.say(duplicateWords.apartToast, { action: { label: attentionWords.undo, run: () => void back().catch((thrown: unknown) => this.#say(thrown)) } });
    });
  }

  #drop(key: string, sure: boolean): void {
    this.#groups = this.#groups.filter((group) => keyOf(group) !== key);
    this.#matching = Math.max(0, (this.#matching ?? 0) - 1);
    if (sure) this.#sure = Math.max(0, this.#sure - 1);
  }

  async #work(work: () => Promise<void>): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      await work();
    } catch (thrown) {
      this.#say(thrown);
      await this.load();
    } finally {
      this.#working = false;
      if (this.#groups.length === 0 && this.#shown) await this.load();
    }
  }

  #say(thrown: unknown): void {
    const words = errorWords[asIpcError(thrown).code];
    this.#toasts.say(words.title, { more: words.body, alert: true });
  }
}
