import { plusDays } from "../days";
import type { BookRow, ChangeView, DayChangeView, EditView, StatusView, TagsChangeView } from "../ipc/types";

const changed = <T>(was: T | null, change: ChangeView<T> | undefined): T | null =>
  change === undefined ? was : change.kind === "set" ? change.value : null;

function day(was: string | null, change: DayChangeView | undefined): string | null {
  if (change === undefined) return was;
  if (change.kind === "shift") return was && plusDays(was, change.days);
  return change.kind === "set" ? change.value : null;
}

function tags(was: readonly string[], change: TagsChangeView | undefined): string[] {
  if (change === undefined) return [...was];
  if (change.kind === "clear") return [];
  if (change.kind === "set") return change.tags;
  return [...new Set([...was.filter((tag) => !change.remove.includes(tag)), ...change.add])];
}

/** What a new status carries with it, as far as a row shows it. The app decides; this is what it will say. */
function follow(row: BookRow, to: StatusView, today: string | undefined): void {
  if (row.status === to) return;
  const restarts = to === "reading" && row.status !== "abandoned" && (row.finished !== null || row.status === "finished");
  if (to === "finished") {
    if (!row.finished && today) row.finished = row.started && row.started > today ? row.started : today;
    if (row.progress !== null) row.progress = 100;
  } else if (to === "reading") {
    if (restarts && (row.finished !== null || today)) row.started = null;
    if (restarts && row.progress !== null) row.progress = 0;
    row.finished = null;
    row.started ??= today ?? null;
  } else if (to === "wantToRead" && row.finished !== null) {
    row.started = null;
    row.finished = null;
  }
}

/** The row as it will be: the edit applied, and marked as waiting when that changed anything. */
export function patched(row: BookRow, edit: EditView): BookRow {
  const next = { ...row };
  if (edit.status?.kind === "set") follow(next, edit.status.value, edit.today);
  next.status = changed(row.status, edit.status);
  next.stars = changed(row.stars, edit.stars);
  next.owned = changed(row.owned, edit.owned);
  next.started = day(next.started, edit.started);
  next.finished = day(next.finished, edit.finished);
  if (edit.progress) next.progress = edit.progress.kind === "set" ? (edit.progress.value.percent ?? next.progress) : null;
  if (edit.review) next.hasReview = edit.review.kind === "set" && edit.review.value.trim() !== "";
  if (edit.title !== undefined) next.title = edit.title;
  if (edit.authors) next.authors = edit.authors;
  next.tags = tags(row.tags, edit.tags);
  const same = (Object.keys(row) as (keyof BookRow)[]).every((key) => String(row[key]) === String(next[key]));
  return same ? row : { ...next, waiting: true };
}
