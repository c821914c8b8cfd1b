import type { SignInStep } from "../ipc/types";

export const welcomeWords = {
  bring: {
    title: "Bring your reading along",
    say: "Drop an export from StoryGraph or Goodreads anywhere in this window. Each row is shown to you, with what would become of it, before a single one is written.",
    button: "Choose a file…",
    byHand: "or add a book by hand",
    note: "You need no account for this. The books stay on this computer.",
  },
  open: {
    title: "Open your own library",
    say: "If you keep your books in an AT Protocol account, sign in. They are then here too, with or without a network.",
    note: "Your browser asks for your password. This app never sees it.",
  },
  theme: "Light or dark",
};

export const signInWords = {
  title: "Sign in",
  again: "Sign in again",
  say: "Your browser opens and your server asks whether Book Explorer may keep your book records.",
  who: "Handle, DID or server",
  example: "name.example.com",
  button: "Sign in",
  busy: "Looking…",
  create: "Create an account",
  createBefore: "No account yet?",
  createAfter: "at the server you name above.",
  createNeedsServer: "Type the address of a server first, such as pds.example.com.",
  untilQuit: "Keep me signed in only until I quit.",
  untilQuitNote: "Nothing is stored in the keychain.",
  empty: "Type your handle, DID or server first.",
};

export const waitingWords = {
  titles: {
    findingAccount: "Looking up your account",
    checkingServer: "Getting to know your server",
    askingServer: "Asking your server",
    waitingForBrowser: "Waiting for your browser",
    finishing: "Almost there",
  } satisfies Record<SignInStep, string>,
  says: {
    findingAccount: "We look for the account behind what you typed.",
    checkingServer: "We check that the server is who it claims to be.",
    askingServer: "We tell the server what this app would like to do. Then your browser opens.",
    waitingForBrowser: "There your server asks you whether this app may keep your books. When you agree, this window goes on by itself.",
    finishing: "Your server has agreed. We check its answer and store the keys.",
  } satisfies Record<SignInStep, string>,
  steps: {
    findingAccount: "Account",
    checkingServer: "Server",
    askingServer: "Request",
    waitingForBrowser: "Your answer",
    finishing: "Keys",
  } satisfies Record<SignInStep, string>,
  stepsLabel: "Steps",
  done: "done",
  you: "You",
  server: "Server",
  asked: "Asked for",
  askedWhat: "Your book records: reading, adding, changing, removing",
  askedNot: "The collection buzz.bookhive.book and nothing else. Posts, messages and your email address are not part of it.",
  sayToRead: "There your server asks you whether this app may know who you are. When you agree, this window goes on by itself.",
  askedToRead: "Who you are, and nothing else",
  askedNothing: "Your books are public, so they can be read. Nothing on your server can be changed.",
  noNewAccounts: "This server opens no accounts from its sign-in page. Its own website says how to get one; then sign in here.",
  openAgain: "Open again",
  copy: "Copy the link",
  copied: "Link copied",
  cancel: "Cancel",
  nothing: "Nothing happened?",
  nothingScheme:
    "The browser may have asked whether to open Book Explorer: allow it. If its page says that all is done and this window still waits, open it again.",
  nothingLoopback:
    "Finish in a browser on this computer; the answer comes straight back to this window. Please do not quit Book Explorer meanwhile: that would end the sign-in.",
  until: (time: string) => `You can answer until ${time}. “Open again” makes a fresh page when the old one has expired.`,
};
