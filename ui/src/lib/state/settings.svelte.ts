import { pictures } from "../covers/pictures.svelte";
import { asIpcError, type Door } from "../ipc/door";
import type { IpcError, SettingsView } from "../ipc/types";

/** What the settings show beside what the page knows anyway. Choices are on screen at once and kept behind it. */
export class Settings {
  readonly #door: Door;
  #view = $state.raw<SettingsView | null>(null);
  #error = $state.raw<IpcError | null>(null);

  constructor(door: Door) {
    this.#door = door;
  }

  get view() { return this.#view; }
  get error() { return this.#error; }

  async load(): Promise<void> {
    try {
      this.#view = await this.#door.settings();
      pictures.show(this.#view.covers !== "off");
      this.#error = null;
    } catch (thrown) {
      this.#error = asIpcError(thrown);
    }
  }

  /** Shows the choice and keeps it; when it could not be kept, what is kept is shown again and the error thrown. */
  async choose<Key extends "catalogue" | "covers" | "historyLimit">(
    key: Key,
    value: SettingsView[Key],
    keep: (value: SettingsView[Key]) => Promise<void>,
  ): Promise<void> {
    if (this.#view) this.#view = { ...this.#view, [key]: value };
    try {
      await keep(value);
      if (key === "covers") pictures.show(value !== "off");
      if (key === "catalogue") pictures.lookAgain();
    } catch (thrown) {
      await this.load();
      throw thrown;
    }
  }
}
