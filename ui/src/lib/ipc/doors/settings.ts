import { invoke } from "@tauri-apps/api/core";
import { change } from "../shown";
import type {
  BackupView,
  ConsentView,
  CoversView,
  ExportDone,
  ExportRequest,
  HistoryLimitView,
  Opening,
  SettingsView,
} from "../types";

/** Choices, copies of the library, what leaves the app as a file, and erasing. */
export interface SettingsDoor {
  /** The first question of all: whether there is a library to subscribe to. */
  opening(): Promise<Opening>;
  /** `null`: an empty library, which the server fills. Everything known of the former one is void afterwards. */
  restoreBackup(name: string | null): Promise<void>;
  settings(): Promise<SettingsView>;
  setCatalogueConsent(consent: ConsentView): Promise<void>;
  setCovers(covers: CoversView): Promise<void>;
  setHistoryLimit(limit: HistoryLimitView): Promise<void>;
  backUp(): Promise<BackupView>;
  /** Takes one group of changes out of the history for good. */
  forgetChange(group: number): Promise<void>;
  eraseEverything(): Promise<void>;
  /** Opens the system's file manager. */
  showLibrary(): Promise<void>;
  /** Opens the system's save dialog; false when it was closed. */
  saveLog(): Promise<boolean>;
  /** Opens the system's save dialog; `null` when it was closed. */
  export(request: ExportRequest): Promise<ExportDone | null>;
}

export const settingsDoor: SettingsDoor = {
  opening: () => invoke("opening"),
  restoreBackup: (name) => invoke("restore_backup", { name }),
  settings: () => invoke("settings"),
  setCatalogueConsent: (consent) => invoke("set_catalogue_consent", { consent }),
  setCovers: (covers) => invoke("set_covers", { covers }),
  setHistoryLimit: (limit) => invoke("set_history_limit", { limit }),
  backUp: () => invoke("back_up"),
  forgetChange: (group) => change("forget_change", { group }),
  eraseEverything: () => invoke("erase_everything"),
  showLibrary: () => invoke("show_library"),
  saveLog: () => invoke("save_log"),
  export: (request) => change("export", { request }),
};
