import type { StatisticsView } from "../ipc/types";
import { figure, halves, many } from "./numbers";

const oneDecimal = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 });
const monthShort = new Intl.DateTimeFormat(undefined, { month: "short", timeZone: "UTC" });
const monthLong = new Intl.DateTimeFormat(undefined, { month: "long", timeZone: "UTC" });
const inMonth = (month: number) => new Date(Date.UTC(2026, month, 15));

export const months = Array.from({ length: 12 }, (_, month) => ({
  short: monthShort.format(inMonth(month)),
  long: monthLong.format(inMonth(month)),
}));

export const statisticsWords = {
  title: "Statistics",
  heading: (year: number | null) => (year === null ? "All years in books" : `${year} in books`),
  years: "Year",
  all: "All years",
  earlier: "Earlier years",
  earlierShort: "Earlier",
  save: "Save as picture",
  saved: "Picture saved",
  asTable: "As a table",
  asChart: "As a chart",
  loading: "Counting",
  readings: (count: number) => (count === 1 ? "reading" : "readings"),
  books: (count: number) => (count === 1 ? "book" : "books"),
  pages: "pages",
  stars: "stars on average",
  pace: "days a book",
  givenUp: "abandoned",
  again: (count: number) => `${figure(count)} of them read again`,
  sum: "Together",
  undated: "Without a date",
  undatedNote: (count: number) =>
    `${many(count, "reading has", "readings have")} no date and ${count === 1 ? "is" : "are"} in no year. ${count === 1 ? "It counts" : "They count"} under All years.`,
  withoutPages: (count: number) => `${many(count, "reading", "readings")} without a page count`,
  byMonth: "Books by month",
  byYear: "Books by year",
  pagesByMonth: "Pages, month by month",
  pagesByYear: "Pages, year by year",
  month: "Month",
  year: "Year",
  pagesColumn: "Pages",
  readingsColumn: "Readings",
  booksColumn: "Books",
  before: (year: number) => `${year}`,
  starsTitle: "Stars",
  unrated: "Not rated",
  rating: (half: number) => `${halves(half)} ${half <= 2 ? "star" : "stars"}`,
  paceTitle: "Days a book took",
  paces: ["1 day", "2 to 3", "4 to 7", "8 to 14", "15 to 30", "More than 30"],
  untimed: "First or last day not known",
  days: "Days with a book in hand",
  daysOf: (days: number, of: number) => `${figure(days)} of ${figure(of)} days`,
  dayColumn: "Days",
  inHandColumn: "Books in hand",
  authors: "Read most",
  author: "Author",
  others: "All others",
  formats: "Formats",
  format: "Format",
  noFormat: "Not told",
  inHand: "Being read now",
  since: (day: string) => `since ${day}`,
  empty: {
    title: "Nothing to count yet",
    body: "Mark a book as finished, with the day, and its year appears here.",
    year: (year: number) => `Nothing was finished in ${year}.`,
    all: "See your books",
  },
  average: (view: StatisticsView): string => {
    const rated = view.books - view.unrated;
    const sum = view.stars.reduce((total, books, index) => total + books * (index + 1), 0);
    return rated === 0 ? "–" : oneDecimal.format(sum / rated / 2);
  },
  daysABook: (view: StatisticsView): string => {
    const timed = view.readings.readings - view.untimed;
    return timed === 0 ? "–" : oneDecimal.format(view.daysRead / timed);
  },
  givenUpShare: (view: StatisticsView): string => {
    const ended = view.books + view.givenUp;
    return ended === 0 ? "" : `${share.format(view.givenUp / ended)} of those ended`;
  },
  chart: (title: string, parts: readonly (readonly [string, number])[]): string =>
    `${title}: ${parts.filter(([, value]) => value > 0).map(([name, value]) => `${name} ${figure(value)}`).join(", ") || "nothing"}`,
};
