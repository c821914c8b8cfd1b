import type {
  DateOrderView,
  ImportPhase,
  ImportPolicy,
  PlanCost,
  PlanFilter,
  PlanSums,
  PlanView,
  ProgressView,
  RowFate,
  ShelfAnswer,
} from "../ipc/types";
import { isolated } from "../bidi";
import { timeWords } from "../days";
import { figure, many } from "./numbers";

export const sumWords: Record<keyof PlanSums, { name: string; note: string }> = {
  new: { name: "New", note: "Not in your library" },
  changed: { name: "Changed", note: "Yours, with more to say" },
  unchanged: { name: "Unchanged", note: "Yours already" },
  conflict: { name: "In conflict", note: "Yours says otherwise" },
  joined: { name: "Joined", note: "Same book as another row" },
  needsYou: { name: "Needs you", note: "Has no author, or could be another book" },
  leftOut: { name: "Left out", note: "By you" },
  problems: { name: "Problems", note: "Could not be read" },
};

export const fateWords: Record<RowFate, string> = {
  new: "New",
  changed: "Yours, changed",
  unchanged: "Yours, unchanged",
  conflict: "Yours, in conflict",
  joined: "Joined",
  needsYou: "Needs you",
  leftOut: "Left out",
  problem: "Problem",
};

export const filterWords: Record<PlanFilter, string> = {
  all: "All",
  worthALook: "Worth a look",
  exact: "Exact",
  strong: "Strong",
  review: "Review",
  noMatch: "No match",
  yours: "Already yours",
  conflict: "In conflict",
  problem: "Problems",
  new: "New",
  changed: "Changed",
  unchanged: "Unchanged",
  joined: "Joined",
  needsYou: "Needs you",
  leftOut: "Left out",
  problems: "Problems",
};

export const policyWords: Record<ImportPolicy, { name: string; note: string }> = {
  fillEmpty: { name: "Fill what is empty", note: "What you have stays as it is" },
  newerWins: { name: "The newer wins", note: "Whichever knows of the later reading; where neither does, you are asked" },
  fileWins: { name: "The file wins", note: "What the file says replaces what you have" },
  ask: { name: "Ask me", note: "Where file and library differ, you say who wins" },
};

export const dateOrderWords: Record<DateOrderView, string> = {
  monthFirst: "Month first",
  dayFirst: "Day first",
};

export const shelfWords: Record<ShelfAnswer, string> = {
  noStatus: "No status",
  finished: "Finished",
  reading: "Reading",
  wantToRead: "Want to read",
  abandoned: "Abandoned",
  leaveOut: "Leave these rows out",
};

/** Names of record fields as people would say them; others are shown as they are. */
export const fieldWords: Readonly<Record<string, string>> = {
  title: "Title",
  authors: "Authors",
  hiveId: "hiveId",
  createdAt: "Added",
  startedAt: "Started",
  finishedAt: "Finished",
  cover: "Cover",
  status: "Status",
  stars: "Stars",
  review: "Review",
  bookProgress: "Progress",
  previousReads: "Earlier reads",
  identifiers: "Identifiers",
  owned: "Owned",
  hiveBookUri: "Catalogue entry",
};

export const planWords = {
  title: (plan: PlanView) => `${many(plan.rows, "row", "rows")} from ${plan.source}`,
  facts: (plan: PlanView) =>
    [
      isolated(plan.fileName),
      many(plan.columns, "column", "columns"),
      plan.encoding,
      `read in ${figure(Math.max(0.1, Math.round(plan.readMs / 100) / 10))}\u00a0s`,
    ].join(" · "),
  tiles: (rows: number) => `Rows by what becomes of them, ${figure(rows)} in all`,
  search: "Search the rows",
  searchPlaceholder: (count: number) => `Search ${many(count, "row", "rows")}`,
  show: "Show",
  policy: "When a book is yours",
  rows: "Rows of the file",
  columns: { line: "Line", says: "The file says", have: "Best match", will: "What will be", fate: "Match" },
  since: "since",
  earlierReads: (count: number) => many(count, "earlier read", "earlier reads"),
  notYours: "Not in your library",
  joinedWith: (line: number) => `Goes with line ${figure(line)}`,
  nothingToDo: "Nothing to do",
  asNew: "As a new book",
  andMore: (count: number) => `and ${many(count, "more change", "more changes")}`,
  needsAuthor: "The file names no author, so this book cannot have an identity yet.",
  leftOutByYou: "Stays out of your library",
  unreadable: "Cannot be read as a book",
  leaveOut: "Leave out",
  takeIn: "Take back in",
  show1: "Show details",
  hide1: "Hide details",
  was: "was",
  empty: "empty",
  removed: "removed",
  noRowsTitle: "No such rows",
  noRowsBody: "Nothing in this file fits the search and the filter.",
  showAll: "Show all rows",
  allSettledTitle: "Nothing needs a second look",
  allSettledBody: "Every row is clear. You can import, or go through all of them first.",
  dateQuestion: "Is 03/04 the third of April or the fourth of March? The file's dates fit both:",
  dateLabel: "Order of day and month",
  shelvesTitle: "Shelves of your own",
  shelvesBody: "The file uses shelves that are no status here. What should become of their books?",
  shelfRows: (rows: number) => many(rows, "row", "rows"),
  import: (count: number) => `Import ${many(count, "book", "books")}`,
  nothingToImport: "There is nothing to import: your library has it all.",
  close: "Close without importing",
  questionFirst: "Answer the question about the dates first.",
  sum: (sums: PlanSums): { count: number; name: string }[] =>
    (["new", "changed", "unchanged", "conflict", "joined", "needsYou", "leftOut", "problems"] as const)
      .map((key) => ({ count: sums[key], name: sumWords[key].name.toLowerCase() }))
      .filter((part) => part.count > 0),
  sumTotal: (rows: number) => `= ${many(rows, "row", "rows")}`,
  costLocal: "Goes into the library on this computer and nowhere else. Signing in later can publish it.",
  cost: (cost: PlanCost): string => {
    if (cost.points === 0) return "Nothing has to be sent to your server.";
    const budget = `Takes ${figure(cost.points)} of the ${figure(cost.pointsPerDay)} points your server allows a day`;
    if (cost.minutes < 1) return `${budget}. Under a minute.`;
    const time = cost.minutes < 90 ? many(cost.minutes, "minute", "minutes") : many(Math.round(cost.minutes / 60), "hour", "hours");
    return `${budget}, ${figure(cost.pointsPerHour)} an hour. About ${time}; you can quit in between and it goes on later.`;
  },
};

export const waitingFileWords = {
  label: "Files that wait",
  count: (files: number) => (files === 1 ? "1 more file waits" : `${figure(files)} more files wait`),
  gone: "no longer there",
  takeOut: (name: string) => `Do not import ${name}`,
  open: "Look at the next one",
  added: (files: number) => (files === 1 ? "The file waits for its turn" : `${figure(files)} files wait for their turn`),
  addedMore: "It comes once the import before it is done or put away.",
  none: "Nothing is open",
  noneBody: "The next file is read when you say so.",
};

export const readingWords = {
  title: (file: string) => `Reading ${isolated(file)}`,
  body: "In a moment you see what is in it. Nothing is written yet.",
};

export const progressWords = {
  titles: {
    writing: "Importing",
    paused: "Paused",
    resting: "Resting",
    offline: "Waiting for the network",
    signedOut: "Waiting for you to sign in",
    done: "Imported",
  } satisfies Record<ImportPhase, string>,
  restingUntil: (time: string) => `Resting until ${time}`,
  says: (progress: ProgressView): string => {
    switch (progress.phase) {
      case "writing":
        return "You can go on using the app, close the lid, or quit: the rest is sent when you are back.";
      case "paused":
        return "Nothing is sent until you say so. All of it is safe on this computer.";
      case "resting":
        return progress.resumesAt
          ? `Your server allows only so much at a time. It goes on at ${timeWords(progress.resumesAt)} by itself.`
          : "Your server allows only so much at a time. It goes on by itself.";
      case "offline":
        return "Your books are here already. They are sent once the server can be reached.";
      case "signedOut":
        return "Your books are here already. They are sent once you have signed in again.";
      case "done":
        return progress.setAside > 0
          ? `${isolated(progress.fileName)} is in your library, but for ${many(progress.setAside, "row", "rows")} your server refused.`
          : `${isolated(progress.fileName)} is in your library.`;
    }
  },
  written: (total: number) => `of ${many(total, "book", "books")} written`,
  bar: "Books written",
  pause: "Pause",
  resume: "Resume",
  signIn: "Sign in again",
  done: "Done",
  doneNext: "Done, next file",
  sums: "Every row, counted",
  created: "Added",
  updated: "Changed",
  waiting: "Waiting",
  unchanged: "Unchanged",
  joined: "Joined with another row",
  leftOut: "Left out",
  setAside: "Set aside",
  rows: "Rows in the file",
  failed: "Set aside",
  failedNote: "Your server refused these or they changed elsewhere. The other rows are not affected.",
  line: (line: number) => `Line ${figure(line)}`,
  leftOutTitle: "Left out",
  leftOutNote: (rows: number) => `${many(rows, "row was", "rows were")} not imported. The file says of each why.`,
  save: "Save these rows as CSV…",
  saved: "Rows saved",
  undo: "Undo this import…",
  undoTitle: "Undo this import?",
  undoBody: (count: number) =>
    `${many(count, "book goes", "books go")} back to how things were before. What you changed since stays.`,
  undoConfirm: "Undo the import",
};
