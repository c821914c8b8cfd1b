import { describe, expect, it } from "vitest";
import { DayWords, daysBetween, today } from "./days";

describe("days", () => {
  it("never shift, whatever the time zone", () => {
    const before = process.env["TZ"];
    for (const zone of ["Pacific/Kiritimati", "America/Los_Angeles", "UTC"]) {
      process.env["TZ"] = zone;
      expect(new DayWords("en-GB").day("2021-01-02")).toBe("2 Jan 2021");
      expect(new DayWords("en-GB").day("2024-02-29")).toBe("29 Feb 2024");
    }
    process.env["TZ"] = before;
  });

  it("are written as the locale does", () => {
    expect(new DayWords("en-US").day("2021-12-31")).toBe("Dec 31, 2021");
    expect(new DayWords("de").day("2021-12-31")).toBe("31. Dez. 2021");
  });

  it("shows what is no day as it is", () => {
    for (const text of ["2021-13-40", "Feb 2020", ""]) expect(new DayWords("en").day(text)).toBe(text);
  });

  it("early years stay in their century", () => {
    expect(new DayWords("en-GB").day("0099-05-01")).toContain("1 May");
  });

  it("counts across summer time and leap days", () => {
    expect(daysBetween("2021-03-27", "2021-03-29")).toBe(2);
    expect(daysBetween("2024-02-28", "2024-03-01")).toBe(2);
    expect(daysBetween("soon", "2024-03-01")).toBeNull();
  });

  it("today is the local calendar's", () => {
    expect(today(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
  });
});
