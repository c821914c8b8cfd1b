import type { CoverPreview, CoverUploads } from "../ipc/types";
import { figure, many } from "./numbers";
import { bytesWords } from "./settings";

export const coverWords = {
  title: "Covers on your server",
  body: "A record can name its own picture: then BookHive and other apps show it too.",
  noAccount: "The library on this computer has no server. Sign in to keep covers there.",
  see: "See what would be uploaded…",
  notGranted: "Your server has not allowed pictures yet. Sign in again, and it will ask you.",
  signIn: "Sign in again",
  pause: "Pause",
  goOn: "Go on",
  stop: "Stop",
  waiting: ({ waiting, today, mostToday }: CoverUploads) =>
    `${many(waiting, "cover waits", "covers wait")}. ${figure(today)} of ${figure(mostToday)} uploaded today.`,
  tomorrow: ({ waiting, mostToday }: CoverUploads, time: string) =>
    `${figure(mostToday)} are enough for a day. ${many(waiting, "cover goes", "covers go")} on at ${time}.`,
  paused: ({ waiting }: CoverUploads) => `Paused. ${many(waiting, "cover waits", "covers wait")}.`,
  sheet: {
    title: "Upload covers to your server?",
    lead: ({ covers, bytes, days }: CoverPreview) =>
      covers === 0 ? "No cover is ready." : `${many(covers, "cover", "covers")}, about ${bytesWords(bytes)}, ${days === 1 ? "today" : `over ${figure(days)} days`}.`,
    body: "They are the catalogue's pictures as you see them here, small. Each book's record will name its picture. The history takes all of them back with one undo.",
    without: (books: number) => `${many(books, "book has", "books have")} no picture here yet: pictures come as you look through your library.`,
    more: (covers: number) => `and ${figure(covers)} more`,
    looking: "Looking",
    confirm: (covers: number) => `Upload ${many(covers, "cover", "covers")}`,
  },
};
