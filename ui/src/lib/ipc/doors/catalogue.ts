import { invoke } from "@tauri-apps/api/core";
import type { CatalogueBookView } from "../types";

/** The public catalogue; every look-up needs the reader's leave first. */
export interface CatalogueDoor {
  catalogueSearch(text: string): Promise<CatalogueBookView[]>;
  /** `null` when no book is known under the number. */
  catalogueIsbn(isbn: string): Promise<CatalogueBookView | null>;
}

export const catalogueDoor: CatalogueDoor = {
  catalogueSearch: (text) => invoke("catalogue_search", { text }),
  catalogueIsbn: (isbn) => invoke("catalogue_isbn", { isbn }),
};
