import type { ErrorCode } from "../ipc/types";

/**
 * What a person can do next. The screen that shows an error knows which of these it can offer; `close` is always possible.
 */
export type WayOn =
  | "tryAgain"
  | "startOver"
  | "editAnswer"
  | "openAgain"
  | "signIn"
  | "untilQuit"
  | "usePrivate"
  | "readOnly"
  | "anotherFile"
  | "seePlan"
  | "seeProgress"
  | "close";

export interface ErrorWords {
  /** One line: what happened. */
  title: string;
  /** What it means, and what is safe. */
  body: string;
  /** Best first. */
  wayOn: readonly [WayOn, ...WayOn[]];
}

export const wayOnWords: Record<WayOn, string> = {
  tryAgain: "Try again",
  startOver: "Start over",
  editAnswer: "Change what I typed",
  openAgain: "Open again",
  signIn: "Sign in again",
  untilQuit: "Sign in until I quit",
  usePrivate: "Use it",
  readOnly: "Only read my books",
  anotherFile: "Choose another file…",
  seePlan: "See the plan",
  seeProgress: "See the import",
  close: "Close",
};

/** Every code of the app has its sentence; a new code without one does not compile. */
export const errorWords: Record<ErrorCode, ErrorWords> = {
  notAnIdentifier: {
    title: "That is not a handle we can look up",
    body: "A handle looks like a web address, such as name.example.com. A DID or your server's address works as well.",
    wayOn: ["editAnswer"],
  },
  handleNotFound: {
    title: "Nobody answers to that handle",
    body: "We asked the handle's domain and got no account back. Check the spelling; a handle that was just set up can take a few minutes.",
    wayOn: ["editAnswer", "tryAgain"],
  },
  handleUnverified: {
    title: "That handle and its account disagree",
    body: "The handle points to an account, but the account names a different handle. To be safe we stop here. Signing in with the DID works.",
    wayOn: ["editAnswer", "tryAgain"],
  },
  didNotFound: {
    title: "That account is not in the directory",
    body: "The DID is well formed, but nothing is registered under it. It may be misspelt or the account may have been deleted.",
    wayOn: ["editAnswer", "tryAgain"],
  },
  didDocumentInvalid: {
    title: "The account's entry is broken",
    body: "The document behind this DID does not say properly where the account lives. Only whoever keeps the account can mend that.",
    wayOn: ["editAnswer", "tryAgain"],
  },
  addressRefused: {
    title: "That address is off limits",
    body: "The name leads to this computer or to a private network. Such addresses are not followed, because a stranger could have chosen them.",
    wayOn: ["editAnswer"],
  },
  privateAddress: {
    title: "The server is at a private address on your network",
    body: "That is right for a server you run yourself at home or at work. Anywhere else it could be a trick. Use it? You are asked once for each server.",
    wayOn: ["usePrivate", "editAnswer"],
  },
  serverUnreachable: {
    title: "The server does not answer",
    body: "Either it is down or this computer is offline. Your books here are not affected.",
    wayOn: ["tryAgain", "editAnswer"],
  },
  notAPds: {
    title: "That is not a server for AT Protocol accounts",
    body: "It answered, but not as a personal data server does. Type your handle instead, or the address your account's provider gave you.",
    wayOn: ["editAnswer", "tryAgain"],
  },
  serverMetadataInvalid: {
    title: "The server's sign-in page is not set up properly",
    body: "Its description breaks a rule that keeps sign-ins safe, so we did not go on. Whoever runs the server can put it right.",
    wayOn: ["tryAgain", "editAnswer"],
  },
  serverLacksOauth: {
    title: "The server cannot sign apps in yet",
    body: "It offers no OAuth, and Book Explorer never asks for passwords. Once the server has been updated, this will work.",
    wayOn: ["editAnswer"],
  },
  serverRefused: {
    title: "The server said no",
    body: "It turned the request down. What it gave as the reason stands under “Details”.",
    wayOn: ["startOver", "editAnswer"],
  },
  scopeUnknown: {
    title: "Your server cannot limit an app to your books",
    body: "Book Explorer asks for your book records and nothing else, and this server only knows all or nothing. Newer servers can do it. Until then you can sign in to read your books; changes stay on this computer.",
    wayOn: ["readOnly", "tryAgain", "editAnswer"],
  },
  serverBusy: {
    title: "The server is busy",
    body: "It asked us to come back later. Nothing was lost; a minute or two usually helps.",
    wayOn: ["tryAgain"],
  },
  signInCancelled: {
    title: "You were not signed in",
    body: "The browser came back with a no. Nothing was shared and nothing has changed.",
    wayOn: ["startOver", "close"],
  },
  signInExpired: {
    title: "The question ran out of time",
    body: "The page in the browser is only good for a few minutes. Starting over makes a new one.",
    wayOn: ["startOver", "close"],
  },
  signInAnswerInvalid: {
    title: "The answer from the browser did not fit",
    body: "It does not belong to the sign-in we began, so it was thrown away. Your account is as safe as before.",
    wayOn: ["startOver", "close"],
  },
  wrongAccount: {
    title: "That was another account",
    body: "The browser signed in a different account from the one you named here. Switch accounts on that page, or name the other one.",
    wayOn: ["startOver", "editAnswer"],
  },
  scopeMissing: {
    title: "Your server left out a permission",
    body: "Without it the app cannot keep your book records. Signing in again asks for it once more.",
    wayOn: ["startOver", "close"],
  },
  browserDidNotOpen: {
    title: "The browser did not open",
    body: "You can copy the link and open it yourself, in any browser on this computer.",
    wayOn: ["openAgain", "startOver"],
  },
  signedOut: {
    title: "Your server has ended the session",
    body: "Your library and every waiting change are still on this computer. They are sent once you have signed in again.",
    wayOn: ["signIn", "close"],
  },
  keychainLocked: {
    title: "The keychain is locked",
    body: "Your sign-in is stored there. Unlock the keychain and try again, or sign in for this session only: then nothing is stored.",
    wayOn: ["tryAgain", "untilQuit"],
  },
  keychainDenied: {
    title: "The keychain was not opened to this app",
    body: "You or the system said no. Allow it when you are asked again, or sign in for this session only: then nothing is stored.",
    wayOn: ["tryAgain", "untilQuit"],
  },
  keychainSilent: {
    title: "The keychain does not answer",
    body: "It may be asking you something in another window. Answer there and try again, or sign in for this session only.",
    wayOn: ["tryAgain", "untilQuit"],
  },
  keychainFailed: {
    title: "The keychain reports a fault",
    body: "It could not keep or find the entry. Trying again often helps; signing in for this session only works without it.",
    wayOn: ["tryAgain", "untilQuit"],
  },
  keychainMissing: {
    title: "This computer offers no keychain",
    body: "A sign-in is only ever stored in the system's keychain. Without one you can still sign in until you quit.",
    wayOn: ["untilQuit", "tryAgain"],
  },
  notGranted: {
    title: "You have not allowed that",
    body: "When you signed in, the app was not allowed to do this with your books. Signing in again lets you decide anew.",
    wayOn: ["signIn", "close"],
  },
  fileNotFound: {
    title: "The file is gone",
    body: "It was moved or deleted before we could read it.",
    wayOn: ["anotherFile", "close"],
  },
  fileUnreadable: {
    title: "The file cannot be opened",
    body: "The system did not let us read it. It may be in use by another program, or belong to someone else.",
    wayOn: ["anotherFile", "close"],
  },
  fileIsDirectory: {
    title: "That is a folder",
    body: "Drop the CSV file itself. If your export came as a ZIP, unpack it first and take the CSV inside.",
    wayOn: ["anotherFile", "close"],
  },
  fileNotRegular: {
    title: "That is not an ordinary file",
    body: "It is a device or a pipe, which may never end. Save it as a CSV file and drop that.",
    wayOn: ["anotherFile", "close"],
  },
  fileTooLarge: {
    title: "The file is too large",
    body: "Up to 64 MB is read, which is far more than the longest reading life. Is it really the export?",
    wayOn: ["anotherFile", "close"],
  },
  fileEmpty: {
    title: "The file is empty",
    body: "There is not a single character in it. The download may have broken off; fetching it once more helps.",
    wayOn: ["anotherFile", "close"],
  },
  fileNotText: {
    title: "The file is not text",
    body: "It looks like a picture, a PDF or a program. The export of your reading is a CSV, TSV or JSON file.",
    wayOn: ["anotherFile", "close"],
  },
  fileIsWorkbook: {
    title: "The file is a spreadsheet's workbook",
    body: "Open it in the program it was made with, choose “Save as” or “Export” and CSV (UTF-8), and drop that file here. The export as you downloaded it is better still: spreadsheets damage ISBNs and dates.",
    wayOn: ["anotherFile", "close"],
  },
  fileIsWebPage: {
    title: "The file is a web page",
    body: "The page was saved instead of the export. Use the download button on it, and drop what that gives you.",
    wayOn: ["anotherFile", "close"],
  },
  fileIsArchive: {
    title: "The file is an archive",
    body: "Unpack it first. The export of your reading is one of the files inside.",
    wayOn: ["anotherFile", "close"],
  },
  fileNotCsv: {
    title: "The file is not a table",
    body: "It is text, but without rows and columns that could be books.",
    wayOn: ["anotherFile", "close"],
  },
  noUsableHeader: {
    title: "No column holds titles",
    body: "The first line has no heading for a book's title. It may be an export of something else, or its first line may have been removed.",
    wayOn: ["anotherFile", "close"],
  },
  noRows: {
    title: "There are no books in the file",
    body: "It has the right headings and nothing below them.",
    wayOn: ["anotherFile", "close"],
  },
  noPlan: {
    title: "There is no plan any more",
    body: "It was closed in the meantime. Drop the file once more to make a new one; nothing was written.",
    wayOn: ["anotherFile", "close"],
  },
  planOutdated: {
    title: "The plan has just changed",
    body: "Your library moved on while you were reading. Nothing was written; have another look and import then.",
    wayOn: ["seePlan", "close"],
  },
  questionOpen: {
    title: "One question is still open",
    body: "The dates can be read in two ways. Answer above the rows, then import.",
    wayOn: ["seePlan", "close"],
  },
  importUnderWay: {
    title: "Another import is still being sent",
    body: "It has to end first, so that each row is counted once. It goes on by itself.",
    wayOn: ["seeProgress", "close"],
  },
  catalogueNotAsked: {
    title: "May books be looked up?",
    body: "Looking books up sends titles, authors and ISBNs to the catalogue. Nothing was sent so far.",
    wayOn: ["close"],
  },
  catalogueOff: {
    title: "Looking books up is switched off",
    body: "You can allow it in Settings. Everything else works without it.",
    wayOn: ["close"],
  },
  catalogueDown: {
    title: "The catalogue has no answer just now",
    body: "It may be busy. Nothing of yours depends on it; try again in a little while.",
    wayOn: ["tryAgain", "close"],
  },
  bookGone: {
    title: "That book is no longer here",
    body: "It was removed, here or in another app.",
    wayOn: ["close"],
  },
  titleMissing: {
    title: "A book needs a title",
    body: "Nothing was changed. Type at least a word.",
    wayOn: ["close"],
  },
  authorMissing: {
    title: "A book needs an author",
    body: "Its identity is made of title and author. Nothing was changed.",
    wayOn: ["close"],
  },
  titleTooLong: {
    title: "The title is too long",
    body: "A record holds 512 bytes of title: about as many letters, or a third of that in Chinese or Japanese.",
    wayOn: ["close"],
  },
  authorsTooLong: {
    title: "The authors' names are too long",
    body: "A record holds 2,048 bytes of names. Keep the first few.",
    wayOn: ["close"],
  },
  reviewTooLong: {
    title: "The review is too long",
    body: "A record holds 15,000 characters. What was saved before is still there.",
    wayOn: ["close"],
  },
  tooManyReads: {
    title: "There is no room for another earlier read",
    body: "A record holds fifty. Remove one first, and this can be done.",
    wayOn: ["close"],
  },
  recordInvalid: {
    title: "The record would not be valid",
    body: "Other apps could not read it, so nothing was changed.",
    wayOn: ["close"],
  },
  sameBook: {
    title: "You have a record of that book already",
    body: "There is never a second record of one book. To make one of two, change this book's match.",
    wayOn: ["close"],
  },
  notAnIsbn: {
    title: "That is no ISBN",
    body: "Its check digit does not fit. One digit may be wrong, or two changed places.",
    wayOn: ["close"],
  },
  notAGoodreadsId: {
    title: "That is no Goodreads number",
    body: "It is made of digits only; you find it in the address of the book's page.",
    wayOn: ["close"],
  },
  editOutdated: {
    title: "Some of these books have just changed",
    body: "Nothing was written. The preview is up to date again: please look once more.",
    wayOn: ["close"],
  },
  queryNotUnderstood: {
    title: "The search could not be understood",
    body: "Look at the line under the search field, or clear the search.",
    wayOn: ["close"],
  },
  undoGone: {
    title: "That change can no longer be undone",
    body: "It was undone already, or is not kept any more.",
    wayOn: ["close"],
  },
  databaseDamaged: {
    title: "The library file on this computer is damaged",
    body: "Nothing is written to it any more. Everything your server has is safe there.",
    wayOn: ["tryAgain", "close"],
  },
  databaseNewer: {
    title: "The library is from a newer version",
    body: "A newer Book Explorer has opened it, and this one might spoil it. Please update; nothing was touched.",
    wayOn: ["close"],
  },
  diskFull: {
    title: "The disk is full",
    body: "There was no room to save this, so it was not done. Make some room and try again.",
    wayOn: ["tryAgain", "close"],
  },
  diskRefused: {
    title: "The disk did not take this",
    body: "It was not saved, and nothing is half done. Your share of the disk may be used up, a file may be as large as this disk allows, or the disk may be failing. Make some room, or look after the disk, and try again.",
    wayOn: ["tryAgain", "close"],
  },
  diskFailed: {
    title: "The disk could not be read",
    body: "Nothing was changed. See that the disk with your library is connected and sound, then try again. A copy of your library is under Settings.",
    wayOn: ["tryAgain", "close"],
  },
  libraryReadOnly: {
    title: "Your library cannot be written",
    body: "Its file or folder on this computer is read-only, so this was not done. Allow writing there and try again.",
    wayOn: ["tryAgain", "close"],
  },
  libraryBusy: {
    title: "Another program is using your library",
    body: "This was not done. Close a second Book Explorer, or wait until a backup or sync program is through, and try again.",
    wayOn: ["tryAgain", "close"],
  },
  tooLargeToKeep: {
    title: "That is too much to keep in one place",
    body: "It was not saved. Make it smaller, or divide the file, and try again.",
    wayOn: ["close"],
  },
  outOfMemory: {
    title: "The computer is out of memory",
    body: "This was not done, and nothing is lost. Close some other programs and try again.",
    wayOn: ["tryAgain", "close"],
  },
  fileNotWritten: {
    title: "The file could not be written",
    body: "The place may be read-only or gone. Nothing was changed; another place may work.",
    wayOn: ["tryAgain", "close"],
  },
  backupGone: {
    title: "That backup is not there any more",
    body: "It was removed or replaced by a newer one. Your library is as it was.",
    wayOn: ["close"],
  },
  backupDamaged: {
    title: "That backup is damaged too",
    body: "It cannot be opened, so nothing was changed. Another backup may be sound, or your server can fill an empty library.",
    wayOn: ["close"],
  },
  changeWaiting: {
    title: "A part of this change is not sent yet",
    body: "Once your server has all of it, it can be forgotten.",
    wayOn: ["tryAgain", "close"],
  },
  offline: {
    title: "You are offline",
    body: "Changes are kept here and sent when the network is back.",
    wayOn: ["tryAgain", "close"],
  },
  accountChanged: {
    title: "Another account is on screen now",
    body: "The change was meant for the account before, so it was not made anywhere. Switch back and make it again.",
    wayOn: ["close"],
  },
  badRequest: {
    title: "That was not understood",
    body: "The app asked itself something that makes no sense. That is our mistake; nothing was changed.",
    wayOn: ["close"],
  },
  internal: {
    title: "Something went wrong in the app",
    body: "That is our mistake. Your books are safe; trying once more often helps.",
    wayOn: ["tryAgain", "close"],
  },
};
