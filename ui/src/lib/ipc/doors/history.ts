import { invoke } from "@tauri-apps/api/core";
import { change } from "../shown";
import type {
  BookEventView,
  GroupPageView,
  HistoryPageView,
  HistoryQueryView,
  NextUndoView,
  UndoView,
} from "../types";

/** What the page asks of the history. Pages hold at most 200 entries. */
export interface HistoryDoor {
  history(query: HistoryQueryView, before: number | null, limit: number): Promise<HistoryPageView>;
  groupBooks(group: number, after: number | null, limit: number): Promise<GroupPageView>;
  bookHistory(book: number, limit: number): Promise<BookEventView[]>;
  nextUndo(): Promise<NextUndoView>;
  previewUndo(group: number): Promise<UndoView>;
  undoGroup(group: number): Promise<UndoView>;
}

/** The shell's commands. */
export const historyDoor: HistoryDoor = {
  history: (query, before, limit) => invoke("history", { query, before, limit }),
  groupBooks: (group, after, limit) => invoke("group_books", { group, after, limit }),
  bookHistory: (book, limit) => invoke("book_history", { book, limit }),
  nextUndo: () => invoke("next_undo"),
  previewUndo: (group) => invoke("preview_undo", { group }),
  undoGroup: (group) => change("undo_group", { group }),
};
