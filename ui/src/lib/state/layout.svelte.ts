import type { SortColumn, SortKey } from "../ipc/types";

export type Shape = "table" | "covers";

/** A column of the table, after the checkbox and the cover. */
export type ColumnName =
  | "title" | "status" | "stars" | "started" | "finished" | "added" | "pages" | "year" | "format" | "owned" | "tags";

interface ColumnKind {
  /** Width in rem at first. */
  width: number;
  /** What its head sorts by; the title's cell holds the author too. */
  sorts: readonly SortColumn[];
}

export const COLUMNS: Record<ColumnName, ColumnKind> = {
  title: { width: 20, sorts: ["title", "author"] },
  status: { width: 8.25, sorts: ["status"] },
  stars: { width: 5.1, sorts: ["stars"] },
  started: { width: 6.6, sorts: ["started"] },
  finished: { width: 6.6, sorts: ["finished"] },
  added: { width: 6.6, sorts: ["added"] },
  pages: { width: 4.2, sorts: ["pages"] },
  year: { width: 5, sorts: ["year"] },
  format: { width: 7, sorts: [] },
  owned: { width: 4.6, sorts: [] },
  tags: { width: 8, sorts: [] },
};
export const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[];
const FIRST: readonly ColumnName[] = ["title", "status", "stars", "started", "finished", "tags"];
const [NARROWEST, WIDEST] = [3, 60];

export interface Column {
  name: ColumnName;
  /** Rem; `null` as at first. */
  width: number | null;
}

export const START_SORT: readonly SortKey[] = [{ column: "finished", descending: true }];
const SORTS: readonly SortColumn[] = ["title", "author", "status", "stars", "started", "finished", "added", "pages", "year"];

/** How the list is shown: as covers or a table, by which columns, in which order. A saved view keeps one too. */
export interface LayoutOf {
  shape: Shape;
  columns: readonly Column[];
  sort: readonly SortKey[];
}

const START: LayoutOf = { shape: "table", columns: FIRST.map((name) => ({ name, width: null })), sort: START_SORT };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** A kept layout. What is missing or was made by another version is as at first: a layout is never a reason to fail. */
export function readLayout(text: string): LayoutOf {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return START;
  }
  if (!isRecord(kept)) return START;
  const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : []);
  const columns = list(kept["columns"]).flatMap(({ name, width }): Column[] => {
    const known = COLUMN_NAMES.find((one) => one === name);
    return known ? [{ name: known, width: typeof width === "number" ? within(width) : null }] : [];
  });
  const sort = list(kept["sort"]).flatMap(({ column, descending }): SortKey[] => {
    const known = SORTS.find((one) => one === column);
    return known ? [{ column: known, descending: descending === true }] : [];
  });
  const once = columns.filter((one, at) => columns.findIndex((other) => other.name === one.name) === at);
  return {
    shape: kept["shape"] === "covers" ? "covers" : "table",
    columns: once.some((one) => one.name === "title") ? once : START.columns,
    sort: sort.length > 0 ? sort : START.sort,
  };
}

const within = (width: number) => Math.round(Math.max(NARROWEST, Math.min(WIDEST, width)) * 8) / 8;

/** The layout on screen. Whoever changes it is told to keep it. */
export class Layout {
  #now = $state.raw<LayoutOf>(START);
  readonly #keep: (text: string) => void;

  constructor(text: string, keep: (text: string) => void) {
    this.#now = readLayout(text);
    this.#keep = keep;
  }

  get shape() { return this.#now.shape; }
  get columns() { return this.#now.columns; }
  get sort() { return this.#now.sort; }
  get text() { return JSON.stringify(this.#now); }

  /** The grid's tracks: the title takes what is left until somebody gave it a width. */
  get tracks(): string {
    return this.columns
      .map(({ name, width }) => {
        if (width !== null) return `${width}rem`;
        return name === "title" ? "minmax(12rem, 1fr)" : name === "tags" ? "minmax(5.5rem, 0.5fr)" : `${COLUMNS[name].width}rem`;
      })
      .join(" ");
  }

  /** Rem that the columns need at least. */
  get least(): number {
    return this.columns.reduce((sum, { name, width }) => sum + (width ?? (name === "title" ? 12 : name === "tags" ? 5.5 : COLUMNS[name].width)), 0);
  }

  #change(change: Partial<LayoutOf>): void {
    this.#now = { ...this.#now, ...change };
    this.#keep(this.text);
  }

  become(text: string): void {
    this.#change(readLayout(text));
  }

  show(shape: Shape): void {
    this.#change({ shape });
  }

  sortBy(sort: readonly SortKey[]): void {
    this.#change({ sort });
  }

  has(name: ColumnName): boolean {
    return this.columns.some((column) => column.name === name);
  }

  /** The title stays: a row without it says nothing. */
  toggle(name: ColumnName): void {
    if (name === "title") return;
    if (this.has(name)) {
      this.#change({ columns: this.columns.filter((column) => column.name !== name) });
      return;
    }
    // Where it stands at first, as far as the others do.
    const rank = COLUMN_NAMES.indexOf(name);
    const at = this.columns.findIndex((column) => COLUMN_NAMES.indexOf(column.name) > rank);
    this.#change({ columns: this.columns.toSpliced(at < 0 ? this.columns.length : at, 0, { name, width: null }) });
  }

  move(name: ColumnName, by: number): void {
    const from = this.columns.findIndex((column) => column.name === name);
    const to = Math.max(0, Math.min(this.columns.length - 1, from + by));
    const column = this.columns[from];
    if (column && from !== to) this.#change({ columns: this.columns.toSpliced(from, 1).toSpliced(to, 0, column) });
  }

  resize(name: ColumnName, width: number): void {
    this.#change({ columns: this.columns.map((one) => (one.name === name ? { name, width: within(width) } : one)) });
  }

  reset(): void {
    this.#change({ columns: START.columns });
  }
}
