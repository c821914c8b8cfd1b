import type { EditsDoor } from "$lib/ipc/doors/edits";
import type { BookRow, EditView, FieldTally, IsbnLine, SelectionView, SharedView, SpreadView } from "$lib/ipc/types";
import { patched } from "$lib/state/optimistic";
import type { StandInLibrary } from "./library";

/** Whether ten or thirteen digits have the right check digit; the long form when they have. */
function isbn(text: string): string | null {
  const digits = text.replace(/[-\s]/g, "").toUpperCase();
  if (/^97[89]\d{10}$/.test(digits)) {
    const sum = [...digits].reduce((all, digit, at) => all + Number(digit) * (at % 2 ? 3 : 1), 0);
    return sum % 10 === 0 ? digits : null;
  }
  if (!/^\d{9}[\dX]$/.test(digits)) return null;
  const sum = [...digits].reduce((all, digit, at) => all + (digit === "X" ? 10 : Number(digit)) * (10 - at), 0);
  if (sum % 11 !== 0) return null;
  const body = `978${digits.slice(0, 9)}`;
  const rest = [...body].reduce((all, digit, at) => all + Number(digit) * (at % 2 ? 3 : 1), 0) % 10;
  return body + String((10 - rest) % 10);
}

const spread = <T extends string | number | boolean>(values: readonly (T | null)[]): SpreadView<T> => {
  const there = values.filter((value): value is T => value !== null).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { empty: values.length - there.length, least: there[0] ?? null, most: there.at(-1) ?? null };
};

/** Edits of the generated books. `?conflicts=3` leaves so many alone, `?outdated` refuses the first commit. */
export function standInEdits(library: StandInLibrary, ask: URLSearchParams, tell: () => void): EditsDoor {
  let outdated = ask.has("outdated");
  const of = (selection: SelectionView) => library.chosen(selection);
  const shown: readonly (readonly [keyof BookRow, string])[] = [
    ["status", "status"], ["stars", "stars"], ["started", "startedAt"], ["finished", "finishedAt"], ["owned", "owned"], ["tags", "local.tags"],
  ];
  const words = (value: BookRow[keyof BookRow]) => (Array.isArray(value) ? value.join(", ") || null : value === null ? null : String(value));
  const refuse = (code: string) => Promise.reject({ code, message: "made up by the stand-in", retryable: false });
  const deed = (outcome: ReturnType<StandInLibrary["edit"]>) => {
    tell();
    return Promise.resolve(outcome);
  };
  return {
    edit: (selection, edit) => deed(library.edit(selection, edit)),
    commitEdit(selection, edit) {
      if (outdated) {
        outdated = false;
        return refuse("editOutdated");
      }
      return deed(library.edit(selection, edit));
    },
    previewEdit(selection, edit: EditView) {
      const rows = of(selection);
      const left = rows.slice(0, Number(ask.get("conflicts") ?? 0));
      const tallies = new Map<string, number>();
      const examples = rows.slice(left.length).flatMap((row) => {
        const next = patched(row, edit);
        const changes = shown
          .filter(([key]) => String(row[key]) !== String(next[key]))
          .map(([key, field]) => ({ field, before: words(row[key]), after: words(next[key]) }));
        for (const name of Object.keys(edit.local ?? {})) changes.push({ field: `local.${name}`, before: "paperback", after: null });
        for (const { field } of changes) tallies.set(field, (tallies.get(field) ?? 0) + 1);
        return changes.length > 0 ? [{ book: row, changes }] : [];
      });
      const fields: FieldTally[] = [...tallies].map(([field, changed]) => ({ field, changed }));
      return Promise.resolve({
        changed: examples.length, unchanged: rows.length - examples.length - left.length, conflicts: left.length, refused: 0, fields,
        examples: examples.slice(0, 200), inConflict: left.map((book) => ({ book, fields: ["finishedAt"] })), refusals: [],
        cost: { points: examples.length * 2, pointsPerHour: 5000, pointsPerDay: 35_000, minutes: 0 }, digest: "d",
      });
    },
    sharedValues(selection) {
      const rows = of(selection);
      const tags = new Map<string, number>();
      for (const tag of rows.flatMap((row) => row.tags)) tags.set(tag, (tags.get(tag) ?? 0) + 1);
      const shared: SharedView = {
        books: rows.length, status: spread(rows.map((row) => row.status)), stars: spread(rows.map((row) => row.stars)),
        started: spread(rows.map((row) => row.started)), finished: spread(rows.map((row) => row.finished)),
        owned: spread(rows.map((row) => row.owned)), format: { empty: 0, least: "paperback", most: "paperback" },
        reviews: rows.filter((row) => row.hasReview).length,
        tags: [...tags].map(([tag, books]) => ({ tag, books })).sort((a, b) => b.books - a.books),
      };
      return Promise.resolve(shared);
    },
    deleteBooks: (selection) => deed(library.remove(selection)),
    addBook(book) {
      const here = library.all.find((row) => row.title.toLowerCase() === book.title.trim().toLowerCase());
      if (here) return Promise.resolve({ kind: "here", book: here });
      const { row, group } = library.add(book);
      tell();
      return Promise.resolve({ kind: "added", book: row, group });
    },
    readIsbns(text) {
      const seen = new Set<string>();
      const parts = text.split(/[\n,;\t]/).map((part) => part.trim()).filter(Boolean);
      const lines = parts.map((part): IsbnLine => {
        const isbn13 = isbn(part);
        const problem = isbn13 === null ? (/^[\d-]{9,17}X?$/i.test(part) ? "checkDigit" : "shape") : seen.has(isbn13) ? "twice" : null;
        if (isbn13) seen.add(isbn13);
        const here = isbn13 === "9780156949606" ? (library.all[3] ?? null) : null;
        return { text: part, isbn13: problem ? null : isbn13, problem, here };
      });
      return Promise.resolve(lines);
    },
    planMatch(id, wanted) {
      const row = library.all.find((one) => one.id === id);
      const other = library.all.find((one) => one.id !== id && one.title === wanted.title);
      if (other) return Promise.resolve({ kind: "merge", into: other, changes: [{ field: "previousReads", before: null, after: "1 earlier read" }] });
      const changes = [
        { field: "title", before: row?.title ?? "", after: wanted.title },
        { field: "authors", before: row?.authors.join(", ") ?? "", after: wanted.authors.join(", ") },
        { field: "hiveId", before: row?.hiveId ?? null, after: wanted.hiveId },
      ].filter((change) => change.before !== change.after);
      return Promise.resolve(changes.length > 0 ? { kind: "change", changes } : { kind: "same" });
    },
    changeMatch: (id, wanted) => deed(library.edit({ kind: "ids", ids: [id] }, { title: wanted.title, authors: wanted.authors })),
    openBookLink: () => Promise.resolve(),
  };
}
