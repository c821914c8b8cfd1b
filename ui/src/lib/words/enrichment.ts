import type { DoubtCandidate, EnrichmentOffer, EnrichmentPreview, EnrichmentView, FilledView, GapFill, GapView } from "../ipc/types";
import { figure, many } from "./numbers";

const books = (count: number) => many(count, "book", "books");

export const gapWords: Record<GapView, string> = {
  hiveId: "BookHive id",
  link: "Link to BookHive",
  isbn: "ISBN",
  goodreads: "Goodreads number",
  pages: "Pages",
  year: "Year of publication",
  genres: "Genres",
};

/** What is filled, as far as a reader can use it: an address among machines is not read. */
export const fillWords = ({ gap, value }: GapFill): string => (gap === "link" ? "its record at BookHive" : value);

const about = (minutes: number) => (minutes <= 1 ? "about a minute" : `about ${many(minutes, "minute", "minutes")}`);

export const enrichWords = {
  title: "Fill what your books lack",
  offer: (count: number) => `${books(count)} could learn ISBNs, pages, genres or a link from the catalogue.`,
  nothing: "No book lacks anything that was not looked up lately.",
  counting: "Counting what your books lack",
  see: "See what would be looked up…",
  seeFound: (count: number) => `See ${many(count, "find", "finds")}…`,
  seeDoubtful: (count: number) => `Which is it? ${figure(count)}…`,
  pause: "Pause",
  goOn: "Go on",
  stop: "Stop",
  tryAgain: "Try again",
  done: "Done",
  allow: "Allow look-ups",
  status(view: EnrichmentView, time: string): string {
    const asked = `${figure(view.books - view.waiting)} of ${books(view.books)} looked up`;
    switch (view.state) {
      case "running":
        return `${asked}, ${about(view.minutes)} to go. ${this.sums(view)}`;
      case "paused":
        return `Paused. ${asked}. ${this.sums(view)}`;
      case "offline":
        return `The catalogue can't be reached. It goes on by itself. ${asked}.`;
      case "resting":
        return `The catalogue asks for a pause${time ? ` until ${time}` : ""}. ${asked}.`;
      case "notAllowed":
        return `Look-ups are not allowed just now. ${asked}.`;
      case "done":
        return `${books(view.books)} looked up. ${this.sums(view)}`;
    }
  },
  sums(view: EnrichmentView): string {
    const parts = [
      view.found > 0 ? `${figure(view.found)} found` : "",
      view.doubtful > 0 ? `${figure(view.doubtful)} doubtful` : "",
      view.unknown > 0 ? `${figure(view.unknown)} not in the catalogue` : "",
      view.filled > 0 ? `${figure(view.filled)} complete` : "",
      view.left > 0 ? `${figure(view.left)} left alone` : "",
    ].filter(Boolean);
    return parts.length > 0 ? `${parts.join(", ")}.` : "";
  },
  ask: {
    title: "Look up what your books lack?",
    lead: (offer: EnrichmentOffer) => (offer.books === 0 ? enrichWords.nothing : `${books(offer.books)} lack something that the catalogue may know.`),
    lacks: "What they lack",
    sent: (offer: EnrichmentOffer) =>
      `Their titles, authors and ISBNs go to ${offer.host}, at most three questions a second: ${about(offer.minutes)}. You can go on reading, pause or stop at any time.`,
    consent: "Your yes is kept as the choice “Look books up at BookHive”, and can be taken back.",
    off: "You have switched look-ups off. Your yes switches them on again, for covers and imports too.",
    safe: "Only what is empty is filled, never what you or another app has set, and nothing before you have seen it. Pages, years and genres stay on this computer.",
    confirm: (offer: EnrichmentOffer) => `Look up ${books(offer.books)}`,
    allow: (offer: EnrichmentOffer) => `Allow, and look up ${books(offer.books)}`,
  },
  found: {
    title: "Fill what was found?",
    lead: (preview: EnrichmentPreview) => (preview.books === 0 ? "Nothing is left to fill." : `${books(preview.books)}, in one change that the history takes back whole.`),
    fields: "What is filled",
    rows: "The books",
    looking: "Looking",
    conflicts: (count: number) => `${books(count)} wait for a decision of yours and are left alone.`,
    more: (count: number) => `and ${figure(count)} more`,
    here: "stays on this computer",
    confirm: (count: number) => `Fill ${books(count)}`,
    putAway: "Leave them as they are",
  },
  filled(outcome: FilledView): string {
    const rest = [
      outcome.partly > 0 ? `${figure(outcome.partly)} only in part` : "",
      outcome.settled > 0 ? `${figure(outcome.settled)} had been set meanwhile` : "",
      outcome.gone > 0 ? `${figure(outcome.gone)} had been deleted` : "",
      outcome.conflicts > 0 ? `${figure(outcome.conflicts)} wait for you` : "",
    ].filter(Boolean);
    return [`${books(outcome.filled)} filled.`, ...(rest.length > 0 ? [`${rest.join(", ")}.`] : [])].join(" ");
  },
  doubtful: {
    title: "Which book is this?",
    lead: (total: number) => (total === 0 ? "Every book is settled." : `The catalogue has something like ${books(total)}. Say which it is, or that it is none of them.`),
    keys: "Up and down go from book to book, Tab to its answers, left and right through what it may be.",
    candidates: (title: string) => `What “${title}” may be`,
    take: "This one",
    takeThis: (title: string, authors: readonly string[]) => `This one: ${[title, ...authors].join(", ")}`,
    searched: "Found in the catalogue",
    leave: "Leave it",
    absent: "None of them",
    more: (count: number) => `and ${figure(count)} after these`,
    why({ sameTitle, sameAuthor }: DoubtCandidate): string {
      if (sameTitle && sameAuthor) return "Same title and author";
      if (sameTitle) return "Same title, the author is written otherwise";
      return sameAuthor ? "Same author, the title is alike" : "Title and author are alike";
    },
  },
};
