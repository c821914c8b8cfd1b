import { expect, test } from "vitest";
import type { FieldSumView, GroupView } from "../ipc/types";
import { groupWords } from ".";

const set = (field: string, after: string): FieldSumView => ({ field, after, mixed: false });
const mixed = (field: string): FieldSumView => ({ field, after: null, mixed: true });
const removed = (field: string): FieldSumView => ({ field, after: null, mixed: false });

function group(more: Partial<GroupView>, title?: string): GroupView {
  const named = { id: 1, title: title ?? "", authors: [], hiveId: null, cover: null, here: true };
  return {
    id: 1, kind: "edit", at: "2026-11-22T10:00:00Z", created: 0, updated: 0, deleted: 0, fields: [], fileName: null,
    book: title === undefined ? null : { place: 1, book: named, deed: "updated", fields: [] },
    of: null, redo: false, undone: null, waiting: 0, setAside: 0, ...more,
  };
}

const edit = (updated: number, ...fields: FieldSumView[]) => group({ updated, fields });
const one = (...fields: FieldSumView[]) => group({ updated: 1, fields }, "Emma");

/** What the core gives, and the sentence that stands in the history. */
const SENTENCES: [GroupView, string][] = [
  [one(set("status", "finished")), "Set the status of “Emma” to finished"],
  [one(set("stars", "4.5 stars")), "Set the rating of “Emma” to 4.5 stars"],
  [one(set("title", "Emma. A Novel")), "Set the title of “Emma” to “Emma. A Novel”"],
  [one(set("owned", "not owned")), "Marked “Emma” as not owned"],
  [one(removed("review")), "Removed the review of “Emma”"],
  [one(mixed("review")), "Changed the review of “Emma”"],
  [one(mixed("local.tags")), "Changed the tags of “Emma”"],
  [one(removed("owned")), "Removed the ownership of “Emma”"],
  [one(), "Changed “Emma”"],
  [one(set("status", "wantToRead"), removed("finishedAt")), "Set the status of “Emma” to want to read and removed its end"],
  [one(set("status", "finished"), set("stars", "4 stars"), set("owned", "owned")),
    "Set the status of “Emma” to finished and its rating to 4 stars and marked it as owned"],
  [edit(214, set("status", "finished"), mixed("finishedAt")), "Set the status of 214 books to finished and changed their end"],
  [edit(2, mixed("startedAt"), mixed("finishedAt"), removed("review")),
    "Changed the start and end of 2 books and removed their review"],
  [edit(1, set("owned", "owned"), mixed("local.tags")), "Marked 1 book as owned and changed its tags"],
  [edit(12, mixed("title"), mixed("authors"), mixed("review"), mixed("stars")), "Changed 4 fields of 12 books"],
  [group({ kind: "add", created: 1 }, "Emma"), "Added “Emma”"],
  [group({ kind: "delete", deleted: 3 }), "Removed 3 books"],
  [group({ kind: "delete", deleted: 1 }), "Removed 1 book"],
  [group({ kind: "import", created: 210, updated: 3, fileName: "a.csv" }), "Imported a.csv: added 210 books and changed 3"],
  [group({ kind: "import", created: 1, fileName: "a.csv" }), "Imported a.csv: added 1 book"],
  [group({ kind: "import", fileName: "a.csv" }), "Imported a.csv: changed nothing"],
  [group({ kind: "merge", updated: 1, deleted: 2 }, "Emma"), "Merged 3 records of “Emma”"],
  [group({ kind: "match", updated: 1 }, "Emma"), "Matched “Emma” with another book"],
  [group({ kind: "repair", updated: 2 }), "Repaired the old status of 2 books"],
  [group({ kind: "decision", updated: 1 }, "Emma"), "Decided about “Emma”"],
  [group({ kind: "enrich", updated: 3, fields: [mixed("identifiers"), mixed("local.pages"), mixed("hiveBookUri")] }),
    "Filled in the identifiers, pages and catalogue entry of 3 books from the catalogue"],
  [group({ kind: "enrich", updated: 1, fields: [mixed("identifiers"), mixed("local.pages"), mixed("local.genres"), mixed("hiveBookUri")] }, "Emma"),
    "Filled in 4 fields of “Emma” from the catalogue"],
  [group({ kind: "remote", updated: 1, fields: [mixed("review")] }, "Emma"), "Another app changed the review of “Emma”"],
  [group({ kind: "remote", created: 1 }, "Emma"), "Another app added “Emma”"],
  [group({ kind: "remote", deleted: 1 }, "Emma"), "Another app removed “Emma”"],
  [group({ kind: "remote", created: 3, updated: 2, deleted: 1 }), "Another app added 3 books, changed 2 and removed 1"],
  [group({ kind: "remote", deleted: 2 }), "Another app removed 2 books"],
  [group({ kind: "fill", created: 1 }), "Fetched 1 book for the first time"],
  [group({ kind: "undo", updated: 2, of: edit(2, set("status", "finished")) }), "Undid: Set the status of 2 books to finished"],
  [group({ kind: "undo", redo: true, updated: 2, of: group({ kind: "delete", deleted: 2 }) }), "Redid: Removed 2 books"],
  [group({ kind: "undo", updated: 2 }), "Undid a change of 2 books"],
];

test.each(SENTENCES)("a change reads as a sentence: %#", (change, sentence) => {
  expect(groupWords(change)).toBe(sentence);
});
