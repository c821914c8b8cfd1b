import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type { ChangeView, DayChangeView, EditPreview, EditView, IpcError, SelectionView, SharedView, StatusView } from "../ipc/types";

/** Every field says one of these. */
export type Mode = "keep" | "set" | "clear";
export const MODES: readonly Mode[] = ["keep", "set", "clear"];

/** Fields of a bulk edit, in the order of the sheet. */
export const BULK_FIELDS = [
  "status", "stars", "started", "finished", "owned", "format", "pages", "tags", "progress", "previousReads", "review", "notes",
] as const;
export type BulkField = (typeof BULK_FIELDS)[number];

/** Fields that one cannot set to the same in many books, only clear. */
export const ONLY_CLEARED: ReadonlySet<BulkField> = new Set(["previousReads", "review"]);

/** What each field would be set to; only that of a field at "set" counts. */
export interface Values {
  status: StatusView;
  stars: number;
  owned: boolean;
  started: string | null;
  finished: string | null;
  /** Days are moved by so many instead of being set. */
  startedBy: number | null;
  finishedBy: number | null;
  format: string;
  pages: string;
  notes: string;
  percent: number;
  addTags: readonly string[];
  removeTags: readonly string[];
}

const START: Values = {
  status: "finished", stars: 8, owned: true, started: null, finished: null, startedBy: null, finishedBy: null, format: "", pages: "", notes: "",
  percent: 100, addTags: [], removeTags: [],
};

function day(mode: Mode, value: string | null, by: number | null): DayChangeView | undefined {
  if (mode === "clear") return { kind: "clear" };
  if (mode === "keep") return undefined;
  if (by !== null) return by === 0 ? undefined : { kind: "shift", days: by };
  return value === null ? undefined : { kind: "set", value };
}

function change<T>(mode: Mode, value: T | null): ChangeView<T> | undefined {
  if (mode === "clear") return { kind: "clear" };
  return mode === "keep" || value === null ? undefined : { kind: "set", value };
}

/** The edit that the fields come to. A field at "set" without a value changes nothing. */
export function editOf(modes: Record<BulkField, Mode>, values: Values): EditView {
  const text = (value: string) => value.trim() || null;
  const local = { format: change(modes.format, text(values.format)), pages: change(modes.pages, text(values.pages)), privateNotes: change(modes.notes, text(values.notes)) };
  const fields = Object.entries(local).filter((entry): entry is [string, ChangeView<string>] => entry[1] !== undefined);
  const tags = modes.tags === "set" && (values.addTags.length > 0 || values.removeTags.length > 0);
  const edit: { [Key in keyof EditView]: EditView[Key] | undefined } = {
    status: change(modes.status, values.status),
    stars: change(modes.stars, values.stars),
    owned: change(modes.owned, values.owned),
    started: day(modes.started, values.started, values.startedBy),
    finished: day(modes.finished, values.finished, values.finishedBy),
    review: modes.review === "clear" ? { kind: "clear" } : undefined,
    progress: change(modes.progress, { percent: values.percent, page: null, pages: null }),
    previousReads: modes.previousReads === "clear" ? { kind: "clear" } : undefined,
    tags: modes.tags === "clear" ? { kind: "clear" } : tags ? { kind: "adjust", add: [...values.addTags], remove: [...values.removeTags] } : undefined,
    local: fields.length > 0 ? Object.fromEntries(fields) : undefined,
  };
  return Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined));
}

/** A bulk edit being made: what is chosen, what each field says, and what would come of it. Nothing is written before `commit`. */
export class BulkEdit {
  readonly #door: Door;
  readonly selection: SelectionView;
  #modes = $state.raw<Record<BulkField, Mode>>(
    Object.fromEntries(BULK_FIELDS.map((field) => [field, "keep"])) as Record<BulkField, Mode>,
  );
  #values = $state.raw<Values>(START);
  #shared = $state.raw<SharedView | null>(null);
  #preview = $state.raw<EditPreview | null>(null);
  #error = $state.raw<IpcError | null>(null);
  #working = $state(false);
  #asked = 0;

  constructor(door: Door, selection: SelectionView) {
    this.#door = door;
    this.selection = selection;
    void this.#share();
  }

  get modes() { return this.#modes; }
  get values() { return this.#values; }
  /** What the books have in common; `null` until that is known. */
  get shared() { return this.#shared; }
  /** What would change; `null` while nothing is asked for. */
  get preview() { return this.#preview; }
  get error() { return this.#error; }
  get working() { return this.#working; }

  get edit(): EditView {
    return editOf(this.#modes, this.#values);
  }

  get asksForNothing(): boolean {
    return Object.keys(this.edit).length === 0;
  }

  mode(field: BulkField, mode: Mode): void {
    this.#modes = { ...this.#modes, [field]: mode };
    void this.look();
  }

  set(values: Partial<Values>): void {
    this.#values = { ...this.#values, ...values };
    void this.look();
  }

  /** Makes the preview anew; only the newest answer is shown. */
  async look(): Promise<void> {
    const asked = ++this.#asked;
    if (this.asksForNothing) {
      this.#preview = null;
      this.#working = false;
      return;
    }
    this.#working = true;
    try {
      const preview = await this.#door.previewEdit(this.selection, this.edit);
      if (asked !== this.#asked) return;
      this.#preview = preview;
      this.#error = null;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.#preview = null;
      this.#error = asIpcError(thrown);
    }
    this.#working = false;
  }

  /** Does what is shown. `null` when it was not done: then `error` says why, and the preview is up to date. */
  async commit(): Promise<{ group: number | null; changed: number } | null> {
    const preview = this.#preview;
    if (!preview || this.#working) return null;
    this.#working = true;
    try {
      return await this.#door.commitEdit(this.selection, this.edit, preview.digest);
    } catch (thrown) {
      const error = asIpcError(thrown);
      if (error.code === "editOutdated") await this.look();
      this.#working = false;
      this.#error = error;
      return null;
    }
  }

  async #share(): Promise<void> {
    try {
      this.#shared = await this.#door.sharedValues(this.selection);
    } catch (thrown) {
      this.#error = asIpcError(thrown);
    }
  }
}
