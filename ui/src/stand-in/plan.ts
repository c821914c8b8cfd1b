import { hashOf } from "$lib/covers/design";
import type { BookRow, PlanPage, PlanQuery, PlanRow, PlanSums, PlanView, RowFate } from "$lib/ipc/types";
import { StandInLibrary } from "./library";

const SUM_OF: Record<RowFate, keyof PlanSums> = {
  new: "new", changed: "changed", unchanged: "unchanged", joined: "joined", needsYou: "needsYou", leftOut: "leftOut", problem: "problems",
};

function planRow(row: BookRow, line: number): PlanRow {
  const bits = hashOf(`row ${line}`) % 100;
  const fate: RowFate = bits < 80 ? "new" : bits < 86 ? "changed" : bits < 93 ? "unchanged" : bits < 95 ? "joined" : bits < 98 ? "needsYou" : "problem";
  const yours = fate === "changed" || fate === "unchanged" ? { ...row, finished: null, stars: null } : null;
  return {
    line, title: row.title, authors: fate === "needsYou" ? [] : row.authors, status: row.status, shelf: bits === 40 ? "owned-wishlist" : null,
    stars: row.stars, starsInFile: bits % 9 === 0 ? "4.25" : null, started: row.started, finished: row.finished, previousReads: 0,
    hiveId: fate === "needsYou" ? null : row.hiveId, fate, joinedWith: fate === "joined" ? Math.max(2, line - 3) : null, yours,
    changes: fate === "changed"
      ? [{ field: "finishedAt", before: null, after: "2021-01-02" }, { field: "stars", before: "3", after: "4½" }, { field: "status", before: "wantToRead", after: "finished" }]
      : fate === "new" ? [{ field: "title", before: null, after: row.title }, { field: "authors", before: null, after: row.authors.join(", ") }, { field: "status", before: null, after: row.status ?? "finished" }] : [],
    notes: fate === "needsYou" ? ["The file names no author for this book."] : fate === "problem" ? ["This line has 4 cells where the header has 23."] : bits % 9 === 0 ? ["4.25 stars become 4½; the file's figure is kept on this computer."] : [],
  };
}

export class StandInPlan {
  readonly view: PlanView;
  readonly #rows: PlanRow[];

  constructor(count: number, localOnly: boolean, questions: boolean) {
    this.#rows = new StandInLibrary(count).all.map((row, index) => planRow(row, index + 2));
    this.view = {
      revision: 1, fileName: "my_storygraph_export.csv", source: "StoryGraph", encoding: "UTF-8", columns: 23, rows: count, sums: this.#sums(),
      policy: "fillEmpty", cost: { points: count * 3, pointsPerHour: 5_000, pointsPerDay: 35_000, minutes: Math.round(count / 28) },
      dateOrder: questions ? { examples: ["03/04/2021", "11/12/2022"], answer: null } : null,
      shelves: questions ? [{ shelf: "owned-wishlist", rows: 12, answer: "noStatus" }, { shelf: "book club 2021", rows: 3, answer: "noStatus" }] : [],
      readMs: 180, mapped: false, localOnly,
    };
  }

  page(query: PlanQuery, offset: number, limit: number): PlanPage {
    const worth = (row: PlanRow) => row.notes.length > 0 || row.fate === "needsYou" || row.fate === "problem";
    const words = query.text.toLowerCase();
    const rows = this.#rows.filter(
      (row) =>
        (query.show === "all" || (query.show === "worthALook" ? worth(row) : SUM_OF[row.fate] === query.show)) &&
        `${row.title} ${row.authors.join(" ")} ${row.line}`.toLowerCase().includes(words),
    );
    return { revision: this.view.revision, rows: rows.slice(offset, offset + limit), offset, matching: rows.length, worthALook: this.#rows.filter(worth).length };
  }

  leaveOut(lines: readonly number[], leftOut: boolean): void {
    for (const [at, row] of this.#rows.entries()) {
      if (lines.includes(row.line)) this.#rows[at] = { ...row, fate: leftOut ? "leftOut" : "new" };
    }
    this.change({ sums: this.#sums() });
  }

  change(change: Partial<PlanView>): void {
    Object.assign(this.view, change, { revision: this.view.revision + 1 });
  }

  #sums(): PlanSums {
    const sums: PlanSums = { new: 0, changed: 0, unchanged: 0, joined: 0, needsYou: 0, leftOut: 0, problems: 0 };
    for (const row of this.#rows) sums[SUM_OF[row.fate]] += 1;
    return sums;
  }
}
