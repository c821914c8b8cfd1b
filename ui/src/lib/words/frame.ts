import type { AccountState, Granted, KeychainTrouble, RestReason, SyncView } from "../ipc/types";
import { timeWords } from "../days";
import type { StatusPlace } from "../state/places";
import { figure, many } from "./numbers";

export const appName = "Book Explorer";

export const placeWords: Record<StatusPlace | "search", string> = {
  all: "All books",
  reading: "Reading",
  wantToRead: "Want to read",
  finished: "Finished",
  abandoned: "Abandoned",
  none: "No status",
  search: "Search",
};

export const frameWords = {
  places: "Places",
  library: "Library",
  imports: "Imports",
  plan: "Import plan",
  progress: "Import progress",
  report: "Import report",
  skip: "Skip to the books",
  thisComputer: "This computer",
  thisComputerNote: "Books without an account",
  account: (name: string, sync: string) => `Account: ${name} ${sync}`,
  menu: {
    label: "Account",
    libraries: "Libraries",
    addAccount: "Add an account…",
    signIn: "Sign in…",
    publish: (books: number) => `Publish ${many(books, "book", "books")} from this computer…`,
    openFile: "Import a file…",
    syncNow: "Check for changes now",
    theme: "Appearance",
    shortcuts: "Keyboard shortcuts",
    signOut: "Sign out…",
  },
  theme: { system: "As the system", light: "Light", dark: "Dark" },
  accountState: {
    signedIn: "Signed in",
    untilQuit: "Signed in until you quit",
    signInAgain: "Sign in again",
    storageLocked: "Keychain not open",
  } satisfies Record<AccountState, string>,
  import: "Import",
  messages: "Messages",
  close: "Close",
  cancel: "Cancel",
  back: "Back",
  details: "Details",
  loading: "Opening your library",
  couldNotOpen: "Book Explorer could not start",
};

/** What stands under the account's name. Short: the rail is narrow. */
export function syncWords(sync: SyncView): string {
  const waiting = sync.waiting > 0 ? `${figure(sync.waiting)} waiting` : null;
  switch (sync.state) {
    case "localOnly":
      return "Only on this computer";
    case "upToDate":
      if (sync.setAside > 0) return `${figure(sync.setAside)} set aside`;
      return waiting ?? "Up to date";
    case "filling":
      return sync.filled === null ? "Fetching your books" : `${many(sync.filled, "book", "books")} fetched`;
    case "syncing":
      return waiting ?? "Looking for changes";
    case "offline":
      return waiting ? `Offline, ${waiting}` : "Offline";
    case "resting":
      return sync.resumesAt ? `Resting until ${timeWords(sync.resumesAt)}` : "Resting";
    case "paused":
      return waiting ? `Paused, ${waiting}` : "Paused";
    case "signInAgain":
      return "Sign in again";
    case "notGranted":
      return waiting ? `Read only, ${waiting}` : "Read only";
    case "storageLocked":
      return "Keychain not open";
    case "storageFailed":
      return "Cannot save";
  }
}

export const signOutWords = {
  title: (name: string) => `Sign ${name} out?`,
  body: "The session with your server is ended and its keys are deleted. Your records on the server stay as they are.",
  waiting: (count: number) => `${many(count, "change has", "changes have")} not been sent yet.`,
  keep: "Sign out, keep the books here",
  keepNote: "You can go on reading your library; signing in again brings it up to date.",
  remove: "Sign out and remove the books from this computer",
  removeNote: "Changes that have not been sent are lost. What the server has stays there.",
};

const REST_REASONS: Record<RestReason, string> = {
  hourlyLimit: "Your server takes only so many changes an hour",
  dailyLimit: "Your server takes only so many changes a day",
  server: "Your server asked for a pause",
};

export const noticeWords = {
  offline: (waiting: number) =>
    waiting === 0
      ? "You are offline. Everything here works; changes are sent later."
      : `You are offline. ${many(waiting, "change is", "changes are")} safe here and will be sent later.`,
  decideOffline: "You are offline. What you decide here is kept, and sent when your server can be reached.",
  filling: (filled: number | null) =>
    filled === null
      ? "Your books are on their way. The list is not complete yet."
      : `${many(filled, "book has", "books have")} arrived. The list is not complete yet.`,
  signInAgain: "Your server wants you to sign in again. Your library stays here meanwhile.",
  signInAgainButton: "Sign in again",
  keychain: {
    locked: "The keychain is locked, so nothing can be sent. Unlock it and try again; your library works meanwhile.",
    denied: "The keychain was not opened to this app, so nothing can be sent. Try again and allow it; your library works meanwhile.",
    missing: "This computer offers no keychain just now, so nothing can be sent. Start one and try again, or sign in until you quit.",
    silent: "The keychain does not answer; it may be asking you something. Answer it and try again; your library works meanwhile.",
    failed: "The keychain reports a fault, so nothing can be sent. Try again, or sign in until you quit.",
  } satisfies Record<KeychainTrouble, string>,
  storageLockedButton: "Try again",
  untilQuitButton: "Sign in until I quit",
  sessionEnds: (day: string) => `Your server ends this session on ${day}. Renewing it takes one click in your browser.`,
  renewButton: "Renew",
  granted: ({ create, update, delete: remove }: Granted) => {
    const may = [create && "add", update && "change", remove && "remove"].filter((word) => word !== false);
    const mayNot = [!create && "add", !update && "change", !remove && "remove"].filter((word) => word !== false);
    if (may.length === 0) return "This app may read your books and not change them. What you change stays on this computer.";
    return `This app may ${may.join(" and ")} books on your server, but not ${mayNot.join(" or ")} them. The rest stays on this computer.`;
  },
  askAgainButton: "Ask again",
  goOnButton: "Go on like this",
  resting: (sync: SyncView) => {
    const why = sync.restReason === null ? "Your server asked for a pause" : REST_REASONS[sync.restReason];
    const count = sync.waiting === 0 ? "The rest" : many(sync.waiting, "change", "changes");
    const when = sync.resumesAt ? `at ${timeWords(sync.resumesAt)}` : "later";
    const last = sync.finishesAt && sync.finishesAt !== sync.resumesAt ? timeWords(sync.finishesAt) : null;
    const end = last === null ? "" : `, the last about ${last}`;
    return `${why}. ${count} will be sent ${when} by itself${end}.`;
  },
  paused: (waiting: number) => `Sending is paused. ${many(waiting, "change waits", "changes wait")} here.`,
  pausedButton: "Go on",
  partial: "Your books could not all be fetched yet. The list is not complete.",
  storageFailed:
    "Nothing can be saved: the disk is full, or your library's folder is read-only. Mend that and try again; what waits is safe.",
  setAside: (count: number) =>
    `${many(count, "change was", "changes were")} set aside: your server refused it, or the book also changed elsewhere.`,
  setAsideButton: "Decide…",
  localBooks: (count: number) => `${many(count, "book is", "books are")} only on this computer so far.`,
  localBooksButton: "See what would be published",
};

export const networkWords = {
  banner: (changed: readonly string[]) =>
    changed.length === 0
      ? "This is not the real network."
      : `This is not the real network. Changed: ${changed.join(", ")}.`,
  development: "Development: plain connections to this computer are allowed.",
};

export const dropWords = {
  one: "Let go to see what is in it",
  several: "Let go to see them one after the other",
  safe: "Nothing is written before you have seen it.",
};
