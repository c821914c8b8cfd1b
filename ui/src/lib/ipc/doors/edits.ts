import { invoke } from "@tauri-apps/api/core";
import { change } from "../shown";
import type {
  AddAnswer,
  BookLink,
  EditOutcome,
  EditPreview,
  EditView,
  IsbnLine,
  MatchPlanView,
  MatchView,
  NewBookView,
  SelectionView,
  SharedView,
} from "../types";

/** Changes of books by hand. */
export interface EditsDoor {
  edit(selection: SelectionView, edit: EditView): Promise<EditOutcome>;
  /** What an edit would do; nothing is written. */
  previewEdit(selection: SelectionView, edit: EditView): Promise<EditPreview>;
  /** Does what the preview showed; refused with `editOutdated` when the books changed since. */
  commitEdit(selection: SelectionView, edit: EditView, digest: string): Promise<EditOutcome>;
  sharedValues(selection: SelectionView): Promise<SharedView>;
  deleteBooks(selection: SelectionView): Promise<EditOutcome>;
  addBook(book: NewBookView): Promise<AddAnswer>;
  /** Reads pasted numbers; asks nothing of the network. */
  readIsbns(text: string): Promise<IsbnLine[]>;
  planMatch(id: number, wanted: MatchView): Promise<MatchPlanView>;
  changeMatch(id: number, wanted: MatchView): Promise<EditOutcome>;
  /** Opens a page about the book in the system's browser; the address is made by the app. */
  openBookLink(id: number, link: BookLink): Promise<void>;
}

export const editsDoor: EditsDoor = {
  edit: (selection, edit) => change("edit", { selection, edit }),
  previewEdit: (selection, edit) => invoke("preview_edit", { selection, edit }),
  commitEdit: (selection, edit, digest) => change("commit_edit", { selection, edit, digest }),
  sharedValues: (selection) => invoke("shared_values", { selection }),
  deleteBooks: (selection) => change("delete_books", { selection }),
  addBook: (book) => change("add_book", { book }),
  readIsbns: (text) => invoke("read_isbns", { text }),
  planMatch: (id, wanted) => invoke("plan_match", { id, wanted }),
  changeMatch: (id, wanted) => change("change_match", { id, wanted }),
  openBookLink: (id, link) => invoke("open_book_link", { id, link }),
};
