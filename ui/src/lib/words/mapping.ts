import type { ColumnField, MappingFaultView, MappingView, RatingScaleView } from "../ipc/types";
import { isolated } from "../bidi";
import { figure, many } from "./numbers";

export const fieldNames: Record<ColumnField, string> = {
  title: "Title",
  authors: "Authors",
  status: "Status or shelf",
  rating: "Rating",
  started: "Started on",
  finished: "Finished on",
  reads: "All readings, start–end",
  added: "Added on",
  review: "Review",
  isbn: "ISBN or ASIN",
  goodreadsId: "Goodreads number",
  identifiers: "Identifiers, as calibre has them",
  owned: "Owned, yes or no",
  tags: "Tags",
  keep: "Keep on this computer",
  ignore: "Leave out",
};

export const scaleNames: Record<RatingScaleView, string> = { five: "5", ten: "10", hundred: "100" };

export const faultWords: Record<MappingFaultView, string> = {
  noTitle: "Say which column holds the titles: a book needs one.",
  twice: "Two columns hold what only one can.",
  noRows: "No row is left below the first one. If the first row is a book, say so above.",
  otherTable: "The table has changed; choose the file again.",
};

export const mappingWords = {
  title: "What do the columns hold?",
  facts: (view: MappingView) => [isolated(view.fileName), many(view.columns.length + view.leftOut, "column", "columns"), view.encoding].join(" · "),
  lead: "This table comes from no service we know. Say once what each column is; the next file with the same headings is read the same way.",
  remembered: "You have explained a table with these headings before; this is what you said.",
  rememberedBare: "You have explained a table of as many columns without headings before; this is what you said. Is this one alike?",
  leftOut: ({ columns, leftOut }: MappingView) =>
    `Only the first ${figure(columns.length)} columns can be explained. ${many(leftOut, "column behind them is", "columns behind them are")} left out; move what you need to the front of the file.`,
  headerless: "The first row is already a book",
  headerlessNote: "The file has no headings",
  numbered: (at: number) => `Column ${at + 1}`,
  columns: "Columns of the file",
  column: "Column",
  samples: "First values",
  holds: "Holds",
  unnamed: (at: number) => `Column ${at + 1}, without a name`,
  holdsOf: (name: string) => `What ${name} holds`,
  noValues: "empty in the first rows",
  scale: "The best rating is",
  previewTitle: "The first rows, as they will be read",
  noTitle: "No title",
  noAuthor: "no author",
  shelf: (shelf: string) => `“${isolated(shelf)}”, to be asked about`,
  started: "from",
  finished: "finished",
  review: "with a review",
  sum: (fields: readonly ColumnField[]) => {
    const count = (claim: (field: ColumnField) => boolean) => fields.filter(claim).length;
    const [kept, out] = [count((field) => field === "keep"), count((field) => field === "ignore")];
    const used = fields.length - kept - out;
    return `${many(used, "column becomes", "columns become")} part of the books, ${figure(kept)} kept on this computer, ${figure(out)} left out: ${many(fields.length, "column", "columns")}.`;
  },
  close: "Not now",
  confirm: (rows: number) => `Read ${many(rows, "row", "rows")}`,
  change: "Change columns…",
} as const;
