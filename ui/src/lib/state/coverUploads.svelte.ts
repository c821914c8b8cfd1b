import { asIpcError, type Door } from "../ipc/door";
import type { CoverOrder, CoverPreview, CoverUploads as View, IpcError } from "../ipc/types";

/** Covers on their way to the reader's server, and the look at them before. */
export class CoverUploads {
  readonly #door: Door;
  #view = $state.raw<View | null>(null);
  #preview = $state.raw<CoverPreview | null>(null);
  #error = $state.raw<IpcError | null>(null);

  constructor(door: Door) {
    this.#door = door;
  }

  get view() { return this.#view; }
  get preview() { return this.#preview; }
  get error() { return this.#error; }

  told(view: View): void {
    this.#view = view;
  }

  async load(): Promise<void> {
    this.#view = await this.#door.coverUploads();
  }

  async look(): Promise<void> {
    this.#preview = null;
    this.#error = null;
    try {
      this.#preview = await this.#door.previewCovers();
    } catch (thrown) {
      this.#error = asIpcError(thrown);
    }
  }

  /** Does what was looked at; false when that is no longer what there is, which is then on show. */
  async publish(): Promise<boolean> {
    if (!this.#preview) return false;
    try {
      await this.#door.publishCovers(this.#preview.digest);
      return true;
    } catch (thrown) {
      await this.look();
      this.#error = asIpcError(thrown);
      return false;
    }
  }

  async steer(order: CoverOrder): Promise<void> {
    await this.#door.steerCovers(order);
    await this.load();
  }
}
