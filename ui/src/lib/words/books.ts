import type { EditView, SortColumn, StatusView } from "../ipc/types";
import type { ColumnName } from "../state/layout.svelte";
import { figure, many, starWords } from "./numbers";

export const statusWords: Record<StatusView | "none", string> = {
  finished: "Finished",
  reading: "Reading",
  wantToRead: "Want to read",
  abandoned: "Abandoned",
  none: "No status",
};

/** The letter after `s`. */
export const statusKeys: Record<StatusView | "none", string> = {
  finished: "f",
  reading: "r",
  wantToRead: "w",
  abandoned: "a",
  none: "n",
};

export const columnWords = {
  check: "Selected",
  cover: "Cover",
  title: "Title",
  author: "Author",
  status: "Status",
  stars: "Stars",
  started: "Started",
  finished: "Finished",
  added: "Added",
  pages: "Pages",
  year: "Published",
  tags: "Tags",
  format: "Format",
  owned: "Owned",
  reading: "Being read",
} satisfies Record<SortColumn | ColumnName | "check" | "cover", string>;

export const libraryWords = {
  search: "Search your books",
  searchPlaceholder: "Search",
  clearSearch: "Clear the search",
  density: "Row height",
  cosy: "Cosy",
  compact: "Compact",
  inspector: "Details of the book",
  tally: (matching: number, total: number) =>
    matching === total ? figure(total) : `${figure(matching)} of ${figure(total)}`,
  select: (title: string) => `Select ${title}`,
  selectAll: "Select all that match",
  waiting: "Waiting to be sent",
  notRated: "Not rated",
  yes: "Yes",
  no: "No",
  untitled: "Untitled",
  sortHint: "Press to sort. With Shift, sort by this as well.",
  emptyTitle: "No books yet",
  emptyBody: "Drop an export from StoryGraph or Goodreads anywhere in this window, or choose the file.",
  emptyFilling: "Your books are being fetched. The first ones appear here in a moment.",
  noneTitle: "Nothing matches",
  noneBody: (total: number) => `Your library has ${many(total, "book", "books")}.`,
  noneHereTitle: (place: string) => `No books under “${place}”`,
  showAll: "Show all books",
  chooseFile: "Choose a file…",
  signIn: "Sign in…",
  bookGone: "That book is no longer in your library",
  couldNotRead: "The books could not be read",
};

export const wallWords = {
  readingNow: "Reading now",
  noDate: "Without a finish date",
  sum: (books: number, pages: number) =>
    pages > 0 ? `${many(books, "book", "books")}, ${many(pages, "page", "pages")}` : many(books, "book", "books"),
};

export const selectionWords = {
  label: "Selected books",
  tally: (count: number, matching: number) => `${figure(count)} of ${figure(matching)}`,
  selected: "selected",
  all: "Select all",
  invert: "Invert",
  status: "Status",
  stars: "Stars",
  dates: "Dates",
  tags: "Tags",
  owned: "Owned",
  ownedYes: "Owned",
  ownedNo: "Not owned",
  ownedClear: "Not said",
  noStars: "No stars",
  edit: "Edit…",
  /** Shown in a tip, and spoken. */
  withKey: (name: string, key: string) => `${name} (${key})`,
  export: "Export the selected books",
  remove: "Delete the selected books",
  clear: "Clear the selection",
  announce: (count: number) => (count === 0 ? "Nothing selected" : `${many(count, "book", "books")} selected`),
};

export const inspectorWords = {
  label: "Book",
  close: "Close the details",
  waiting: "Saved here, not sent yet",
  saved: "Saved",
  none: "Choose a book to see it here.",
  status: "Status",
  stars: "Stars",
  starsNote: "Left and right arrows change by a half",
  started: "Started",
  finished: "Finished",
  days: (days: number) => many(days, "day", "days"),
  readBefore: "Read before",
  owned: "Owned",
  yes: "Yes",
  no: "No",
  unsaid: "Not said",
  progress: "Progress",
  added: "Added",
  tags: "Tags",
  local: "Only on this computer",
  review: "Review",
  identifiers: "Identifiers",
  isbn13: "ISBN-13",
  isbn10: "ISBN-10",
  goodreads: "Goodreads",
  hiveId: "hiveId",
  record: "The record as JSON",
  gone: "This book is no longer in the library.",
};

export const editWords = {
  undo: "Undo",
  undone: (count: number, conflicts: number) =>
    conflicts > 0
      ? `${many(count, "book", "books")} restored; ${figure(conflicts)} changed since and stayed`
      : `${many(count, "book", "books")} restored`,
  /** Asked before several books change. */
  ask: (count: number, { status, stars, owned }: EditView): string => {
    const books = many(count, "book", "books");
    if (status) return status.kind === "clear" ? `Remove the status of ${books}?` : `${statusWords[status.value]}: change ${books}?`;
    if (stars) return stars.kind === "clear" ? `Remove the stars of ${books}?` : `${starWords(stars.value)}: change ${books}?`;
    if (owned?.kind === "set") return owned.value ? `Mark ${books} as owned?` : `Mark ${books} as not owned?`;
    if (owned) return `Leave unsaid who owns ${books}?`;
    return `Change ${books}?`;
  },
  askNote: "One entry in History, which can be undone.",
  nothingToUndo: "There is nothing to undo",
  nothingChanged: "Nothing to change",
  changed: (count: number, edit: EditView): string => {
    const books = many(count, "book", "books");
    if (edit.status) {
      return edit.status.kind === "clear" ? `Status removed from ${books}` : `${statusWords[edit.status.value]}: ${books}`;
    }
    if (edit.stars) {
      return edit.stars.kind === "clear" ? `Stars removed from ${books}` : `${starWords(edit.stars.value)}: ${books}`;
    }
    return `${books} changed`;
  },
};

export const shortcutWords = {
  title: "Keyboard shortcuts",
  moving: "Moving",
  choosing: "Choosing",
  changing: "Changing",
  everywhere: "Everywhere",
  plan: "In an import plan",
  rows: {
    next: "Next or previous book",
    ends: "First or last book",
    page: "A page down or up",
    open: "Show or hide the details",
    select: "Select or unselect",
    range: "Extend the selection",
    all: "Select all that match",
    clear: "Clear the selection",
    status: "Status: finished, reading, want to read, abandoned, none",
    stars: "Stars; then a point for a half, 0 for none",
    owned: "Owned or not",
    dates: "Dates",
    tags: "Tags",
    change: "Edit the book, or all that are selected",
    remove: "Delete",
    add: "Add a book",
    undo: "Undo the last change",
    redo: "Redo what was undone",
    search: "Search",
    palette: "Find a book or a command",
    places: "Go to all, reading, want to read, finished, abandoned, none",
    screens: "Go to the history, statistics, what needs attention, duplicates, settings",
    otherPlaces: "Go to the import plan, its progress",
    saveView: "Save this search as a view",
    invert: "Invert the selection",
    sheet: "This sheet",
    expand: "Show or hide a row's details",
    leaveOut: "Leave a row out, or take it back in",
    acceptOrKeep: "Take the best match, or keep the row as typed",
    mineOrFile: "In a conflict: keep yours, or take the file's",
    parts: "Show one part, all, or what is worth a look",
    decideAll: "Decide for all rows on show",
  },
};
