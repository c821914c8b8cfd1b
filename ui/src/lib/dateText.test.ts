import { describe, expect, it } from "vitest";
import { parseDay } from "./dateText";

const TODAY = "2026-05-28";

describe("a typed day", () => {
  it.each([
    ["2024-02-29", "en-US", "2024-02-29"],
    ["2023-02-29", "en-US", null],
    ["5/1/2024", "en-US", "2024-05-01"],
    ["5/1/2024", "en-GB", "2024-01-05"],
    ["1.5.24", "de", "2024-05-01"],
    ["1.5.98", "de", "1998-05-01"],
    ["2024/5/1", "ja", "2024-05-01"],
    ["2024年5月1日", "ja", "2024-05-01"],
    ["1 May 2024", "en-GB", "2024-05-01"],
    ["May 1, 2024", "en-US", "2024-05-01"],
    ["1. März 2024", "de", "2024-03-01"],
    ["3 mar 2024", "fr", "2024-03-03"],
    ["20240501", "en-US", "2024-05-01"],
    ["today", "en-US", TODAY],
    ["yesterday", "en-US", "2026-05-27"],
    ["12/24", "en-US", "2025-12-24"],
    ["3 May", "en-GB", "2026-05-03"],
    ["29 Feb", "en-GB", "2024-02-29"],
    ["soon", "en-US", null],
    ["32 May 2024", "en-GB", null],
    ["1 2 3 4", "en-US", null],
    ["", "en-US", null],
  ])("%s in %s is %s", (text, locale, day) => {
    expect(parseDay(text, TODAY, locale)).toBe(day);
  });
});
