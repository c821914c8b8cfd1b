import type { BookRow, EditView } from "../ipc/types";

/** The row as it will be: the edit applied, and marked as waiting when that changed anything. */
export function patched(row: BookRow, edit: EditView): BookRow {
  const next = { ...row };
  if (edit.status) next.status = edit.status.kind === "set" ? edit.status.value : null;
  if (edit.stars) next.stars = edit.stars.kind === "set" ? edit.stars.value : null;
  if (edit.owned) next.owned = edit.owned.kind === "set" ? edit.owned.value : null;
  const changed = next.status !== row.status || next.stars !== row.stars || next.owned !== row.owned;
  return changed ? { ...next, waiting: true } : row;
}
