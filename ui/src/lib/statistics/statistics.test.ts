import { expect, test } from "vitest";
import { StandInLibrary } from "../../stand-in/library";
import { statisticsOf } from "../../stand-in/statistics";
import { calendarOf } from "./calendar";
import { authorParts, daysTable, formatParts, paceParts, partsTable, periodTable, starsTable } from "./figures";
import { niceTop } from "./scale";
import { spinesOf } from "./shelf";

const library = new StandInLibrary(900);
const number = (text: string | undefined) => Number((text ?? "").replace(/[^\d-]/g, ""));

test.each([null, 2025, 2026, 1999])("every table's rows add up to its sum (%s)", (year) => {
  const view = statisticsOf(library.all, year);
  const tables = [
    periodTable(view, "readings"),
    periodTable(view, "pages"),
    starsTable(view),
    daysTable(view),
    partsTable("", authorParts(view)),
    partsTable("", paceParts(view)),
    partsTable("", formatParts(view)),
  ];
  for (const table of tables) {
    const sum = table.rows.reduce((total, row) => total + number(row[1]), 0);
    expect(sum).toBe(number(table.sum?.[1]));
  }
  expect(number(periodTable(view, "readings").sum?.[1])).toBe(view.readings.readings);
});

test("a calendar has every day of the year once, Monday on top", () => {
  const { days, months } = calendarOf(2024, [{ day: "2024-02-29", books: 5 }], "2024-03-01");
  expect([days.length, months.length]).toEqual([366, 12]);
  expect(days[0]).toEqual({ day: "2024-01-01", week: 0, weekday: 0, level: 0, future: false });
  expect(days[59]).toMatchObject({ day: "2024-02-29", level: 3, future: false });
  expect(days[61]).toMatchObject({ day: "2024-03-02", future: true });
  expect(calendarOf(2026, [], "").days[0]?.weekday).toBe(3);
});

test("a shelf stays in its width, however many books stand on it", () => {
  for (const count of [0, 1, 40, 400]) {
    const shelf = Array.from({ length: count }, (_, at) => ({
      id: at, title: `Book ${at}`, authors: ["A"], hiveId: null, pages: (at % 9) * 120 || null,
      finished: `2026-${String((at % 12) + 1).padStart(2, "0")}-10`,
    }));
    const { spines, months } = spinesOf(shelf, 1000, 168);
    expect([spines.length, months.length]).toEqual([count, 12]);
    for (const spine of spines) {
      expect(spine.width).toBeGreaterThan(0);
      expect(spine.x + spine.width).toBeLessThanOrEqual(1001);
    }
  }
});

test("an axis ends at a round number that is not below the greatest value", () => {
  expect([1, 7, 13, 99, 4919, 10_000].map(niceTop)).toEqual([2, 8, 20, 100, 6000, 10_000]);
});
