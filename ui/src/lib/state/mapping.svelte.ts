import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type { ColumnField, ColumnMapping, MappingPreview, MappingView, RatingScaleView } from "../ipc/types";
import { errorWords } from "../words";
import type { Toasts } from "./toasts.svelte";

/** Fields that several columns may hold; all others belong to one. */
const MANY: ReadonlySet<ColumnField> = new Set(["ignore", "keep", "authors", "isbn", "tags"]);

/** What the columns of an unknown table hold, while the reader says so. */
export class Mapping {
  readonly #door: Door;
  readonly #toasts: Toasts;

  #fields = $state.raw<readonly ColumnField[]>([]);
  #scale = $state<RatingScaleView>("five");
  #headerless = $state(false);
  #preview = $state.raw<MappingPreview>({ fault: null, rows: [] });
  #confirming = $state(false);
  #asked = 0;

  constructor(door: Door, toasts: Toasts) {
    this.#door = door;
    this.#toasts = toasts;
  }

  get fields() { return this.#fields; }
  get scale() { return this.#scale; }
  /** The first row is a book already. */
  get headerless() { return this.#headerless; }
  get preview() { return this.#preview; }
  get confirming() { return this.#confirming; }

  startOver(view: MappingView): void {
    this.#asked += 1;
    this.#fields = view.mapping.fields;
    this.#scale = view.mapping.scale;
    this.#headerless = view.mapping.headerless;
    this.#preview = view.preview;
    this.#confirming = false;
  }

  /** A field that only one column can hold leaves the column that had it, which is kept instead. */
  hold(column: number, field: ColumnField): void {
    const leaves = (other: ColumnField) => other === field && !MANY.has(field);
    this.#fields = this.#fields.map((other, at) => (at === column ? field : leaves(other) ? "keep" : other));
    void this.#look();
  }

  beginWithBooks(headerless: boolean): void {
    this.#headerless = headerless;
    void this.#look();
  }

  rateOutOf(scale: RatingScaleView): void {
    this.#scale = scale;
    void this.#look();
  }

  async confirm(): Promise<void> {
    if (this.#confirming || this.#preview.fault) return;
    this.#confirming = true;
    await this.#tell(() => this.#door.confirmMapping(this.#mapping));
    this.#confirming = false;
  }

  close(): void {
    void this.#tell(() => this.#door.closeMapping());
  }

  get #mapping(): ColumnMapping {
    return { fields: [...this.#fields], scale: this.#scale, headerless: this.#headerless };
  }

  /** Only the answer to the last question counts. */
  async #look(): Promise<void> {
    const asked = ++this.#asked;
    await this.#tell(async () => {
      const preview = await this.#door.previewMapping(this.#mapping);
      if (asked === this.#asked) this.#preview = preview;
    });
  }

  async #tell(command: () => Promise<void>): Promise<void> {
    try {
      await command();
    } catch (thrown) {
      const words = errorWords[asIpcError(thrown).code];
      this.#toasts.say(words.title, { more: words.body, alert: true });
    }
  }
}
