import { hashOf } from "$lib/covers/design";
import type { StatisticsDoor } from "$lib/ipc/doors/statistics";
import type { BookRow, ShareView, StatisticsView, TallyView } from "$lib/ipc/types";

function tally(rows: readonly BookRow[]): TallyView {
  const pages = rows.map((row) => row.pages);
  return {
    readings: rows.length,
    pages: pages.reduce<number>((sum, one) => sum + (one ?? 0), 0),
    withoutPages: pages.filter((one) => one === null).length,
  };
}

function shares(rows: readonly BookRow[], name: (row: BookRow) => string): ShareView[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(name(row), (counts.get(name(row)) ?? 0) + 1);
  return [...counts].map(([name, readings]) => ({ name, readings })).sort((a, b) => b.readings - a.readings || (a.name < b.name ? -1 : 1));
}

const dayNumber = (day: string) => Date.parse(`${day}T12:00:00Z`) / 86_400_000;

function daysOf(rows: readonly BookRow[], year: number) {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const last = row.finished ?? "";
    const first = row.started && row.started <= last ? row.started : last;
    for (let at = dayNumber(first); at <= dayNumber(last); at += 1) {
      const day = new Date(at * 86_400_000).toISOString().slice(0, 10);
      if (day.startsWith(`${year}-`)) counts.set(day, (counts.get(day) ?? 0) + 1);
    }
  }
  return [...counts].map(([day, books]) => ({ day, books })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The figures of the generated books, counted here as the app counts its own. */
export function statisticsOf(all: readonly BookRow[], year: number | null): StatisticsView {
  const read = all.filter((row) => row.status === "finished");
  const inYear = (of: number) => read.filter((row) => row.finished?.startsWith(`${of}-`));
  const rows = year === null ? read : inYear(year);
  const months = (of: readonly BookRow[]) => Array.from({ length: 12 }, (_, month) => tally(of.filter((row) => Number(row.finished?.slice(5, 7)) === month + 1)));
  const years = [...new Set(read.flatMap((row) => (row.finished ? [Number(row.finished.slice(0, 4))] : [])))].sort((a, b) => a - b);
  const spans = rows.map((row) => (row.started && row.finished && row.started <= row.finished ? dayNumber(row.finished) - dayNumber(row.started) + 1 : null));
  const limits = [1, 3, 7, 14, 30, Number.POSITIVE_INFINITY];
  const authors = shares(rows, (row) => row.authors[0] ?? "");
  const formats = ["paperback", "hardcover", "digital", "audio", ""];
  return {
    year, readings: tally(rows), books: rows.length, again: 0, undated: tally(read.filter((row) => row.finished === null)),
    months: year === null ? [] : months(rows), monthsBefore: year === null ? [] : months(inYear(year - 1)),
    years: years.map((of) => ({ year: of, tally: tally(inYear(of)) })),
    stars: Array.from({ length: 10 }, (_, index) => rows.filter((row) => row.stars === index + 1).length),
    unrated: rows.filter((row) => row.stars === null).length,
    paces: limits.map((limit, index) => spans.filter((span) => span !== null && span <= limit && span > (limits[index - 1] ?? 0)).length),
    untimed: spans.filter((span) => span === null).length,
    daysRead: spans.reduce<number>((sum, span) => sum + (span ?? 0), 0),
    authors: authors.slice(0, 12), otherAuthors: authors.slice(12).reduce((sum, one) => sum + one.readings, 0),
    formats: shares(rows, (row) => formats[hashOf(row.title) % formats.length] ?? ""),
    givenUp: Math.ceil(all.filter((row) => row.status === "abandoned").length / (year === null ? 1 : 12)), givenUpUndated: all.length > 100 ? 3 : 0,
    days: year === null ? [] : daysOf(rows, year),
    shelf: year === null ? [] : rows.slice(0, 400).map((row) => ({ id: row.id, title: row.title, authors: row.authors, hiveId: row.hiveId, finished: row.finished ?? "", pages: row.pages })).sort((a, b) => (a.finished < b.finished ? -1 : 1)),
    inHand: all.filter((row) => row.status === "reading").slice(0, 24),
  };
}

export const statisticsDoor = (all: () => readonly BookRow[]): StatisticsDoor => ({
  statistics: (year) => Promise.resolve(statisticsOf(all(), year)),
  savePicture: () => Promise.resolve(true),
});
