import { invoke } from "@tauri-apps/api/core";
import type { CandidateView, ImportPolicies, ResolutionView } from "../types";

/** Which book each row of the open plan is. */
export interface MatchingDoor {
  setImportPolicies(policies: ImportPolicies): Promise<void>;
  /** Rows of the same title and author are the same book. */
  resolveMatch(line: number, choice: ResolutionView): Promise<void>;
  /** Takes what is offered first for every row with a question. */
  acceptReview(): Promise<void>;
  supplyAuthors(line: number, authors: string[]): Promise<void>;
  /** `text` searches the catalogue for something else than the row's title. */
  planCandidates(line: number, text: string | null): Promise<CandidateView[]>;
  /** Keeps the reader's answer whether books may be looked up, and looks the plan's rows up if they may. */
  lookUpPlan(agreed: boolean): Promise<void>;
}

export const matchingDoor: MatchingDoor = {
  setImportPolicies: (policies) => invoke("set_import_policies", { policies }),
  resolveMatch: (line, choice) => invoke("resolve_match", { line, choice }),
  acceptReview: () => invoke("accept_review"),
  supplyAuthors: (line, authors) => invoke("supply_authors", { line, authors }),
  planCandidates: (line, text) => invoke("plan_candidates", { line, text }),
  lookUpPlan: (agreed) => invoke("look_up_plan", { agreed }),
};
