import { change } from "../shown";
import type { DraftField } from "../types";

/** Texts that are written and not saved yet; a book brings them with its details. */
export interface DraftsDoor {
  /** Keeps a text in place of the former one; `begunFrom` is what the field said at first. */
  keepDraft(id: number, field: DraftField, text: string, begunFrom: string): Promise<void>;
  dropDraft(id: number, field: DraftField): Promise<void>;
}

export const draftsDoor: DraftsDoor = {
  keepDraft: (id, field, text, begunFrom) => change("keep_draft", { id, field, text, begunFrom }),
  dropDraft: (id, field) => change("drop_draft", { id, field }),
};
