import type { IconName } from "../icons";
import { commandKey, redoKeys, undoKeys } from "../platform";
import {
  addWords, attentionWords, duplicateWords, frameWords, historyWords, paletteWords, placeWords, settingsWords, statisticsWords,
} from "../words";
import type { App, Place } from "./app.svelte";
import type { Command } from "./palette.svelte";
import { statusQueries, type StatusPlace, yearQuery } from "./places";

/** The letter after `g`. */
export const PLACE_KEYS: Record<string, StatusPlace | Exclude<Place["at"], "library" | "signIn">> = {
  a: "all", r: "reading", w: "wantToRead", f: "finished", b: "abandoned", n: "none", h: "history", s: "statistics", t: "attention",
  d: "duplicates", ",": "settings", i: "plan", p: "progress",
};
/** The screens beside the library that are always there. */
const PLACES: readonly { at: "attention" | "duplicates" | "statistics" | "history" | "settings"; name: string; icon: IconName }[] = [
  { at: "attention", name: attentionWords.title, icon: "circle-alert" },
  { at: "duplicates", name: duplicateWords.title, icon: "copy" },
  { at: "statistics", name: statisticsWords.title, icon: "chart-no-axes-column" },
  { at: "history", name: historyWords.title, icon: "clock" },
  { at: "settings", name: settingsWords.title, icon: "settings" },
];
const STATUSES: readonly StatusPlace[] = ["all", "reading", "wantToRead", "finished", "abandoned", "none"];

const isStatus = (place: string): place is StatusPlace => (STATUSES as readonly string[]).includes(place);

/** Goes where the letter says; `false` when nothing is there. */
export function goByKey(app: App, key: string): boolean {
  const place = PLACE_KEYS[key];
  if (!place) return false;
  if (isStatus(place)) app.go({ at: "library", query: statusQueries[place] });
  else if (place === "plan" && !app.plan) return false;
  else if (place === "progress" && !app.progress) return false;
  else app.go({ at: place } as Place);
  return true;
}

/** What only the screen can do. */
export interface Reach {
  search: () => void;
  shortcuts: () => void;
  saveView: () => void;
}

/** Everything that can be done from anywhere, as the palette lists it. */
export function commandsOf(app: App, reach: Reach): readonly Command[] {
  const { library, layout } = app;
  const key = (name: string) => Object.entries(PLACE_KEYS).find(([, place]) => place === name)?.[0] ?? "";
  const place = (status: StatusPlace): Command => ({
    name: paletteWords.go(placeWords[status]), icon: "book-open", keys: ["g", key(status)],
    run: () => app.go({ at: "library", query: statusQueries[status] }),
  });
  const inLibrary = app.place.at === "library";
  return [
    { name: paletteWords.search, icon: "search", keys: ["/"], also: "find", run: reach.search },
    ...(library.query.text
      ? ([
          { name: paletteWords.clear, icon: "x", run: () => app.go({ at: "library", query: "" }) },
          { name: paletteWords.saveView, icon: "bookmark", keys: [commandKey, "D"], run: reach.saveView },
        ] as const)
      : []),
    ...STATUSES.map(place),
    ...app.rail.views.map((view): Command => ({ name: paletteWords.go(view.name), icon: "bookmark", run: () => app.showView(view) })),
    ...PLACES.map(({ at, name, icon }): Command => ({ name: paletteWords.go(name), icon, keys: ["g", key(at)], run: () => app.go({ at }) })),
    ...(app.plan ? [{ name: paletteWords.go(frameWords.plan), icon: "import", keys: ["g", key("plan")], run: () => app.go({ at: "plan" }) } as const] : []),
    ...(app.progress
      ? [{ name: paletteWords.go(frameWords.progress), icon: "import", keys: ["g", key("progress")], run: () => app.go({ at: "progress" }) } as const]
      : []),
    layout.shape === "covers"
      ? { name: paletteWords.table, icon: "table", also: "view", run: () => void library.showAs("table") }
      : { name: paletteWords.covers, icon: "layout-grid", also: "view grid", run: () => void library.showAs("covers") },
    app.preferences.compact
      ? { name: paletteWords.cosy, icon: "rows-3", also: "density", run: () => app.prefer({ compact: false }) }
      : { name: paletteWords.compact, icon: "rows-4", also: "density", run: () => app.prefer({ compact: true }) },
    ...(inLibrary
      ? ([
          { name: paletteWords.selectAll, icon: "check", keys: [commandKey, "A"], run: () => library.selectAll() },
          { name: paletteWords.invert, icon: "check", keys: [commandKey, "⇧", "I"], run: () => library.invert() },
          { name: paletteWords.details, icon: "panel-right", keys: ["↵"], also: "inspector", run: () => void library.inspect(!library.inspecting) },
        ] as const)
      : []),
    { name: addWords.menu, icon: "plus", keys: [commandKey, "N"], also: "new isbn", run: () => app.edits.add() },
    { name: paletteWords.undo, icon: "undo-2", keys: [undoKeys], run: () => void app.history.undoNext() },
    { name: paletteWords.redo, icon: "redo-2", keys: [redoKeys], run: () => void app.history.redoNext() },
    { name: paletteWords.openFile, icon: "file-up", keys: [commandKey, "O"], also: "storygraph goodreads", run: () => void app.try(() => app.door.chooseExport()) },
    { name: app.accounts.length > 0 ? frameWords.menu.addAccount : frameWords.menu.signIn, icon: "user-plus", also: "account sign in", run: () => app.go({ at: "signIn" }) },
    { name: paletteWords.sync, icon: "refresh-cw", keys: [commandKey, "R"], run: () => void app.try(() => app.door.syncNow()) },
    ...(["system", "light", "dark"] as const).map((theme): Command => ({
      name: paletteWords.theme(frameWords.theme[theme]), icon: "monitor", also: "theme", run: () => app.prefer({ theme }),
    })),
    { name: paletteWords.shortcuts, icon: "keyboard", keys: ["?"], also: "help keys", run: reach.shortcuts },
    // Last, because a long life of reading has many.
    ...app.rail.years.map(({ year }): Command => ({
      name: paletteWords.go(String(year)), icon: "calendar", also: "year finished", run: () => app.go({ at: "library", query: yearQuery(year) }),
    })),
  ];
}
