import type { CandidateView, ImportPolicies, LookUpView, PlanTiles, PlanView, RowDecision, TierView, TileView } from "../ipc/types";
import { figure, many } from "./numbers";

export const tileWords: Record<TileView, string> = {
  exact: "Exact",
  strong: "Strong",
  review: "Review",
  noMatch: "No match",
  yours: "Already yours",
  conflict: "In conflict",
  problem: "Problems",
};

export const tierWords: Record<TierView, string> = {
  exact: "Same book",
  strong: "Title and author agree",
  review: "Like it",
  none: "Another title or author",
};

/** What a tile's rows have in common, under its figure. */
export function tileNote(tile: TileView, tiles: PlanTiles): string {
  switch (tile) {
    case "exact":
      return "Same book, proven";
    case "strong":
      return "Title and author agree";
    case "review":
      return tiles.open === 0 ? "All settled" : `${figure(tiles.review - tiles.open)} settled, ${figure(tiles.open)} for you`;
    case "noMatch":
      return "Added as written";
    case "yours":
      return tiles.gaining === 0 ? "Nothing new" : `${many(tiles.gaining, "gains", "gain")} something`;
    case "conflict":
      return "You say who wins";
    case "problem":
      return "Each with its line";
  }
}

export const policyFieldWords: Record<keyof ImportPolicies, string> = {
  status: "Status and dates",
  rating: "Rating",
  review: "Review",
  owned: "Owned",
  local: "Tags and notes",
};

export const decisionWords = {
  forAll: (rows: number) => `For all ${figure(rows)}…`,
  whoWins: "Who wins?",
  conflict: "The file and your library differ",
  ways: {
    accept: { name: "Take the book that is offered", note: "Each row becomes its best match" },
    asFile: { name: "Keep as typed", note: "Books of their own, as the file has them" },
    leaveOut: { name: "Leave out", note: "None of them is imported" },
    takeIn: { name: "Take in again", note: "Those that were left out" },
    keepYours: { name: "Keep what you have", note: "What is empty is still filled" },
    takeFile: { name: "Take what the file says", note: "It replaces what you have" },
    askAgain: { name: "Ask again", note: "Nothing is decided" },
  } satisfies Record<RowDecision, { name: string; note: string }>,
  decided: (rows: number) => (rows === 0 ? "There was nothing to decide" : `${many(rows, "row", "rows")} decided`),
  decidedMore: "Nothing is written before you press Import.",
  undo: "Undo",
  undone: "Taken back",
};

export const matchingWords = {
  tiles: (plan: PlanView) => `Rows by match, adding up to ${figure(plan.rows)}`,
  acceptAll: (open: number) => `Accept all ${figure(open)} in Review`,
  bestMatch: "Best match",
  ask: "Looking books up sends titles, authors and ISBNs to the catalogue at bookhive.buzz. It finds the ids that others use, covers and pages. The import works without it.",
  askLabel: "Look books up?",
  agree: "Look books up",
  decline: "Not this time",
  lookUp: (lookUp: LookUpView): string => {
    switch (lookUp.state) {
      case "running":
        return lookUp.minutes < 1
          ? `Looking up ${many(lookUp.waiting, "row", "rows")}, under a minute to the next round`
          : `Looking up ${many(lookUp.waiting, "row", "rows")}, about ${many(lookUp.minutes, "minute", "minutes")} for this round`;
      case "waiting":
        return `The catalogue is out of reach; ${many(lookUp.waiting, "row waits", "rows wait")} for it. You need not.`;
      default:
        return "";
    }
  },
  question: "Is it one of these?",
  change: "Choose another book…",
  candidates: "Books that the row could be",
  asFile: "As the file has it",
  asFileNote: "A book of its own",
  searchOther: "Search the catalogue",
  looking: "Looking…",
  noneFound: "The catalogue has nothing like it.",
  yours: "In your library",
  facts: (book: Pick<CandidateView, "year" | "pages">): string =>
    [book.year === null ? "" : String(book.year), book.pages === null ? "" : many(book.pages, "page", "pages")].filter(Boolean).join(" \u00b7 "),
  authorLabel: "Who wrote it?",
  authorHint: "Several names with a semicolon between them",
  authorSave: "Use this author",
  needsMatch: "Choose the book this is",
  perField: "Per field\u2026",
  perFieldTitle: "When a book is yours already",
  perFieldBody: "Earlier reads are always added, and nothing is ever emptied.",
  mixed: "Per field",
  done: "Done",
};
