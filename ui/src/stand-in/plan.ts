import { hashOf } from "$lib/covers/design";
import type {
  BookRow, CandidateView, ImportPolicies, RowDecision, CatalogueBookView, PlanPage, PlanQuery, PlanRow, PlanSums, PlanTiles, PlanView, ResolutionView, RowFate, TileView,
} from "$lib/ipc/types";
import { StandInLibrary } from "./library";

const SUM_OF: Record<RowFate, keyof PlanSums> = {
  new: "new", changed: "changed", unchanged: "unchanged", conflict: "conflict", joined: "joined", needsYou: "needsYou", leftOut: "leftOut", problem: "problems",
};

const catalogueBook = (row: BookRow): CatalogueBookView => ({
  hiveId: row.hiveId ?? "", title: row.title, authors: row.authors, year: 1900 + (row.id % 120), pages: 120 + (row.id % 500), language: "English",
  genres: ["Fiction"], isbn13: null, isbn10: null, goodreadsId: null, hasCover: false,
});

function planRow(row: BookRow, line: number): PlanRow {
  const bits = hashOf(`row ${line}`) % 100;
  const fate: RowFate = bits < 80 ? "new" : bits < 86 ? "changed" : bits < 93 ? "unchanged" : bits < 95 ? "joined" : bits < 98 ? "needsYou" : "problem";
  const yours = fate === "changed" || fate === "unchanged" ? { ...row, finished: null, stars: null } : null;
  const tile: TileView = yours ? "yours" : fate === "problem" ? "problem" : fate === "needsYou" ? (bits === 96 ? "problem" : "review") : bits < 60 ? "exact" : bits < 74 ? "strong" : "noMatch";
  return {
    tile, needs: fate === "needsYou" ? (tile === "review" ? "match" : "author") : null,
    catalogue: tile === "exact" || tile === "strong" || tile === "review" ? catalogueBook(row) : null,
    line, title: row.title, authors: tile === "problem" && fate === "needsYou" ? [] : row.authors, status: row.status, shelf: bits === 40 ? "owned-wishlist" : null,
    stars: row.stars, starsInFile: bits % 9 === 0 ? "4.25" : null, started: row.started, finished: row.finished, previousReads: 0,
    hiveId: tile === "problem" ? null : row.hiveId, fate, joinedWith: fate === "joined" ? Math.max(2, line - 3) : null, yours,
    changes: fate === "changed"
      ? [{ field: "finishedAt", before: null, after: "2021-01-02" }, { field: "stars", before: "3", after: "4½" }, { field: "status", before: "wantToRead", after: "finished" }]
      : fate === "new" ? [{ field: "title", before: null, after: row.title }, { field: "authors", before: null, after: row.authors.join(", ") }, { field: "status", before: null, after: row.status ?? "finished" }] : [],
    notes: tile === "problem" && fate === "needsYou" ? ["The file names no author; a book needs one."] : fate === "problem" ? ["This line has 4 cells where the header has 23."] : bits % 9 === 0 ? ["4.25 stars become 4½; the file's figure is kept on this computer."] : [],
  };
}

/** The row as the decision leaves it; the same row where that does not fit it. */
function decidedRow(row: PlanRow, decision: RowDecision): PlanRow {
  const takesPart = row.fate !== "leftOut" && row.fate !== "problem";
  switch (decision) {
    case "leaveOut": return takesPart ? { ...row, fate: "leftOut", needs: null } : row;
    case "takeIn": return row.fate === "leftOut" ? { ...row, fate: "new" } : row;
    case "accept": return takesPart && row.catalogue && row.tile !== "exact" ? { ...row, fate: "new", needs: null, tile: "exact" } : row;
    case "asFile": return takesPart && row.tile !== "noMatch" && row.hiveId ? { ...row, fate: "new", needs: null, tile: "noMatch", catalogue: null } : row;
    case "keepYours": return row.fate === "conflict" ? { ...row, fate: "unchanged", tile: "yours", needs: null, changes: [] } : row;
    case "takeFile": return row.fate === "conflict" ? { ...row, fate: "changed", tile: "yours", needs: null } : row;
    default: return row;
  }
}

/** What strangers write into the cells of their files. */
export const HOSTILE: readonly string[] = [
  `<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">`, "\u202etxt.exe \u202dabc\u2066", "a\u0000b\u0007c", "=HYPERLINK(\"https://example.com\")",
  "long ".repeat(200_000), "javascript:window.hacked=1", "{{window.hacked=1}} ${window.hacked=1}", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 (english) 123",
];

const hostileRow = (row: PlanRow, text: string): PlanRow => ({
  ...row, title: text, authors: [text], shelf: text, notes: [text], fate: "changed", tile: "yours", needs: null,
  changes: [{ field: text.slice(0, 40), before: text, after: text }], yours: row.yours && { ...row.yours, title: text, authors: [text] },
});

export class StandInPlan {
  readonly view: PlanView;
  #rows: PlanRow[];
  #before: PlanRow[][] = [];

  constructor(count: number, localOnly: boolean, questions: boolean, hostile = false) {
    this.#rows = new StandInLibrary(count).all.map((row, index) => planRow(row, index + 2));
    if (hostile) this.#rows = this.#rows.map((row, at) => (at < HOSTILE.length ? hostileRow(row, HOSTILE[at] ?? "") : row));
    this.view = {
      revision: 1, fileName: "my_storygraph_export.csv", source: "StoryGraph", encoding: "UTF-8", columns: 23, rows: count, sums: this.#sums(),
      tiles: this.#tiles(), policies: { status: "fillEmpty", rating: "fillEmpty", review: "fillEmpty", owned: "fillEmpty", local: "fillEmpty" },
      lookUp: { state: questions ? "notAsked" : "running", waiting: 812, minutes: 4 }, cost: { points: count * 3, pointsPerHour: 5_000, pointsPerDay: 35_000, minutes: Math.round(count / 28) },
      dateOrder: questions ? { examples: ["03/04/2021", "11/12/2022"], answer: null } : null,
      shelves: questions ? [{ shelf: "owned-wishlist", rows: 12, answer: "noStatus" }, { shelf: "book club 2021", rows: 3, answer: "noStatus" }] : [],
      readMs: 180, mapped: false, localOnly, undoable: 0,
    };
  }

  page(query: PlanQuery, offset: number, limit: number): PlanPage {
    const worth = (row: PlanRow) => row.notes.length > 0 || row.fate === "conflict" || row.fate === "needsYou" || row.fate === "problem";
    const words = query.text.toLowerCase();
    const rows = this.#rows.filter(
      (row) =>
        (query.show === "all" || (query.show === "worthALook" ? worth(row) : SUM_OF[row.fate] === query.show || row.tile === query.show)) &&
        `${row.title} ${row.authors.join(" ")} ${row.line}`.toLowerCase().includes(words),
    );
    return { revision: this.view.revision, rows: rows.slice(offset, offset + limit), offset, matching: rows.length, worthALook: this.#rows.filter(worth).length };
  }

  leaveOut(lines: readonly number[], leftOut: boolean): void {
    this.#change((row) => (lines.includes(row.line) ? { ...row, fate: leftOut ? "leftOut" : "new" } : row));
  }

  candidates(line: number, text: string | null): CandidateView[] {
    const row = this.#rows.find((one) => one.line === line);
    if (!row) return [];
    const book = (title: string, authors: string[], tier: CandidateView["tier"], at: number): CandidateView => ({
      choice: { kind: "catalogue", hiveId: `bk_${line}_${at}` }, title, authors, hiveId: `bk_${line}_${at}`, year: 1990 + at, pages: 200 + 10 * at,
      tier, yours: false, chosen: row.catalogue?.hiveId === `bk_${line}_${at}`,
    });
    const title = text ?? row.title;
    return [book(title, row.authors, "review", 1), book(`${title}: A Novel`, row.authors, "review", 2), book(`${title} and Other Stories`, row.authors, "none", 3)];
  }

  resolve(line: number, choice: ResolutionView): void {
    this.#change((row) => {
      if (line !== row.line) return row;
      const hiveId = choice.kind === "catalogue" ? choice.hiveId : row.hiveId;
      const catalogue = choice.kind === "catalogue" && row.hiveId ? { ...catalogueBook({ ...row, id: line } as unknown as BookRow), hiveId: choice.hiveId } : null;
      return { ...row, hiveId, fate: "new", needs: null, tile: catalogue ? "exact" : "noMatch", catalogue };
    });
  }

  /** Under "ask me" what changed a book is open. */
  setPolicies(policies: ImportPolicies): void {
    const asks = policies.rating === "ask";
    this.#change((row) => {
      if (asks && row.fate === "changed") return { ...row, fate: "conflict", tile: "conflict", needs: "winner" };
      return !asks && row.fate === "conflict" ? { ...row, fate: "changed", tile: "yours", needs: null } : row;
    });
    this.change({ policies });
  }

  decide(query: PlanQuery, line: number | null, decision: RowDecision): number {
    const lines = new Set(line === null ? this.page(query, 0, Infinity).rows.map((row) => row.line) : [line]);
    let decided = 0;
    this.#change((row) => {
      const next = lines.has(row.line) ? decidedRow(row, decision) : row;
      if (next !== row) decided += 1;
      return next;
    });
    return decided;
  }

  undo(): void {
    const before = this.#before.pop();
    if (!before) return;
    this.#rows = before;
    this.#counted();
  }

  #change(how: (row: PlanRow) => PlanRow): void {
    this.#before.push(this.#rows);
    this.#rows = this.#rows.map(how);
    this.#counted();
  }

  #counted(): void {
    this.change({ sums: this.#sums(), tiles: this.#tiles(), undoable: this.#before.length });
  }

  supplyAuthors(line: number, authors: string[]): void {
    this.#change((row) => (line === row.line ? { ...row, authors, hiveId: `bk_${line}`, fate: "new", needs: null, tile: "noMatch", notes: [] } : row));
  }

  #tiles(): PlanTiles {
    const of = (tile: TileView) => this.#rows.filter((row) => row.tile === tile).length;
    return {
      exact: of("exact"), strong: of("strong"), review: of("review"), open: this.#rows.filter((row) => row.needs === "match").length,
      noMatch: of("noMatch"), yours: of("yours"), gaining: this.#rows.filter((row) => row.tile === "yours" && row.fate === "changed").length, conflict: of("conflict"), problem: of("problem"),
    };
  }

  change(change: Partial<PlanView>): void {
    Object.assign(this.view, change, { revision: this.view.revision + 1 });
  }

  #sums(): PlanSums {
    const sums: PlanSums = { new: 0, changed: 0, unchanged: 0, conflict: 0, joined: 0, needsYou: 0, leftOut: 0, problems: 0 };
    for (const row of this.#rows) sums[SUM_OF[row.fate]] += 1;
    return sums;
  }
}
