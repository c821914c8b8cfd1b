import { today } from "../days";
import type { ChangeKindView, HistoryQueryView, WhoseView } from "../ipc/types";
import { historyWords, kindWords } from "../words";

const DAY = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/;

/**
 * What a typed text asks of the history: a day, a month or a year (`2026-11-22`, `2026-11`, `2026`, "today", "yesterday"),
 * the beginning of a kind's word, and else words of titles, authors and file names. Days are the reader's own.
 */
export function queryOf(text: string, whose: WhoseView, now: Date = new Date()): HistoryQueryView {
  const typed = text.trim().toLowerCase();
  const span = spanOf(typed, now);
  if (span) return { text: "", kinds: [], whose, from: span[0].toISOString(), until: span[1].toISOString() };
  return { text: typed, kinds: typed.length < 3 ? [] : kindsOf(typed), whose, from: null, until: null };
}

function kindsOf(typed: string): ChangeKindView[] {
  const kinds = Object.entries(kindWords) as [ChangeKindView, readonly string[]][];
  return kinds.filter(([, words]) => words.some((word) => word.startsWith(typed))).map(([kind]) => kind);
}

function spanOf(typed: string, now: Date): [Date, Date] | null {
  const [year, month, day] = today(now).split("-").map(Number) as [number, number, number];
  if (typed === historyWords.today.toLowerCase()) return days(year, month - 1, day, 1);
  if (typed === historyWords.yesterday.toLowerCase()) return days(year, month - 1, day - 1, 1);
  const parts = DAY.exec(typed);
  if (!parts) return null;
  const asked = parts.slice(1).map((part) => (part === undefined ? null : Number(part)));
  const [theYear, theMonth, theDay] = [asked[0] ?? 0, asked[1] ?? null, asked[2] ?? null];
  if (theMonth === null) return [new Date(theYear, 0, 1), new Date(theYear + 1, 0, 1)];
  if (theMonth < 1 || theMonth > 12) return null;
  if (theDay === null) return [new Date(theYear, theMonth - 1, 1), new Date(theYear, theMonth, 1)];
  const span = days(theYear, theMonth - 1, theDay, 1);
  return span[0].getMonth() === theMonth - 1 ? span : null;
}

const days = (year: number, month: number, day: number, count: number): [Date, Date] => [
  new Date(year, month, day),
  new Date(year, month, day + count),
];
