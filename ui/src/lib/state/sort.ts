import type { SortColumn, SortKey } from "../ipc/types";

/** Columns whose first press sorts downwards, because the newest or best is what people look for. */
const DOWN_FIRST: readonly SortColumn[] = ["stars", "started", "finished", "added"];

const firstPress = (column: SortColumn): SortKey => ({ column, descending: DOWN_FIRST.includes(column) });

/**
 * The sort after a press on a column's head. Plain: this column alone, turned round if it was already first. With Shift:
 * added as the last key, turned round on the second press, removed on the third.
 */
export function pressed(sort: readonly SortKey[], column: SortColumn, adding: boolean): SortKey[] {
  const first = firstPress(column);
  const at = sort.findIndex((key) => key.column === column);
  const held = sort[at];
  if (!adding) return [held && at === 0 ? { column, descending: !held.descending } : first];
  if (!held) return [...sort, first];
  if (held.descending === first.descending) {
    return sort.map((key) => (key.column === column ? { column, descending: !key.descending } : key));
  }
  return sort.length === 1 ? [first] : sort.filter((key) => key.column !== column);
}
