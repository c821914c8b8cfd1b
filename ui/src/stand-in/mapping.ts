import type { MappingDoor } from "$lib/ipc/doors/mapping";
import type { ColumnMapping, MappingPreview, MappingRow, MappingView } from "$lib/ipc/types";

const NONE: MappingRow = {
  line: 0, title: "", authors: [], status: null, shelf: null, stars: null, started: null, finished: null, isbn: null, hasReview: false, notes: [],
};
const ROWS: readonly MappingRow[] = [
  { ...NONE, line: 2, title: "The Left Hand of Darkness", authors: ["Ursula K. Le Guin"], status: "finished", stars: 9, started: "2021-03-01", finished: "2021-03-14", isbn: "9780441478125" },
  { ...NONE, line: 3, title: "Kitchen", authors: ["Banana Yoshimoto"], status: "finished", stars: 7, finished: "2021-04-02", hasReview: true },
  { ...NONE, line: 4, title: "雪国", authors: ["川端 康成"], shelf: "lent to Ana" },
  { ...NONE, line: 5, title: "Season of Migration to the North", authors: ["Tayeb Salih"], status: "wantToRead", notes: ["“31.2.2021” is no day of the calendar; it was left out."] },
  { ...NONE, line: 6, notes: ["The row has no title, so it cannot become a book."] },
];

const preview = (mapping: ColumnMapping): MappingPreview => {
  if (!mapping.fields.includes("title")) return { fault: "noTitle", rows: [] };
  const has = (field: ColumnMapping["fields"][number]) => mapping.fields.includes(field);
  return {
    fault: null,
    rows: ROWS.map((row) => ({
      ...row, stars: has("rating") ? row.stars : null, status: has("status") ? row.status : null, shelf: has("status") ? row.shelf : null,
      finished: has("finished") ? row.finished : null, authors: has("authors") ? row.authors : [],
    })),
  };
};

const mapping: ColumnMapping = {
  fields: ["title", "authors", "status", "rating", "started", "finished", "isbn", "review", "keep", "keep", "ignore"], scale: "five", headerless: false,
};

/** A table somebody keeps by hand. */
export const standInTable: MappingView = {
  fileName: "books I have read.csv", encoding: "UTF-8", rows: 1204, remembered: false, mapping, preview: preview(mapping), leftOut: 0,
  columns: [
    { name: "Book", samples: ["The Left Hand of Darkness", "Kitchen", "雪国"] },
    { name: "Writer", samples: ["Ursula K. Le Guin", "Banana Yoshimoto", "川端 康成"] },
    { name: "Status", samples: ["done", "lent to Ana", "to read"] },
    { name: "★", samples: ["4.5", "3.5", "5"] },
    { name: "Begun", samples: ["2021-03-01"] },
    { name: "Finished", samples: ["2021-03-14", "2021-04-02"] },
    { name: "ISBN-13", samples: ["9780441478125", "9780802142443"] },
    { name: "What I thought", samples: ["Slow to begin with, and then it would not let me go for a whole week of evenings."] },
    { name: "Where it stands", samples: ["living room", "attic", "الغرفة"] },
    { name: "", samples: [] },
    { name: "Row", samples: ["1", "2", "3"] },
  ],
};

/** A table of so many columns that only the first can be explained. */
export const standInWideTable: MappingView = {
  ...standInTable, fileName: "everything.csv", leftOut: 99_800,
  columns: Array.from({ length: 200 }, (_, at) => standInTable.columns[at] ?? { name: `n${at}`, samples: [] }),
  mapping: { ...mapping, fields: Array.from({ length: 200 }, (_, at) => mapping.fields[at] ?? "keep") },
};

/** The same kept by somebody who needs no headings. */
export const standInBareTable: MappingView = {
  ...standInTable, fileName: "books.txt", rows: 1203, columns: standInTable.columns.map(({ samples }) => ({ name: samples[0] ?? "", samples: samples.slice(1) })),
  mapping: { ...mapping, headerless: true },
};

export const standInMapping = (tell: (mapping: MappingView | null) => void, plan: () => void): MappingDoor => ({
  previewMapping: (mapping) => Promise.resolve(preview(mapping)),
  confirmMapping: () => (tell(null), plan(), Promise.resolve()),
  changeMapping: () => (tell({ ...standInTable, remembered: true }), Promise.resolve()),
  closeMapping: () => (tell(null), Promise.resolve()),
});
