import type { Table } from "../../components/stats/Figure.svelte";
import type { ShareView, StatisticsView, TallyView } from "$lib/ipc/types";
import { figure, many, months, statisticsWords as words } from "$lib/words";

const add = (tallies: readonly TallyView[], part: keyof TallyView) => tallies.reduce((sum, tally) => sum + tally[part], 0);

/** Months of a year, or years, with the sum that they add up to. */
export function periodTable(view: StatisticsView, part: "readings" | "pages"): Table {
  const column = part === "readings" ? words.readingsColumn : words.pagesColumn;
  if (view.year === null) {
    const tallies = [...view.years.map((year) => year.tally), view.undated];
    return {
      head: [words.year, column],
      rows: [
        ...view.years.map(({ year, tally }) => [String(year), figure(tally[part])]),
        ...(view.undated.readings > 0 ? [[words.undated, figure(view.undated[part])]] : []),
      ],
      sum: [words.sum, figure(add(tallies, part))],
      ...missingPages(view, part),
    };
  }
  return {
    head: [words.month, column, words.before(view.year - 1)],
    rows: view.months.map((tally, month) => [months[month]?.long ?? "", figure(tally[part]), figure(view.monthsBefore[month]?.[part] ?? 0)]),
    sum: [words.sum, figure(add(view.months, part)), figure(add(view.monthsBefore, part))],
    ...missingPages(view, part),
  };
}

function missingPages(view: StatisticsView, part: "readings" | "pages"): { note?: string } {
  return part === "pages" && view.readings.withoutPages > 0 ? { note: words.withoutPages(view.readings.withoutPages) } : {};
}

export function starsTable(view: StatisticsView): Table {
  return {
    head: [words.starsTitle, words.booksColumn],
    rows: [...view.stars.map((books, at) => [words.rating(at + 1), figure(books)]), [words.unrated, figure(view.unrated)]],
    sum: [words.sum, figure(view.stars.reduce((sum, books) => sum + books, view.unrated))],
    ...(view.unrated > 0 ? { note: `${words.unrated}: ${many(view.unrated, "book", "books")}` } : {}),
  };
}

export const paceParts = (view: StatisticsView) => [
  ...words.paces.map((name, at) => ({ name, value: view.paces[at] ?? 0 })),
  ...(view.untimed > 0 ? [{ name: words.untimed, value: view.untimed, faint: true }] : []),
];

export const authorParts = (view: StatisticsView) => [
  ...view.authors.map(({ name, readings }) => ({ name, value: readings })),
  ...(view.otherAuthors > 0 ? [{ name: words.others, value: view.otherAuthors, faint: true }] : []),
];

export const formatParts = (view: StatisticsView) =>
  view.formats.map(({ name, readings }: ShareView) => ({ name: name || words.noFormat, value: readings, faint: name === "" }));

/** Parts that are drawn as bars, as a table with their sum. */
export function partsTable(head: string, parts: readonly { name: string; value: number }[]): Table {
  return {
    head: [head, words.readingsColumn],
    rows: parts.map((part) => [part.name, figure(part.value)]),
    sum: [words.sum, figure(parts.reduce((sum, part) => sum + part.value, 0))],
  };
}

/** Days in hand month by month. */
export function daysTable(view: StatisticsView): Table {
  const of = (month: number) => view.days.filter(({ day }) => Number(day.slice(5, 7)) === month + 1);
  return {
    head: [words.month, words.dayColumn],
    rows: months.map(({ long }, month) => [long, figure(of(month).length)]),
    sum: [words.sum, figure(view.days.length)],
  };
}
