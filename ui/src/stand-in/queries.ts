import type { QueriesDoor } from "$lib/ipc/doors/queries";
import type { BookRow, FacetName, FacetValueView, FacetView, QueryFault, QueryReading, QueryToken, SavedViewView, YearSumView } from "$lib/ipc/types";
import type { StandInLibrary } from "./library";

/** Enough of the query language for looking at screens: the app has all of it. */
const PIECE = /(-)?(?:([a-z]+)(:|[<>]=?|=)((?:"[^"]*"?|[^\s,"()]+|,)*)|"([^"]*)"?|(\S+))/giu;
const FIELDS: Record<string, FacetName | null> = {
  status: "status", rating: "rating", finished: "yearFinished", author: "author", format: "format", tag: "tag", owned: "owned",
  has: "has", missing: "missing", duplicate: "duplicate", title: null, started: null, added: null, pages: null, year: null,
};
const STATUS = { reading: "reading", want: "wantToRead", finished: "finished", abandoned: "abandoned", none: null } as const;
const OFFERS: Record<string, readonly string[]> = {
  status: Object.keys(STATUS), owned: ["yes", "no", "unknown"], has: ["review", "rating", "finished"], missing: ["finished", "rating", "cover", "isbn"],
  rating: ["5", "4", "3", "2", "1"], duplicate: ["yes", "no"],
};
const NAMES: Partial<Record<FacetName, string>> = { yearFinished: "finished" };
const CUT = 40;

interface Piece { start: number; end: number; minus: boolean; field: string | null; operator: string; values: string[]; text: string }

function pieces(text: string): Piece[] {
  return [...text.matchAll(PIECE)].map((found) => ({
    start: found.index, end: found.index + found[0].length, minus: found[1] !== undefined, field: found[2]?.toLowerCase() ?? null,
    operator: found[3] ?? "", values: (found[4] ?? "").match(/=?"[^"]*"?|[^,"]+/g)?.map((value) => value.replace(/^=/, "").replaceAll('"', "")) ?? [],
    text: found[5] ?? found[6] ?? "",
  }));
}

const valuesOf: Record<FacetName, (row: BookRow) => string[]> = {
  status: (row) => [row.status ?? "none"],
  yearFinished: (row) => (row.finished ? [row.finished.slice(0, 4)] : []),
  rating: (row) => (row.stars ? [String(row.stars)] : []),
  author: (row) => row.authors,
  tag: (row) => row.tags,
  format: (row) => (row.format ? [row.format] : []),
  owned: (row) => [row.owned === null ? "unsaid" : row.owned ? "yes" : "no"],
  has: (row) => (row.hasReview ? ["review"] : []),
  missing: (row) => [!row.finished && "date", !row.stars && "rating", row.id % 3 === 0 && "cover", row.id % 5 === 0 && "isbn"].filter((part) => part !== false),
  duplicate: (row) => (row.id % 97 === 0 ? ["yes"] : []),
};
/** A facet's value as the language writes it. */
function written(facet: FacetName, value: string): string {
  if (facet === "status") return Object.entries(STATUS).find(([, status]) => (status ?? "none") === value)?.[0] ?? value;
  if (facet === "rating") return String(Number(value) / 2);
  if (facet === "missing" && value === "date") return "finished";
  if (facet === "owned" && value === "unsaid") return "unknown";
  return /[\s"(),]/.test(value) ? `"${value}"` : value;
}

function matches(row: BookRow, piece: Piece): boolean {
  if (piece.field === null || !(piece.field in FIELDS)) {
    const all = `${row.title} ${row.authors.join(" ")} ${row.tags.join(" ")}`.toLowerCase();
    return all.includes((piece.text || `${piece.field ?? ""}${piece.operator}${piece.values.join(",")}`).toLowerCase());
  }
  const facet = FIELDS[piece.field];
  return piece.values.some((value) => {
    if (piece.field === "title") return row.title.toLowerCase().includes(value.toLowerCase());
    if (facet === "rating") {
      const [given, asked] = [(row.stars ?? 0) / 2, Number(value)];
      return given > 0 && (piece.operator === ">=" ? given >= asked : piece.operator === "<=" ? given <= asked : piece.operator === ">" ? given > asked : piece.operator === "<" ? given < asked : given === asked);
    }
    if (facet === "author" || facet === "tag" || facet === "format") return valuesOf[facet](row).some((one) => one.toLowerCase().includes(value.toLowerCase()));
    return facet ? valuesOf[facet](row).some((one) => written(facet, one) === value) : true;
  });
}

export function finds(text: string): (row: BookRow) => boolean {
  const branches = text.split(/\s+or\s+/i).map(pieces);
  return (row) => branches.some((branch) => branch.every((piece) => matches(row, piece) !== piece.minus));
}

function read(text: string): QueryReading {
  const tokens: QueryToken[] = [];
  for (const piece of pieces(text)) {
    const start = piece.start + (piece.minus ? 1 : 0);
    if (piece.field === null) tokens.push({ start, end: piece.end, kind: "word" });
    else if (!(piece.field in FIELDS)) return { tokens: [], fault: fault(start, start + piece.field.length, { kind: "unknownField", name: piece.field }, "format") };
    else {
      const value = start + piece.field.length + piece.operator.length;
      const known = OFFERS[piece.field];
      const wrong = piece.field === "rating" ? piece.values.find((one) => Number.isNaN(Number.parseFloat(one))) : known && piece.values.find((one) => !known.includes(one));
      const expected = piece.field === "rating" ? { kind: "rating" as const } : { kind: "oneOf" as const, names: [...(known ?? [])] };
      if (piece.values.length === 0) return { tokens: [], fault: fault(start, piece.end, { kind: "noValue", field: piece.field, expected: known ? expected : { kind: "text" } }, null) };
      if (wrong) return { tokens: [], fault: fault(value, piece.end, { kind: "unknownValue", field: piece.field, found: wrong, expected }, known?.find((one) => one.startsWith(wrong.slice(0, 2))) ?? null) };
      tokens.push({ start, end: value, kind: "field" }, { start: value, end: piece.end, kind: "value" });
    }
  }
  return { tokens, fault: null };
}
const fault = (start: number, end: number, problem: QueryFault["problem"], suggestion: string | null): QueryFault => ({ start, end, problem, suggestion });

export function standInQueries(library: StandInLibrary): QueriesDoor {
  let views: SavedViewView[] = [
    { id: 1, name: "Short and unread", query: "status:want tag:short", layout: "{}", books: 0 },
    { id: 2, name: "To be dated", query: "status:finished missing:finished", layout: "{}", books: 0 },
  ];
  const owner = (facet: FacetName, piece: Piece) => !piece.minus && /^[:=]$/.test(piece.operator) && piece.field === (NAMES[facet] ?? facet);
  const without = (text: string, facet: FacetName) =>
    pieces(text).filter((piece) => !owner(facet, piece)).map((piece) => text.slice(piece.start, piece.end)).join(" ");
  function facet(text: string, name: FacetName, typed: string): FacetView {
    const rows = library.all.filter(finds(without(text, name)));
    const counts = new Map<string, number>();
    for (const row of rows) for (const value of valuesOf[name](row)) counts.set(value, (counts.get(value) ?? 0) + 1);
    const held = pieces(text).find((piece) => owner(name, piece))?.values ?? [];
    let values: FacetValueView[] = [...counts].map(([value, books]) => ({ value, books, chosen: held.includes(written(name, value).replaceAll('"', "")) }));
    values = values.filter((one) => one.value.toLowerCase().split(/\s/).some((word) => word.startsWith(typed.toLowerCase())));
    const byValue = name === "yearFinished" || name === "rating";
    values.sort((a, b) => (byValue ? Number(b.value) - Number(a.value) : b.books - a.books));
    return { facet: name, values: values.slice(0, CUT), distinct: values.length };
  }
  function toggle(text: string, name: FacetName, value: string): string {
    const [term, list] = [written(name, value), pieces(text)];
    const held = list.find((piece) => owner(name, piece));
    const op = name === "author" || name === "tag" || name === "format" ? "=" : ":";
    if (!held) return `${text.trim()} ${NAMES[name] ?? name}${op}${term}`.trim();
    const bare = term.replaceAll('"', "");
    const kept = held.values.includes(bare) ? held.values.filter((one) => one !== bare) : [...held.values, bare];
    if (kept.length === 0) return without(text, name);
    return `${text.slice(0, held.start)}${held.field}${op}${kept.map((one) => (/\s/.test(one) ? `"${one}"` : one)).join(",")}${text.slice(held.end)}`;
  }
  return {
    readQuery: (text) => Promise.resolve(read(text)),
    completeQuery(text, caret) {
      const piece = pieces(text.slice(0, caret)).at(-1);
      if (!piece || piece.end < caret) return Promise.resolve(null);
      if (piece.field === null) {
        const offers = Object.keys(FIELDS).filter((name) => name.startsWith(piece.text.toLowerCase())).map((name) => ({ insert: `${name}:`, books: null }));
        return Promise.resolve({ start: piece.start, end: caret, offers });
      }
      const typed = (piece.values.at(-1) ?? "").toLowerCase();
      const name = FIELDS[piece.field];
      const own = name === "author" || name === "tag" || name === "format";
      const offers = own
        ? facet("", name, typed).values.slice(0, 12).map((one) => ({ insert: written(name, one.value), books: one.books }))
        : (OFFERS[piece.field] ?? []).filter((one) => one.startsWith(typed)).map((insert) => ({ insert, books: null }));
      return Promise.resolve({ start: caret - (piece.end - piece.start - (piece.minus ? 1 : 0) - piece.field.length - piece.operator.length), end: caret, offers });
    },
    facets: (text) => Promise.resolve((Object.keys(valuesOf) as FacetName[]).map((name) => facet(text, name, ""))),
    facetValues: (text, name, typed) => Promise.resolve(facet(text, name, typed)),
    toggleFacet: (text, name, value) => Promise.resolve(toggle(text, name, value)),
    clearFacet: (text, name) => Promise.resolve(without(text, name)),
    placeOfBook(query, id) {
      const at = library.matching(query).findIndex((row) => row.id === id);
      return Promise.resolve(at < 0 ? null : at);
    },
    yearSums(text) {
      const sums = new Map<string, YearSumView>();
      for (const row of library.all.filter(finds(text))) {
        const reading = row.status === "reading";
        const year = row.finished && !reading ? Number(row.finished.slice(0, 4)) : null;
        const sum = sums.get(`${reading} ${year}`) ?? { reading, year, books: 0, pages: 0 };
        sums.set(`${reading} ${year}`, { ...sum, books: sum.books + 1, pages: sum.pages + (row.pages ?? 0) });
      }
      return Promise.resolve([...sums.values()].sort((a, b) => Number(b.reading) - Number(a.reading) || (b.year ?? -1) - (a.year ?? -1)));
    },
    rail() {
      const years = facet("", "yearFinished", "").values.map((one) => ({ year: Number(one.value), books: one.books }));
      return Promise.resolve({ years, views: views.map((view) => ({ ...view, books: library.all.filter(finds(view.query)).length })) });
    },
    saveView(view, draft) {
      const id = view ?? views.reduce((most, one) => Math.max(most, one.id), 0) + 1;
      const saved = { id, ...draft, books: 0 };
      views = view === null ? [...views, saved] : views.map((one) => (one.id === id ? saved : one));
      return Promise.resolve(id);
    },
    orderViews(ids) {
      views = [...views].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
      return Promise.resolve();
    },
    deleteView(id) {
      views = views.filter((view) => view.id !== id);
      return Promise.resolve();
    },
  };
}
