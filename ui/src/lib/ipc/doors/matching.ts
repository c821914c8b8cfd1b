import { invoke } from "@tauri-apps/api/core";
import { change } from "../shown";
import type { CandidateView, ImportPolicies, PlanQuery, ResolutionView, RowDecision } from "../types";

/** Which book each row of the open plan is. */
export interface MatchingDoor {
  setImportPolicies(policies: ImportPolicies): Promise<void>;
  /** Rows of the same title and author are the same book. */
  resolveMatch(line: number, choice: ResolutionView): Promise<void>;
  /** Decides the same about every row that is shown, or the one on `line`; says about how many. */
  decideRows(query: PlanQuery, line: number | null, decision: RowDecision): Promise<number>;
  /** Takes the last decision about the plan back. */
  undoDecision(): Promise<void>;
  supplyAuthors(line: number, authors: string[]): Promise<void>;
  /** `text` searches the catalogue for something else than the row's title. */
  planCandidates(line: number, text: string | null): Promise<CandidateView[]>;
  /** Keeps the reader's answer whether books may be looked up, and looks the plan's rows up if they may. */
  lookUpPlan(agreed: boolean): Promise<void>;
}

export const matchingDoor: MatchingDoor = {
  setImportPolicies: (policies) => change("set_import_policies", { policies }),
  resolveMatch: (line, choice) => change("resolve_match", { line, choice }),
  decideRows: (query, line, decision) => change("decide_rows", { query, line, decision }),
  undoDecision: () => change("undo_decision"),
  supplyAuthors: (line, authors) => change("supply_authors", { line, authors }),
  planCandidates: (line, text) => invoke("plan_candidates", { line, text }),
  lookUpPlan: (agreed) => change("look_up_plan", { agreed }),
};
