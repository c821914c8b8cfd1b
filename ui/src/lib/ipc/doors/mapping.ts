import { invoke } from "@tauri-apps/api/core";
import { change } from "../shown";
import type { ColumnMapping, MappingPreview } from "../types";

/** A table of no service that we know, whose columns the reader explains. */
export interface MappingDoor {
  /** The first rows as they would be read. */
  previewMapping(mapping: ColumnMapping): Promise<MappingPreview>;
  /** Reads the table; the plan arrives as events. */
  confirmMapping(mapping: ColumnMapping): Promise<void>;
  /** Asks again about the columns of the file whose plan is open. */
  changeMapping(): Promise<void>;
  closeMapping(): Promise<void>;
}

export const mappingDoor: MappingDoor = {
  previewMapping: (mapping) => invoke("preview_mapping", { mapping }),
  confirmMapping: (mapping) => change("confirm_mapping", { mapping }),
  changeMapping: () => change("change_mapping"),
  closeMapping: () => change("close_mapping"),
};
