import { invoke } from "@tauri-apps/api/core";
import { change } from "../shown";
import type { AttentionCounts, AttentionView, DecidedView, DecisionView, DuplicatePageView, MergeChoice, MergeView } from "../types";

/** What the page asks of what was set aside, of repairs and of duplicates. */
export interface AttentionDoor {
  attentionCounts(): Promise<AttentionCounts>;
  /** The first `limit` of what was set aside, and all the rest. */
  attention(limit: number): Promise<AttentionView>;
  decideAsides(decisions: DecisionView[]): Promise<DecidedView>;
  repairOwnedStatus(): Promise<DecidedView>;
  /** At most 50 groups at once. */
  duplicates(offset: number, limit: number): Promise<DuplicatePageView>;
  previewMerge(books: number[], choices: MergeChoice[]): Promise<MergeView>;
  mergeBooks(books: number[], choices: MergeChoice[]): Promise<DecidedView>;
  /** Remembers that these are different books, or forgets it. */
  tellApart(books: number[], apart: boolean): Promise<void>;
}

/** The shell's commands. */
export const attentionDoor: AttentionDoor = {
  attentionCounts: () => invoke("attention_counts"),
  attention: (limit) => invoke("attention", { limit }),
  decideAsides: (decisions) => change("decide_asides", { decisions }),
  repairOwnedStatus: () => change("repair_owned_status"),
  duplicates: (offset, limit) => invoke("duplicates", { offset, limit }),
  previewMerge: (books, choices) => invoke("preview_merge", { books, choices }),
  mergeBooks: (books, choices) => change("merge_books", { books, choices }),
  tellApart: (books, apart) => change("tell_apart", { books, apart }),
};
