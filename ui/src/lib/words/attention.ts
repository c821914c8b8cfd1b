import type { AsideReasonView, AttentionItemView, DuplicateReasonView, FaultKind, FaultView, SideView } from "../ipc/types";
import { fieldName } from "./history";
import { figure, many } from "./numbers";

export const attentionWords = {
  title: "Needs attention",
  tally: (count: number) => (count === 0 ? "Nothing waits for you" : many(count, "thing waits for you", "things wait for you")),
  loading: "Looking at your records",
  clearTitle: "Nothing needs you",
  clearBody: "Changes that your server refuses, and books that were changed in two places at once, are shown here for you to decide.",
  books: (count: number) => many(count, "book", "books"),
  mine: "Mine",
  theirs: "On the server",
  both: "Both",
  keepMine: "Keep mine",
  takeTheirs: "Take theirs",
  keepBoth: "Keep both",
  nothing: "nothing",
  allAlike: "For all of these",
  open: "Open the book",
  openTwin: "Open the other record",
  mergeTwin: "Merge the two",
  edit: "Edit the book…",
  more: (count: number) => `Show ${many(count, "more book", "more books")}`,
  decided: (count: number, left: number) =>
    left > 0 ? `${many(count, "book", "books")} settled; ${figure(left)} could not be settled so` : `${many(count, "book", "books")} settled`,
  undo: "Undo",
  session: {
    signInAgain: "Your server wants you to sign in again. Changes wait here until then.",
    ends: (day: string) => `Your server ends this session on ${day}.`,
    button: "Sign in again",
  },
  ownedTitle: "An old spelling of “owned”",
  ownedBody: (count: number) =>
    `${many(count, "record says", "records say")} “owned” where the status belongs. Here they are read as owned, without a status; other apps may not know the word.`,
  repair: (count: number) => `Repair ${many(count, "book", "books")}`,
  putRight: "Put right…",
  repairTitle: (count: number) => `Put “owned” right in ${many(count, "record", "records")}?`,
  repairList: "Books that would change",
  repairBefore: "status “owned”",
  repairAfter: "owned, no status",
  repairNote: "Each becomes owned, with no status.",
  repaired: (count: number) => `${many(count, "book", "books")} repaired`,
  midnightTitle: "Days written as midnight",
  midnightBody: (count: number) =>
    `${many(count, "record has", "records have")} days that another importer wrote as midnight. Here they are read right; apps west of Greenwich may show the day before. Nothing is changed.`,
  brokenTitle: "Records that break the book format",
  brokenBody: (count: number) =>
    `${many(count, "record was", "records were")} written by another app with something the format does not allow. They are kept as they are.`,
  show: "Which ones",
};

/** What happened, over the books it happened to. */
export const asideWords: Record<AsideReasonView, { title: string; body: string }> = {
  changedElsewhere: {
    title: "Changed here and elsewhere",
    body: "An import or a change of many books met a newer value on the server. Both are kept until you say which one stands.",
  },
  deletedElsewhere: {
    title: "Changed here, removed elsewhere",
    body: "Another app removed the record while your change waited. Keep the book, or let it go.",
  },
  editedElsewhere: {
    title: "Removed here, changed elsewhere",
    body: "Another app changed the record before your removal arrived. Remove it all the same, or keep it.",
  },
  sameBook: {
    title: "In your library already",
    body: "A second record of a book is never sent: a book has one. Merge the two, or let the second one go.",
  },
  refused: {
    title: "Refused by your server",
    body: "Your server would not take the change. Mend it and it is sent again, try it as it is, or let it go.",
  },
};

/** The two ways on for a whole record. */
export function wholeWords(item: AttentionItemView): Record<Exclude<SideView, "both">, string> {
  if (item.whole === "delete") return { mine: "Remove it", theirs: "Keep the book" };
  if (item.reason === "refused") return { mine: "Try again", theirs: "Let it go" };
  return { mine: "Keep the book", theirs: "Let it go" };
}

const FAULTS: Record<FaultKind, string> = {
  missing: "is missing",
  wrongType: "is of the wrong kind",
  tooLong: "is too long",
  empty: "is empty",
  outOfRange: "is out of range",
  noDatetime: "is no date",
  unknownToken: "is no status of the format",
  wrongCollection: "names another kind of record",
  noAtUri: "is no at:// address",
  unacceptedImage: "is no PNG or JPEG within a megabyte",
};

export const oddityWords = ({ path, fault }: FaultView): string => `${fieldName(path)} ${FAULTS[fault]}`;

export const duplicateWords = {
  title: "Duplicates",
  tally: (matching: number, sure: number) =>
    matching === 0 ? "" : matching === sure ? many(matching, "group", "groups") : `${many(matching, "group", "groups")}, ${figure(sure)} sure`,
  intro: "BookHive keeps one record of a book, the oldest, and deletes the others when you sign in there. Merging first keeps what they hold.",
  loading: "Looking for books that are there twice",
  clearTitle: "No book is there twice",
  clearBody: "Books with one hiveId, one ISBN, one Goodreads number, or the same title and author would be shown here.",
  list: "Groups of books that may be one",
  sure: "The same book",
  maybe: "Perhaps the same book",
  records: (count: number) => many(count, "record", "records"),
  kept: "kept",
  goes: "removed",
  unsent: "not sent yet",
  merged: "Merged",
  joined: "put together",
  field: "Field",
  choose: (field: string, title: string) => `${field}: take the value of ${title}`,
  equal: (fields: readonly string[]) => `The same in all: ${fields.map(fieldName).join(", ").toLowerCase()}`,
  lost: (fields: readonly string[]) => `Only in a record that goes, from another app: ${fields.join(", ")}`,
  merge: (count: number) => `Merge ${many(count, "record", "records")}`,
  apart: "Not duplicates",
  mergeAllSure: (count: number) => `Merge all ${many(count, "sure group", "sure groups")}`,
  mergeAllTitle: (count: number) => `Merge ${many(count, "group", "groups")} of the same book?`,
  mergeAllBody: "Each keeps its oldest record with everything the others hold, as shown. Each can be undone in History until your server has it.",
  merging: (done: number, all: number) => `Merged ${figure(done)} of ${figure(all)}`,
  mergedToast: (title: string) => `Merged into one record of “${title}”`,
  apartToast: "They will not be shown as duplicates again",
  more: "Looking further",
};

export const duplicateReasonWords: Record<DuplicateReasonView, string> = {
  hiveId: "one hiveId",
  isbn: "one ISBN",
  goodreads: "one Goodreads number",
  words: "the same title and author",
  alike: "title and author are alike",
};
