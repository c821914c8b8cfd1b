import type { CandidateView, CatalogueBookView, DoubtfulBookView, PlanRow, ResolutionView } from "../ipc/types";
import { enrichWords, matchingWords, tierWords } from "../words";

/** A book that something may be, as the picker shows it. */
export interface Candidate {
  key: string;
  hiveId: string | null;
  title: string;
  authors: readonly string[];
  facts: string;
  why: string;
  /** It stands at present. */
  chosen: boolean;
  choose: () => void;
}

/** What a row of an import may be. */
export const ofRow = (book: CandidateView, choose: (choice: ResolutionView) => void): Candidate => ({
  key: book.yours ? `yours ${book.hiveId ?? book.title}` : (book.hiveId ?? book.title),
  hiveId: book.hiveId, title: book.title, authors: book.authors, facts: matchingWords.facts(book),
  why: book.yours ? matchingWords.yours : tierWords[book.tier],
  chosen: book.chosen, choose: () => choose(book.choice),
});

/** The row as its file has it. */
export const asFile = (row: PlanRow, choose: (choice: ResolutionView) => void): Candidate => ({
  key: "", hiveId: row.hiveId, title: matchingWords.asFile, authors: [], facts: row.title, why: matchingWords.asFileNote,
  chosen: row.tile === "noMatch" && row.needs === null, choose: () => choose({ kind: "asFile" }),
});

/** What a doubtful book of the library may be: what was found for it, or these books of the catalogue. */
export function ofDoubtful(
  { candidates }: DoubtfulBookView,
  searched: readonly CatalogueBookView[] | null,
  choose: (book: CatalogueBookView) => void,
): Candidate[] {
  const words = enrichWords.doubtful;
  const candidate = (book: CatalogueBookView): Candidate => {
    const known = candidates.find((one) => one.book.hiveId === book.hiveId);
    return {
      key: book.hiveId, hiveId: book.hiveId, title: book.title, authors: book.authors, facts: matchingWords.facts(book),
      why: known ? words.why(known) : words.searched,
      chosen: false, choose: () => choose(book),
    };
  };
  return (searched ?? candidates.map((one) => one.book)).map(candidate);
}
