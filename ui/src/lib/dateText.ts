import { type Day, plusDays } from "./days";

/** Names of months, long and short, of one locale, in lower case and without points. */
function monthNames(locale: string | undefined): string[][] {
  return Array.from({ length: 12 }, (_, month) => {
    const at = new Date(Date.UTC(2024, month, 15));
    return (["long", "short"] as const).map((style) =>
      new Intl.DateTimeFormat(locale, { month: style, timeZone: "UTC" }).format(at).toLowerCase().replaceAll(".", ""),
    );
  });
}

/** "dmy", "mdy" or "ymd": how the locale writes numbers for a day. */
function order(locale: string | undefined): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: "UTC" }).formatToParts(new Date(0));
  return parts.map((part) => ({ day: "d", month: "m", year: "y" })[part.type as "day"] ?? "").join("");
}

function made(year: number, month: number, day: number): Day | null {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  if (year < 1 || year > 9999 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return null;
  return at.toISOString().slice(0, 10);
}

/** 24 is 2024 and 98 is 1998, seen from 2026: nobody has read a book in the future. */
function fullYear(year: number, text: string, today: Day): number {
  if (text.length > 2) return year;
  const century = Math.floor(Number(today.slice(0, 4)) / 100) * 100;
  return century + year > Number(today.slice(0, 4)) ? century - 100 + year : century + year;
}

/** The last such day that is not after today. */
function lastOne(month: number, day: number, today: Day): Day | null {
  const year = Number(today.slice(0, 4));
  for (let back = 0; back < 8; back += 1) {
    const found = made(year - back, month, day);
    if (found && found <= today) return found;
  }
  return null;
}

/**
 * What somebody typed as a day: as ISO writes it, as the locale writes it, with the name of a month, without a year, or
 * "today" and "yesterday". `null` when it is none.
 */
export function parseDay(text: string, today: Day, locale?: string): Day | null {
  const typed = text.trim().toLowerCase();
  if (/^(t|today)$/.test(typed)) return today;
  if (/^(y|yesterday)$/.test(typed)) return plusDays(today, -1);
  const numbers = typed.match(/\d+/g) ?? [];
  const words = typed.match(/[\p{L}\p{M}]+/gu) ?? [];
  const names = words.filter((word) => !/^(年|月|日|년|월|일|de|of|st|nd|rd|th)$/.test(word));
  if (names.length > 1 || numbers.length === 0 || numbers.length > 3) return null;
  const [name] = names;
  if (name !== undefined) {
    const known = [monthNames(locale), monthNames("en")];
    const month = known
      .map((list) => list.findIndex((forms) => forms.some((form) => form === name || (name.length >= 3 && form.startsWith(name)))))
      .find((index) => index >= 0);
    if (month === undefined || numbers.length > 2) return null;
    const yearAt = numbers.findIndex((number) => number.length === 4);
    const dayAt = yearAt === 0 ? 1 : 0;
    const [day, year] = [numbers[dayAt], numbers[1 - dayAt]];
    if (day === undefined) return null;
    if (year === undefined) return lastOne(month + 1, Number(day), today);
    return made(fullYear(Number(year), year, today), month + 1, Number(day));
  }
  if (/^\d{8}$/.test(typed)) return made(Number(typed.slice(0, 4)), Number(typed.slice(4, 6)), Number(typed.slice(6)));
  const way = (numbers[0]?.length ?? 0) === 4 ? "ymd" : order(locale);
  const letters = numbers.length === 3 ? way : numbers.length === 2 ? way.replace("y", "") : "";
  const at = (letter: string) => numbers[letters.indexOf(letter)];
  const [day, month, year] = [at("d"), at("m"), at("y")];
  if (day === undefined || month === undefined) return null;
  return year === undefined
    ? lastOne(Number(month), Number(day), today)
    : made(fullYear(Number(year), year, today), Number(month), Number(day));
}
