import type { SettingsDoor } from "$lib/ipc/doors/settings";
import type { BackupView, CoversView, SettingsView } from "$lib/ipc/types";

/** Settings that live as long as the page. `scene=damaged` opens on a library that cannot be opened. */
export function settingsDoor(scene: string, books: () => number, covers: CoversView): SettingsDoor {
  const backups: BackupView[] =
    books() === 0
      ? []
      : [
          { name: "library.sqlite.2026-11-23T08-10-00Z", at: "2026-11-23T08:10:00Z", bytes: 39_800_000 },
          { name: "library.sqlite.2026-11-22T07-58-00Z", at: "2026-11-22T07:58:00Z", bytes: 39_700_000 },
        ];
  let view: SettingsView = {
    catalogue: covers === "off" ? "notAsked" : "yes", covers, historyLimit: "year", backups, bytes: books() * 12_600, coverFiles: covers === "off" ? 0 : 1_240, coverBytes: covers === "off" ? 0 : 48_200_000, books: books(), hasRepository: books() > 0,
  };
  const change = (part: Partial<SettingsView>) => ((view = { ...view, ...part }), Promise.resolve());
  return {
    opening: () => Promise.resolve(scene === "damaged" ? { kind: "damaged", backups } : { kind: "ready" }),
    restoreBackup: () => Promise.resolve(),
    settings: () => (scene === "settingsFail" ? Promise.reject({ code: "internal", message: "made up", retryable: true }) : Promise.resolve(view)),
    setCatalogueConsent: (catalogue) => change({ catalogue }),
    setCovers: (covers) => change({ covers }),
    setHistoryLimit: (historyLimit) => change({ historyLimit }),
    backUp: () => {
      const made = { name: "library.sqlite.2026-11-24T15-00-00Z", at: "2026-11-24T15:00:00Z", bytes: 39_900_000 };
      return change({ backups: [made, ...view.backups].slice(0, 2) }).then(() => made);
    },
    forgetChange: () => Promise.resolve(),
    eraseEverything: () => Promise.resolve(),
    showLibrary: () => Promise.resolve(),
    saveLog: () => Promise.resolve(true),
    export: () => Promise.resolve({ fileName: "books 2026-11-24 for StoryGraph.csv", books: books(), bytes: 1_204_000 }),
  };
}
