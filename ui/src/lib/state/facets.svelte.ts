import type { Door } from "../ipc/door";
import type { FacetName, FacetView } from "../ipc/types";
import type { Library } from "./library.svelte";

/** Values of the facets with their books, for what is asked now. Choosing one edits the text of the query. */
export class Facets {
  readonly #door: Door;
  readonly #library: Library;
  #facets = $state.raw<readonly FacetView[]>([]);
  #asked = 0;

  constructor(door: Door, library: Library) {
    this.#door = door;
    this.#library = library;
  }

  of(facet: FacetName): FacetView | undefined {
    return this.#facets.find((one) => one.facet === facet);
  }

  get all() { return this.#facets; }

  /** The counts are an aid: when they cannot be had, those of before stay, and the list says what is wrong. */
  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const facets = await this.#door.facets(this.#library.query.text);
      if (asked === this.#asked) this.#facets = facets;
    } catch {
      // The list asks the same library and shows why.
    }
  }

  toggle(facet: FacetName, value: string): Promise<void> {
    return this.#edit((text) => this.#door.toggleFacet(text, facet, value));
  }

  clear(facet: FacetName): Promise<void> {
    return this.#edit((text) => this.#door.clearFacet(text, facet));
  }

  async #edit(edited: (text: string) => Promise<string>): Promise<void> {
    // What is typed runs ahead of what is asked; a text with a fault cannot be edited.
    const { fault, typed, query } = this.#library;
    try {
      this.#library.show(await edited(fault ? query.text : typed));
    } catch (thrown) {
      this.#library.say(thrown);
    }
  }

  find(facet: FacetName, typed: string): Promise<FacetView> {
    return this.#door.facetValues(this.#library.query.text, facet, typed);
  }
}
