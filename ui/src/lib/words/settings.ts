import type { ConsentView, CoversView, ExportFormatView, HistoryLimitView } from "../ipc/types";
import { figure, many } from "./numbers";

const size = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** 39,800,000 → "39.8 MB". */
export function bytesWords(bytes: number): string {
  if (bytes < 1_000_000) return `${size.format(Math.max(1, Math.round(bytes / 1000)))} kB`;
  return `${size.format(bytes / 1_000_000)} MB`;
}

export const settingsWords = {
  title: "Settings",
  sections: {
    accounts: "Accounts",
    lookUps: "Network look-ups",
    appearance: "Appearance",
    language: "Language",
    sync: "Sync",
    data: "Your data",
    history: "History",
    diagnostics: "Diagnostics",
    erase: "Erase everything",
  },
  loading: "Looking",
  accounts: {
    show: "Show",
    shown: "Shown now",
    signIn: "Sign in again",
    signOut: "Sign out…",
    until: (day: string) => `Signed in until ${day}.`,
    local: "Books without an account. They are sent nowhere.",
    another: "Another account",
    add: "Sign in…",
    publish: (books: number) => `${many(books, "book is", "books are")} only on this computer.`,
    publishButton: "See what would be published",
  },
  catalogue: {
    title: "Look books up at BookHive",
    body: "Sends titles, authors and ISBNs to bookhive.buzz, to find covers and matches. Nothing is sent without a yes.",
    names: { notAsked: "Ask me", yes: "Yes", no: "No" } satisfies Record<ConsentView, string>,
  },
  covers: {
    title: "Pictures of covers",
    body: "Thumbnails are fetched once and kept here. Publish also lets you upload them to your server, after you have seen how many. Without pictures every book has its own drawn cover.",
    ownOnly: "Look-ups are off: only pictures that your own records have are shown.",
    kept: (bytes: number) => `${bytesWords(bytes)} of pictures on this computer, at most 200 MB.`,
    names: { off: "Off", thumbnails: "Thumbnails", publish: "Publish" } satisfies Record<CoversView, string>,
  },
  theme: "Light and dark",
  text: "Text size",
  textBody: "Everything grows with it, up to twice.",
  percent: (value: number) => `${value} %`,
  rows: "Rows",
  cosy: "Cosy",
  compact: "Compact",
  language: {
    title: "English",
    body: "This version speaks English only. Dates and numbers follow your system; a day is the same day everywhere.",
  },
  sync: {
    title: "Changes from elsewhere",
    body: "Looked for at the start, when the window comes to the front, and every few minutes.",
    last: (time: string) => `Last found up to date at ${time}.`,
    waiting: (count: number) => `${many(count, "change waits", "changes wait")} here.`,
    now: "Look now",
    pause: "Pause sending",
    resume: "Send again",
    local: "The library on this computer has no server. Sign in to keep it in your account too.",
  },
  exportTitle: "Export",
  exportBody: "A CSV that StoryGraph and Goodreads read, JSON Lines with everything, or your repository as a CAR.",
  exportButton: "Export…",
  folder: {
    title: "Where it is kept",
    facts: (books: number, bytes: string) => `${many(books, "book", "books")}, ${bytes}, on this computer only.`,
    button: "Show in file manager",
  },
  backup: {
    title: "Backups",
    none: "No backup yet. One is made every day, and before an update changes the file.",
    last: (when: string) => `One is made every day; the newest two are kept. The last is of ${when}. They hold no passwords or keys.`,
    now: "Back up now",
    done: "Backup made",
    restore: "Restore…",
  },
  restore: {
    title: "Go back to a backup?",
    body: "The library becomes what it was then. The present file is set aside, not deleted. What your server knows better is fetched again; tags, notes and other things kept only here are as they were then.",
    button: "Restore",
    of: (when: string) => `Backup of ${when}`,
  },
  limit: {
    title: "Keep changes for",
    body: "Older changes can no longer be undone, and what things were before them is removed.",
    names: { month: "30 days", year: "A year", fiveYears: "Five years", forever: "For ever" } satisfies Record<HistoryLimitView, string>,
  },
  importRows: "The rows of an imported file are removed 30 days after the import. A single change can be forgotten in the history.",
  log: {
    title: "Log",
    body: "What the app did, without tokens, keys or the words of your reviews.",
    button: "Save the log…",
    done: "Log saved",
  },
  erase: {
    body: "Takes everything off this computer. It cannot be undone.",
    button: "Erase everything…",
    title: "Erase everything from this computer?",
    goes: "What goes",
    goesList: (books: number) => [
      `${many(books, "book", "books")} of every account here, with tags, notes and covers`,
      "The history, imports and changes that have not been sent",
      "All backups, files set aside, the log and these settings",
      "Every session: you are signed out",
    ],
    stays: "What stays",
    staysList: ["Your records on your servers, exactly as they are", "Files that you exported"],
    word: "erase",
    ask: (word: string) => `Type “${word}” to go on`,
    confirm: (books: number) => `Erase ${figure(books)} ${books === 1 ? "book" : "books"} and everything else`,
  },
};

export const exportWords = {
  title: "Export",
  what: "As what",
  names: {
    storyGraph: "CSV for StoryGraph",
    goodreads: "CSV for Goodreads",
    jsonLines: "JSON Lines",
    car: "Repository (CAR)",
  } satisfies Record<ExportFormatView, string>,
  notes: {
    storyGraph: "StoryGraph's columns. Most services read them. Book Explorer reads it back with nothing lost that the columns can say.",
    goodreads: "Goodreads' columns. Most services read them too.",
    jsonLines: "Everything: each book's record as it is on the server, and what is kept only here. One book a line.",
    car: "Your whole repository as your server has it, posts and all, not only books. It needs the network.",
  } satisfies Record<ExportFormatView, string>,
  all: (books: number) => `Export ${many(books, "book", "books")}…`,
  selected: (books: number) => `Export ${many(books, "chosen book", "chosen books")}…`,
  car: "Fetch the repository…",
  busy: "Writing…",
  done: (name: string, books: number | null, bytes: string) =>
    books === null ? `${name} written, ${bytes}` : `${many(books, "book", "books")} written to ${name}, ${bytes}`,
};

export const recoveryWords = {
  title: "Your library could not be opened",
  body: "Its file is damaged, most likely by the disk. Nothing has been changed. Your records on your server are not affected, and you stay signed in.",
  choose: "Go back to a backup",
  backup: (when: string, bytes: string) => `Backup of ${when}, ${bytes}`,
  first: "The newest is usually the best: what your server knows better is fetched again, and what is kept only here comes from the backup.",
  noBackups: "There is no backup on this computer.",
  restore: "Restore this backup",
  anew: "Begin with an empty library",
  anewBody: "Your server fills it again. Tags, notes and other things kept only on this computer would be missing.",
  aside: "Either way the damaged file is set aside and kept.",
  busy: "Restoring…",
};
