import { asIpcError, type Door } from "../ipc/door";
import type {
  DoubtfulPage, EnrichmentOffer, EnrichmentOrder, EnrichmentPreview, EnrichmentView, FilledView, IpcError, WhichBookView,
} from "../ipc/types";

/** Doubtful books that are fetched at once. */
const PAGE = 20;

/** Looking up what books of the library lack: the offer, how it goes, what was found, what is doubtful. */
export class Enrichment {
  readonly #door: Door;
  #view = $state.raw<EnrichmentView | null>(null);
  #offer = $state.raw<EnrichmentOffer | null>(null);
  #preview = $state.raw<EnrichmentPreview | null>(null);
  #doubtful = $state.raw<DoubtfulPage | null>(null);
  #error = $state.raw<IpcError | null>(null);
  #working = $state(false);

  constructor(door: Door, view: EnrichmentView | null) {
    this.#door = door;
    this.#view = view;
  }

  /** `null` when nothing is looked up and nothing that was found waits. */
  get view() { return this.#view; }
  get offer() { return this.#offer; }
  get preview() { return this.#preview; }
  get doubtful() { return this.#doubtful; }
  get error() { return this.#error; }
  /** Whether there is anything to say of it, where it stands among other things. */
  get waits(): boolean { return this.#view !== null || (this.#offer !== null && this.#offer.books > 0); }
  get working() { return this.#working; }

  told(view: EnrichmentView | null): void {
    const ended = this.#view !== null && view === null;
    this.#view = view;
    if (ended) void this.look();
  }

  /** Counts what could be looked up. */
  look(): Promise<unknown> {
    return this.#ask(async () => (this.#offer = await this.#door.enrichmentOffer()));
  }

  /** Begins; with the reader's leave for all look-ups where it was not given yet. */
  begin(): Promise<boolean> {
    return this.#ask(async () => {
      if (this.#offer?.consent !== "yes") await this.#door.setCatalogueConsent("yes");
      await this.#door.beginEnrichment();
    });
  }

  async steer(order: EnrichmentOrder): Promise<void> {
    await this.#door.steerEnrichment(order);
  }

  async lookAtFound(): Promise<void> {
    this.#preview = null;
    await this.#ask(async () => (this.#preview = await this.#door.previewEnrichment()));
  }

  /** Fills what was looked at; `null` when that could not be done, and what is there now is on show. */
  async fill(): Promise<FilledView | null> {
    const preview = this.#preview;
    if (!preview || preview.books === 0) return null;
    let filled: FilledView | null = null;
    const done = await this.#ask(async () => (filled = await this.#door.fillBooks(preview.digest)));
    if (done) return filled;
    const error = this.#error;
    await this.lookAtFound();
    this.#error ??= error;
    return null;
  }

  async lookAtDoubtful(): Promise<void> {
    this.#doubtful = null;
    await this.#ask(async () => (this.#doubtful = await this.#door.doubtfulBooks(0, PAGE)));
  }

  /** Says which book one is. It leaves the list, and the next of those that did not fit comes in. */
  async say(book: number, which: WhichBookView): Promise<boolean> {
    return this.#ask(async () => {
      try {
        await this.#door.sayWhichBook(book, which);
      } catch (thrown) {
        // It was settled or deleted meanwhile: then it leaves the list all the same.
        if (asIpcError(thrown).code !== "bookGone") throw thrown;
      }
      this.#doubtful = await this.#door.doubtfulBooks(0, PAGE);
    });
  }

  async #ask(ask: () => Promise<unknown>): Promise<boolean> {
    this.#working = true;
    this.#error = null;
    try {
      await ask();
      return true;
    } catch (thrown) {
      this.#error = asIpcError(thrown);
      return false;
    } finally {
      this.#working = false;
    }
  }
}
