import { historyWords } from "./words";

/** A day of the calendar, `YYYY-MM-DD`. It belongs to no time zone, so it must never pass through local time. */
export type Day = string;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Midnight of the day where no time zone is, or `null` when it is no day. */
function utc(day: Day): Date | null {
  const parts = DAY.exec(day);
  if (!parts) return null;
  const at = new Date(0);
  at.setUTCFullYear(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return at.getUTCMonth() === Number(parts[2]) - 1 ? at : null;
}

/** Formats days and instants for one locale; `undefined` is the user's own. */
export class DayWords {
  readonly #day: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;

  constructor(locale?: string) {
    this.#day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    this.#time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
  }

  /** The day as the user writes it; text that is no day is shown as it is rather than dropped. */
  day(day: Day): string {
    const at = utc(day);
    return at ? this.#day.format(at) : day;
  }

  /** "3 – 21 Mar 2019": what two days share is said once. */
  range(from: Day, to: Day): string {
    const [start, end] = [utc(from), utc(to)];
    return start && end && start <= end ? this.#day.formatRange(start, end) : `${this.day(from)} – ${this.day(to)}`;
  }

  /** Hour and minute of an RFC 3339 instant, in the user's time zone. */
  time(instant: string): string {
    const at = new Date(instant);
    return Number.isNaN(at.getTime()) ? instant : this.#time.format(at);
  }
}

/** The reader's own day in which an RFC 3339 instant lies. */
export const localDay = (instant: string): Day => today(new Date(instant));

/** Whole days between two calendar days, or `null` when either is not one. */
export function daysBetween(from: Day, to: Day): number | null {
  const number = (day: Day) => {
    const parts = DAY.exec(day);
    return parts ? Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) / 86_400_000 : null;
  };
  const [start, end] = [number(from), number(to)];
  return start === null || end === null ? null : end - start;
}

/** So many days later, or earlier when negative. Text that is no day stays as it is. */
export function plusDays(day: Day, days: number): Day {
  const parts = DAY.exec(day);
  if (!parts) return day;
  const at = new Date(0);
  at.setUTCFullYear(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + days);
  return Number.isNaN(at.getTime()) ? day : at.toISOString().slice(0, 10);
}

/** Today on the user's own calendar. */
export function today(now: Date = new Date()): Day {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** A day as a heading: near ones by name, with the date below. */
export function dayHeading(day: Day, now: Date = new Date()): { name: string; note: string | null } {
  const ago = daysBetween(day, today(now));
  const date = dayWords(day);
  if (ago === 0) return { name: historyWords.today, note: date };
  if (ago === 1) return { name: historyWords.yesterday, note: date };
  return { name: date, note: null };
}

const local = new DayWords();
export const dayWords = (day: Day) => local.day(day);
export const daysWords = (from: Day, to: Day) => local.range(from, to);
export const timeWords = (instant: string) => local.time(instant);

/** The month that a day lies in, with its year. */
export function monthWords(day: Day): string {
  const name = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", timeZone: "UTC" });
  return name.format(new Date(`${day}T00:00:00Z`));
}

/** The days of the week in the locale's order; `first` is 0 for Sunday. */
export function weekdayNames(): { first: number; list: { short: string; long: string }[] } {
  const locale = new Intl.Locale(new Intl.DateTimeFormat().resolvedOptions().locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  const first = (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
  const name = (style: "short" | "long", day: number) =>
    // 4 January 1970 was a Sunday.
    new Intl.DateTimeFormat(undefined, { weekday: style, timeZone: "UTC" }).format(new Date(Date.UTC(1970, 0, 4 + day)));
  const list = Array.from({ length: 7 }, (_, at) => ({ short: name("short", first + at), long: name("long", first + at) }));
  return { first: first % 7, list };
}
