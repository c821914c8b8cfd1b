import { invoke } from "@tauri-apps/api/core";
import { change } from "../shown";
import type { DateOrderView, EditOutcome, PlanPage, PlanQuery, ShelfAnswer } from "../types";

/** An export on its way into the library. Plans, files that wait, and progress arrive as events. */
export interface ImportDoor {
  /** Opens the system's file picker; false when it was closed without a choice. */
  chooseExport(): Promise<boolean>;
  /** Plans the file whose turn it is, if nothing stands before it. */
  nextFile(): Promise<void>;
  /** Takes a file out of those that wait. */
  forgetWaitingFile(id: number): Promise<void>;
  /** At most 500 at once. */
  planRows(query: PlanQuery, offset: number, limit: number): Promise<PlanPage>;
  leaveOut(lines: number[], leftOut: boolean): Promise<void>;
  answerDateOrder(answer: DateOrderView): Promise<void>;
  answerShelf(shelf: string, answer: ShelfAnswer): Promise<void>;
  closePlan(): Promise<void>;
  /** Plans the publishing of the library without an account into the account now shown. */
  publishLocal(): Promise<void>;
  /** Refused with `planOutdated` unless `revision` is the plan's present one. */
  commitImport(revision: number): Promise<void>;
  pauseSending(): Promise<void>;
  resumeSending(): Promise<void>;
  dismissImport(): Promise<void>;
  undoImport(id: number): Promise<EditOutcome>;
  /** Opens the system's save dialog; false when it was closed. */
  saveFailedRows(): Promise<boolean>;
}

export const importDoor: ImportDoor = {
  chooseExport: () => invoke("choose_export"),
  nextFile: () => change("next_file"),
  forgetWaitingFile: (id) => change("forget_waiting_file", { id }),
  planRows: (query, offset, limit) => invoke("plan_rows", { query, offset, limit }),
  leaveOut: (lines, leftOut) => change("leave_out", { lines, leftOut }),
  answerDateOrder: (answer) => change("answer_date_order", { answer }),
  answerShelf: (shelf, answer) => change("answer_shelf", { shelf, answer }),
  closePlan: () => change("close_plan"),
  publishLocal: () => change("publish_local"),
  commitImport: (revision) => change("commit_import", { revision }),
  pauseSending: () => change("pause_sending"),
  resumeSending: () => change("resume_sending"),
  dismissImport: () => change("dismiss_import"),
  undoImport: (id) => change("undo_import", { import: id }),
  saveFailedRows: () => change("save_failed_rows"),
};
