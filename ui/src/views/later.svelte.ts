import type { Component } from "svelte";

/** Code that the first frame does without: read after that frame, or when it is asked for. */
class Later<Part extends Component<any, any, any>> {
  readonly #read: () => Promise<{ default: Part }>;
  #reading: Promise<void> | null = null;
  #part = $state.raw<Part | null>(null);

  constructor(read: () => Promise<{ default: Part }>) {
    this.#read = read;
  }

  /** `null` until it is read, which looking begins. */
  get part(): Part | null {
    void this.read();
    return this.#part;
  }

  read(): Promise<void> {
    return (this.#reading ??= this.#read().then((read) => {
      this.#part = read.default;
    }));
  }
}

/** The places but the library, by what `Place.at` calls them. */
export const places = {
  attention: new Later(() => import("./Attention.svelte")),
  duplicates: new Later(() => import("./Duplicates.svelte")),
  history: new Later(() => import("./History.svelte")),
  plan: new Later(() => import("./PlanPlace.svelte")),
  progress: new Later(() => import("./ImportProgress.svelte")),
  settings: new Later(() => import("./Settings.svelte")),
  signIn: new Later(() => import("./SignIn.svelte")),
  statistics: new Later(() => import("./Statistics.svelte")),
};

/** What opens over a place. */
export const sheets = {
  edit: new Later(() => import("../components/edit/EditSheets.svelte")),
  export: new Later(() => import("../components/settings/ExportSheet.svelte")),
  forget: new Later(() => import("../components/history/ForgetSheet.svelte")),
  palette: new Later(() => import("../components/frame/PaletteSheet.svelte")),
  shortcuts: new Later(() => import("../components/frame/ShortcutSheet.svelte")),
  undo: new Later(() => import("../components/history/UndoSheet.svelte")),
};

/** Reads the rest of the app, a part at a time, so that whatever is opened next is there at once. */
export async function readTheRest(): Promise<void> {
  for (const part of [...Object.values(places), ...Object.values(sheets)]) await part.read();
}
