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
  enrich: ["filled", "catalogue"],
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

/** Fields by the names that fit into a sentence. */
const nouns: Readonly<Record<string, string>> = {
  startedAt: "start",
  finishedAt: "end",
  createdAt: "day it was added",
  stars: "rating",
  hiveId: "identity",
  owned: "ownership",
};

const noun = (field: string) => nouns[field] ?? fieldName(field).replace(/^./, (letter) => letter.toLowerCase());

/** What a field was set to, as it goes on after "to". */
function setTo({ field, after }: FieldSumView): string {
  const words = valueWords(after ?? "");
  if (field === "status") return words.toLowerCase();
  return field === "title" || field === "authors" ? `“${words}”` : words;
}

const listed = (parts: readonly string[]) =>
  parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;

/** More fields than this are counted. */
const MOST_NAMED = 3;

/** What became of fields, as a deed that a sentence ends with: "set the rating of “Emma” to 4 stars". */
function deed(fields: readonly FieldSumView[], of: string, many: boolean): string {
  if (fields.length === 0) return `changed ${of}`;
  if (fields.length > MOST_NAMED) return `changed ${figure(fields.length)} fields of ${of}`;
  // The first field names the books, the others belong to them.
  let named = false;
  const whose = (what: string) => {
    const words = named ? `${many ? "their" : "its"} ${what}` : `the ${what} of ${of}`;
    named = true;
    return words;
  };
  const itself = () => {
    const words = named ? (many ? "them" : "it") : of;
    named = true;
    return words;
  };
  const set = fields.filter((sum) => !sum.mixed && sum.after !== null && sum.field !== "owned");
  const owned = fields.filter((sum) => !sum.mixed && sum.after !== null && sum.field === "owned");
  const changed = fields.filter((sum) => sum.mixed);
  const removed = fields.filter((sum) => !sum.mixed && sum.after === null);
  return listed([
    ...(set.length > 0 ? [`set ${listed(set.map((sum) => `${whose(noun(sum.field))} to ${setTo(sum)}`))}`] : []),
    ...owned.map((sum) => `marked ${itself()} as ${sum.after ?? ""}`),
    ...(changed.length > 0 ? [`changed ${whose(listed(changed.map((sum) => noun(sum.field))))}`] : []),
    ...(removed.length > 0 ? [`removed ${whose(listed(removed.map((sum) => noun(sum.field))))}`] : []),
  ]);
}

/** What became of books, as a deed: "added 3 books, changed 2 and removed 1". */
function deeds(group: GroupView): string {
  const parts: string[] = [];
  const say = (verb: string, count: number) => {
    if (count > 0) parts.push(`${verb} ${parts.length === 0 ? many(count, "book", "books") : figure(count)}`);
  };
  say("added", group.created);
  say("changed", group.updated);
  say("removed", group.deleted);
  return parts.length === 0 ? "changed nothing" : listed(parts);
}

const sentence = (words: string) => words.replace(/^./, (letter) => letter.toUpperCase());

/** A group in one sentence, the only book's title included. */
export function groupWords(group: GroupView): string {
  const title = group.book ? `“${group.book.book.title}”` : null;
  const of = title ?? books(group);
  switch (group.kind) {
    case "edit":
      return sentence(deed(group.fields, of, title === null && group.updated !== 1));
    case "add":
      return `Added ${of}`;
    case "delete":
      return `Removed ${of}`;
    case "import":
      return group.fileName === null ? `Imported ${of}` : `Imported ${group.fileName}: ${deeds(group)}`;
    case "merge":
      return title
        ? `Merged ${many(group.deleted + 1, "record", "records")} of ${title}`
        : `Merged ${many(group.updated + group.deleted, "record", "records")}`;
    case "match":
      return `Matched ${of} with another book`;
    case "repair":
      return `Repaired the old status of ${of}`;
    case "decision":
      return `Decided about ${of}`;
    case "enrich":
      return `Filled in ${filled(group.fields)} of ${of} from the catalogue`;
    case "remote":
      return `Another app ${title ? remoteDeed(group, title) : deeds(group)}`;
    case "fill":
      return `Fetched ${many(group.created, "book", "books")} for the first time`;
    case "undo":
      return group.of
        ? `${group.redo ? "Redid" : "Undid"}: ${groupWords(group.of)}`
        : `${group.redo ? "Redid" : "Undid"} a change of ${of}`;
  }
}

/** What was filled, as it stands before "of": "the identifiers and pages". */
function filled(fields: readonly FieldSumView[]): string {
  if (fields.length > MOST_NAMED) return `${figure(fields.length)} fields`;
  return fields.length === 0 ? "what was lacking" : `the ${listed(fields.map((sum) => noun(sum.field)))}`;
}

function remoteDeed(group: GroupView, title: string): string {
  if (group.created > 0) return `added ${title}`;
  return group.deleted > 0 ? `removed ${title}` : deed(group.fields, title, false);
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
  /** Each of the three stands beside its figure. */
  restored: (count: number) => (count === 1 ? "book goes back to how it was" : "books go back to how they were"),
  unchanged: (count: number) => (count === 1 ? "book is so already" : "books are so already"),
  conflicts: (count: number) => (count === 1 ? "book changed since; that stays" : "books changed since; that stays"),
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
