import { change } from "../shown";
import type { DoubtfulPage, EnrichmentOffer, EnrichmentOrder, EnrichmentPreview, FilledView, WhichBookView } from "../types";

/** Filling what books of the library lack from the catalogue. How it stands comes as events. */
export interface EnrichmentDoor {
  /** What could be looked up; nothing is asked of anybody. */
  enrichmentOffer(): Promise<EnrichmentOffer>;
  beginEnrichment(): Promise<void>;
  steerEnrichment(order: EnrichmentOrder): Promise<void>;
  previewEnrichment(): Promise<EnrichmentPreview>;
  /** Fills what the preview of that digest showed, and of that only what is empty still. */
  fillBooks(digest: string): Promise<FilledView>;
  /** At most 100 at once. */
  doubtfulBooks(offset: number, limit: number): Promise<DoubtfulPage>;
  sayWhichBook(book: number, which: WhichBookView): Promise<void>;
}

export const enrichmentDoor: EnrichmentDoor = {
  enrichmentOffer: () => change("enrichment_offer"),
  beginEnrichment: () => change("begin_enrichment"),
  steerEnrichment: (order) => change("steer_enrichment", { order }),
  previewEnrichment: () => change("preview_enrichment"),
  fillBooks: (digest) => change("fill_books", { digest }),
  doubtfulBooks: (offset, limit) => change("doubtful_books", { offset, limit }),
  sayWhichBook: (book, which) => change("say_which_book", { book, which }),
};
