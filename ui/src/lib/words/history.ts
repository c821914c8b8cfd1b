import { dayWords } from "../days";
import type { ChangeKindView, FieldChange, FieldSumView, GroupView, LeftReasonView, UndoView, WhoseView } from "../ipc/types";
import { statusWords } from "./books";
import { fieldWords } from "./import";
import { figure, many } from "./numbers";

export const historyWords = {
  title: "History",
  tally: (matching: number) => (matching === 0 ? "" : `${many(matching, "change", "changes")}, each can be undone`),
  search: "Search the history",
  searchPlaceholder: "A book, a file, a day, “import”",
  whose: "Whose changes",
  whoseNames: { all: "All", mine: "Mine", others: "Other apps" } satisfies Record<WhoseView, string>,
  list: "Changes, newest first",
  today: "Today",
  yesterday: "Yesterday",
  undo: "Undo",
  redo: "Redo",
  forget: "Forget this…",
  forgetTitle: "Forget this change?",
  forgetBody:
    "Your books stay as they are. What they were before is removed from this computer and its backups, so this change can no longer be undone.",
  forgetButton: "Forget it for good",
  forgotten: "Forgotten. It can no longer be undone.",
  notSent: "Not sent yet",
  setAside: (count: number) => `${figure(count)} set aside`,
  undone: (time: string) => `Undone ${time}`,
  otherApps: "Another app",
  more: "Show more of these books",
  loading: "Reading the history",
  older: "Reading older changes",
  added: "added",
  removed: "removed",
  nothingMore: "Nothing else was set.",
  emptyTitle: "Nothing has happened yet",
  emptyBody: "Every change you make stands here and can be undone, days later and after a restart.",
  noneTitle: "No change matches",
  noneBody: "Look for a book's title or author, a file's name, a day such as 2026-11-22, or a word such as “import”.",
  showAll: "Show everything",
  fillIsNoChange: "This was no change: your books were fetched for the first time.",
};

/** The kinds of change by the words one would look for them with. */
export const kindWords: Record<ChangeKindView, readonly string[]> = {
  edit: ["edited", "changed"],
  add: ["added"],
  delete: ["removed", "deleted"],
  import: ["imported", "published"],
  undo: ["undone", "undid", "redone", "redid"],
  merge: ["merged", "duplicates"],
  match: ["matched"],
  repair: ["repaired"],
  decision: ["decided", "conflicts"],
  remote: ["others", "another app"],
  fill: ["fetched"],
};

/** The name of a field, also of one that stays on this computer. */
export function fieldName(field: string): string {
  const local = field.startsWith("local.") ? field.slice("local.".length) : null;
  if (local === null) return fieldWords[field] ?? field;
  const spaced = local.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** A value as the core writes it, with days and statuses in the reader's words. */
export function valueWords(value: string): string {
  return Object.hasOwn(statusWords, value) ? statusWords[value as keyof typeof statusWords] : dayWords(value);
}

const books = (group: GroupView) => many(group.created + group.updated + group.deleted, "book", "books");

function sumWords(sum: FieldSumView): string {
  const name = fieldName(sum.field);
  if (sum.mixed) return `${name} changed`;
  return sum.after === null ? `${name} removed` : `${name} to ${valueWords(sum.after).toLowerCase()}`;
}

function fieldsWords(fields: readonly FieldSumView[]): string {
  const [first, ...rest] = fields;
  if (!first) return "Changed";
  if (rest.length > 2) return many(fields.length, "field changed", "fields changed");
  return [sumWords(first), ...rest.map((sum) => sumWords(sum).replace(/^./, (letter) => letter.toLowerCase()))].join(", ");
}

function counted(group: GroupView): string {
  const parts: string[] = [];
  if (group.created > 0) parts.push(`${figure(group.created)} new`);
  if (group.updated > 0) parts.push(`${figure(group.updated)} changed`);
  if (group.deleted > 0) parts.push(`${figure(group.deleted)} removed`);
  return parts.join(", ");
}

/** A group in one sentence, the only book's title included. */
export function groupWords(group: GroupView): string {
  const title = group.book ? `“${group.book.book.title}”` : null;
  const of = title ?? books(group);
  switch (group.kind) {
    case "edit":
      return `${fieldsWords(group.fields)}, ${of}`;
    case "add":
      return `Added ${of}`;
    case "delete":
      return `Removed ${of}`;
    case "import":
      return group.fileName === null ? `Imported ${of}` : `Imported ${group.fileName}, ${counted(group)}`;
    case "merge":
      return title
        ? `Merged ${many(group.deleted + 1, "record", "records")} of ${title}`
        : `Merged ${many(group.updated + group.deleted, "record", "records")}`;
    case "match":
      return `Match changed, ${of}`;
    case "repair":
      return `Repaired ${of}`;
    case "decision":
      return `Decided, ${of}`;
    case "remote":
      return title ? `${remoteDeed(group)}, ${title}` : `Another app: ${counted(group)}`;
    case "fill":
      return `Your ${many(group.created, "book was", "books were")} fetched for the first time`;
    case "undo":
      return group.of
        ? `${group.redo ? "Redid" : "Undid"}: ${groupWords(group.of)}`
        : `${group.redo ? "Redid" : "Undid"} a change, ${of}`;
  }
}

function remoteDeed(group: GroupView): string {
  if (group.created > 0) return "Another app added";
  return group.deleted > 0 ? "Another app removed" : `Another app: ${fieldsWords(group.fields)}`;
}

export function changeText(change: FieldChange): string {
  const name = fieldName(change.field);
  if (change.after === null) return `${name} removed`;
  return change.before === null ? `${name} ${valueWords(change.after)}` : `${name} ${valueWords(change.before)} → ${valueWords(change.after)}`;
}

const fieldList = (fields: readonly string[]) => fields.map(fieldName).join(", ");

/** Why an undo leaves something of a book as it is. */
export function leftWords(reason: LeftReasonView): string {
  switch (reason.kind) {
    case "changedSince":
      return `${fieldList(reason.fields)} changed again since, and stays`;
    case "editedSince":
      return `changed since (${fieldList(reason.fields)}), so the book stays`;
    case "deletedSince":
      return "was removed since";
    case "sameBook":
      return "is in your library again under another record";
    case "mergedForGood":
      return "is one record now: your server has removed the other, and a book has only one";
  }
}

export const undoWords = {
  title: (group: GroupView) => (group.kind === "import" ? "Undo this import?" : "Undo this change?"),
  redoTitle: "Redo this change?",
  restored: (count: number) => many(count, "book goes back to how it was", "books go back to how they were"),
  unchanged: (count: number) => many(count, "book is so already", "books are so already"),
  conflicts: (count: number) => many(count, "book changed since; that stays", "books changed since; that stays"),
  sum: (view: UndoView) => `${many(view.restored + view.unchanged + view.conflicts, "book", "books")} in all`,
  andMore: (count: number) => `and ${many(count, "more book", "more books")}`,
  looking: "Looking at what would change",
  safe: "An undo can be undone.",
  confirm: (group: GroupView) => `Undo ${books(group)}`,
  confirmRedo: (group: GroupView) => `Redo ${books(group)}`,
  undone: (group: GroupView) => `Undone: ${groupWords(group)}`,
  redone: (group: GroupView) => `Redone: ${groupWords(group)}`,
  nothing: "There is nothing to undo",
  nothingToRedo: "There is nothing to redo",
  noEffect: "Nothing was left to take back",
  left: (view: UndoView): string | null => {
    if (view.conflicts === 0) return null;
    const [only] = view.left;
    if (view.conflicts === 1 && only) return `“${only.title}”: ${leftWords(only.reason)}.`;
    return `${many(view.conflicts, "book changed", "books changed")} since; that was left. History says what.`;
  },
};
