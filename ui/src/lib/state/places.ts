import type { StatusView } from "../ipc/types";

/** The rail's first entries: all books, and one for each status. */
export type StatusPlace = StatusView | "all" | "none";

/** What an entry of the rail asks: a place in the library is a query, and nothing else. */
export const statusQueries: Record<StatusPlace, string> = {
  all: "",
  reading: "status:reading",
  wantToRead: "status:want",
  finished: "status:finished",
  abandoned: "status:abandoned",
  none: "status:none",
};

export const yearQuery = (year: number) => `finished:${String(year).padStart(4, "0")}`;

/** The entry that a query is, word for word. */
export function statusPlaceOf(query: string): StatusPlace | null {
  const text = query.trim();
  const found = Object.entries(statusQueries).find(([, asked]) => asked === text);
  return (found?.[0] as StatusPlace | undefined) ?? null;
}
