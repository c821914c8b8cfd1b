import type { SharedView, SpreadView } from "$lib/ipc/types";
import type { BulkField } from "$lib/state/bulk.svelte";
import { dayWords } from "$lib/days";
import { bulkWords, editFieldWords, starWords, statusWords } from "$lib/words";

/** One value for all, or "Mixed" with the range, and how many have none. */
export function spreadWords<T>(spread: SpreadView<T>, books: number, word: (value: T) => string, ranged = false): string {
  const { empty, least, most } = spread;
  if (least === null || most === null) return editFieldWords.nobody;
  const parts = [least === most ? word(least) : ranged ? `${editFieldWords.mixed}, ${word(least)} – ${word(most)}` : editFieldWords.mixed];
  if (empty > 0 && empty < books) parts.push(editFieldWords.empty(empty));
  return parts.join(", ");
}

/** What the chosen books have in a field now. */
export function nowWords(field: BulkField, shared: SharedView | null): string {
  if (!shared) return "";
  switch (field) {
    case "status":
      return spreadWords(shared.status, shared.books, (status) => statusWords[status]);
    case "stars":
      return spreadWords(shared.stars, shared.books, starWords, true);
    case "started":
      return spreadWords(shared.started, shared.books, dayWords, true);
    case "finished":
      return spreadWords(shared.finished, shared.books, dayWords, true);
    case "owned":
      return spreadWords(shared.owned, shared.books, (owned) => (owned ? bulkWords.yes : bulkWords.no));
    case "format":
      return spreadWords(shared.format, shared.books, (format) => format);
    case "tags":
      return shared.tags.length === 0 ? editFieldWords.nobody : shared.tags.slice(0, 4).map(({ tag, books }) => `${tag} (${books})`).join(", ");
    case "review":
      return bulkWords.haveOne(shared.reviews);
    default:
      return "";
  }
}

/** What clearing a field takes away. */
export function withoutIt(field: BulkField, shared: SharedView | null): string {
  if (!shared) return "";
  const spread = { status: shared.status, stars: shared.stars, started: shared.started, finished: shared.finished, owned: shared.owned, format: shared.format };
  if (field === "review") return bulkWords.willClear(shared.reviews);
  return field in spread ? bulkWords.willClear(shared.books - spread[field as keyof typeof spread].empty) : "";
}
