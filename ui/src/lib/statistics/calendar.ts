const MS = 86_400_000;

export interface Square {
  day: string;
  week: number;
  weekday: number;
  /** 0 no book in hand, 1 one, 2 two, 3 more. */
  level: number;
  future: boolean;
}

/** The days of a year as squares, Monday on top, and the week in which each month begins. */
export function calendarOf(year: number, days: readonly { day: string; books: number }[], today: string): { days: Square[]; months: number[] } {
  const books = new Map(days.map((one) => [one.day, one.books]));
  const first = new Date(0);
  first.setUTCFullYear(year, 0, 1);
  const offset = (first.getUTCDay() + 6) % 7;
  const squares: Square[] = [];
  const months: number[] = [];
  for (let at = 0; ; at += 1) {
    const date = new Date(first.getTime() + at * MS);
    if (date.getUTCFullYear() !== year) return { days: squares, months };
    const day = date.toISOString().slice(0, 10);
    const week = Math.floor((at + offset) / 7);
    if (date.getUTCDate() === 1) months.push(week);
    squares.push({ day, week, weekday: (at + offset) % 7, level: Math.min(3, books.get(day) ?? 0), future: day > today });
  }
}
