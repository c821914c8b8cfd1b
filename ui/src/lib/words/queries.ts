import type { ExpectedView, FacetName, FacetValueView, QueryFault, StatusView } from "../ipc/types";
import { statusWords } from "./books";
import { figure, starWords } from "./numbers";

export const queryWords = {
  label: "Search your books",
  placeholder: "Search, or status:reading rating>=4",
  offers: "Ways to go on",
  offersCount: (count: number) => (count === 1 ? "1 way to go on" : `${count} ways to go on`),
  suggestion: "Did you mean",
  fault: faultWords,
};

function expectedWords(expected: ExpectedView): string {
  switch (expected.kind) {
    case "oneOf":
      return `one of ${expected.names.join(", ")}`;
    case "rating":
      return "½ to 5 stars, like 4, 4.5 or 3..5";
    case "day":
      return "a day, month or year, like 2025, 2025-03 or 2024..2025";
    case "number":
      return "a number, like 300 or 200..300";
    case "text":
      return "some words, in quotes when there are several";
  }
}

/** What is the matter with a search, in a sentence. */
function faultWords(fault: QueryFault): string {
  const { problem } = fault;
  switch (problem.kind) {
    case "unknownField":
      return `There is no field “${problem.name}”.`;
    case "noValue":
      return `“${problem.field}” wants ${expectedWords(problem.expected)}.`;
    case "unknownValue":
      return `“${problem.found}” does not fit: “${problem.field}” wants ${expectedWords(problem.expected)}.`;
    case "notOrdered":
      return `“${problem.field}” has no order. Use a colon.`;
    case "rangeReversed":
      return "The range ends before it begins.";
    case "unclosed":
      return "This parenthesis is not closed.";
    case "unopened":
      return "This parenthesis was not opened.";
    case "emptyGroup":
      return "There is nothing between the parentheses.";
    case "tooLong":
      return "This is too long to search for.";
  }
}

export const facetWords = {
  label: "Filters",
  names: {
    status: "Status",
    yearFinished: "Year finished",
    rating: "Rating",
    author: "Author",
    format: "Format",
    tag: "Tag",
    owned: "Owned",
    has: "Has review",
    missing: "Missing",
    duplicate: "Duplicates",
  } satisfies Record<FacetName, string>,
  find: (name: string) => `Find under ${name.toLowerCase()}`,
  clear: (name: string) => `Clear ${name}`,
  none: "Nothing here",
  more: (count: string) => `${count} more; type to find them`,
  several: (first: string, others: number) => `${first} +${others}`,
};

const OWNED: Record<string, string> = { yes: "Owned", no: "Not owned", unsaid: "Not said" };
const MISSING: Record<string, string> = { date: "Finish date", rating: "Rating", cover: "Cover", isbn: "ISBN" };

export function facetValueWords(facet: FacetName, { value }: FacetValueView): string {
  switch (facet) {
    case "status":
      return statusWords[value as StatusView | "none"];
    case "rating":
      return starWords(Number(value));
    case "owned":
      return OWNED[value] ?? value;
    case "missing":
      return MISSING[value] ?? value;
    case "has":
    case "duplicate":
      return facetWords.names[facet];
    case "yearFinished":
    case "author":
    case "format":
    case "tag":
      return value;
  }
}

export const viewWords = {
  heading: "Views",
  years: "Years",
  allYears: (count: number) => `All ${figure(count)} years`,
  fewerYears: "Show fewer",
  finishedIn: (year: number) => `Finished in ${year}`,
  save: "Save this search as a view",
  saveTitle: "Save as a view",
  renameTitle: "Rename the view",
  name: "Name",
  query: "Search",
  saveButton: "Save view",
  saved: (name: string) => `Saved as “${name}”`,
  menu: (name: string) => `Manage “${name}”`,
  rename: "Rename…",
  update: "Save the present search here",
  up: "Move up",
  down: "Move down",
  remove: "Delete",
  removed: (name: string) => `“${name}” deleted`,
  undo: "Undo",
};

export const layoutWords = {
  shape: "View",
  covers: "Covers",
  table: "Table",
  columns: "Columns",
  display: "Display",
  reset: "As at first",
  moveHint: "Alt and an arrow key move a column",
  resize: (name: string) => `Width of ${name}`,
  sortedBy: "Sort",
  ascending: "ascending",
  descending: "descending",
};

export const paletteWords = {
  label: "Find anything",
  ask: "A book, a place or a command",
  results: "Results",
  books: "Books",
  commands: "Commands",
  nothing: "Nothing is called that.",
  open: "↵ open",
  inspect: "Ctrl ↵ open with its details",
  fill: "Tab fills the search field",
  count: (count: number, shown: string) => (count === 1 ? "1 result" : `${shown} results`),
  go: (place: string) => `Go to ${place}`,
  search: "Search the library",
  clear: "Clear the search",
  saveView: "Save this search as a view…",
  covers: "Show covers",
  table: "Show a table",
  cosy: "Cosy rows",
  compact: "Compact rows",
  selectAll: "Select all that match",
  invert: "Invert the selection",
  details: "Show or hide the details",
  undo: "Undo the last change",
  redo: "Redo what was undone",
  sync: "Check for changes now",
  openFile: "Import a file…",
  shortcuts: "Keyboard shortcuts",
  theme: (name: string) => `Appearance: ${name}`,
  palette: "Find a book or a command",
};
