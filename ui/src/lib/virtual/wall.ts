/** Books that stand together under a heading; a wall without headings is one of these. */
export interface Section {
  key: string;
  /** Index of its first book. */
  first: number;
  count: number;
}

/** A section as it stands on the wall, in pixels. */
export interface PlacedSection extends Section {
  top: number;
  height: number;
  /** Number of its first shelf, counted over the whole wall. */
  shelf: number;
  shelves: number;
}

/** A row of covers. */
export interface Shelf {
  /** Counted over the whole wall. */
  number: number;
  /** From the top of its section. */
  top: number;
  first: number;
  end: number;
}

/**
 * Where covers stand on a wall too tall to draw. All shelves are of one height, a section begins with a heading, and only
 * as much is computed as there are sections.
 */
export class WallGeometry {
  readonly across: number;
  readonly shelfHeight: number;
  readonly heading: number;
  readonly sections: readonly PlacedSection[];
  readonly total: number;

  /** `heading` is the height of a section's heading, 0 for a wall without. */
  constructor(sections: readonly Section[], across: number, shelfHeight: number, heading: number) {
    this.across = Math.max(1, across);
    this.shelfHeight = Math.max(1, shelfHeight);
    this.heading = heading;
    let [top, shelf] = [0, 0];
    this.sections = sections.map((section) => {
      const shelves = Math.ceil(section.count / this.across);
      const placed = { ...section, top, shelf, shelves, height: heading + shelves * this.shelfHeight };
      top += placed.height;
      shelf += shelves;
      return placed;
    });
    this.total = top;
  }

  /** The section that a book stands in. */
  sectionOf(index: number): PlacedSection | undefined {
    return this.sections.findLast((section) => section.first <= index);
  }

  #placeOf(index: number): { section: PlacedSection; row: number; column: number } | null {
    const section = this.sectionOf(index);
    if (!section) return null;
    const within = index - section.first;
    return { section, row: Math.floor(within / this.across), column: within % this.across };
  }

  /** The sections that touch the window. */
  seen(scrollTop: number, viewport: number): PlacedSection[] {
    return this.sections.filter((section) => section.top < scrollTop + viewport && section.top + section.height > scrollTop);
  }

  /** The shelves of a section that touch the window, with `spare` more on either side. */
  shelvesOf(section: PlacedSection, scrollTop: number, viewport: number, spare: number): Shelf[] {
    const from = scrollTop - section.top - this.heading;
    const first = Math.max(0, Math.floor(from / this.shelfHeight) - spare);
    const end = Math.min(section.shelves, Math.floor((from + viewport) / this.shelfHeight) + 1 + spare);
    return Array.from({ length: Math.max(0, end - first) }, (_, offset) => this.#shelf(section, first + offset));
  }

  /** The shelf of one book, wherever that is. */
  shelfOf(index: number): { section: PlacedSection; shelf: Shelf } | null {
    const place = this.#placeOf(index);
    return place && { section: place.section, shelf: this.#shelf(place.section, place.row) };
  }

  #shelf(section: PlacedSection, row: number): Shelf {
    const first = section.first + row * this.across;
    return {
      number: section.shelf + row,
      top: this.heading + row * this.shelfHeight,
      first,
      end: Math.min(section.first + section.count, first + this.across),
    };
  }

  /** The book so many shelves further down, or up when negative, below or above this one as nearly as there is one. */
  vertical(index: number, shelves: number): number {
    const place = this.#placeOf(index);
    const last = this.sections.at(-1);
    if (!place || !last) return index;
    const target = Math.max(0, Math.min(last.shelf + last.shelves - 1, place.section.shelf + place.row + shelves));
    const section = this.sections.findLast((one) => one.shelf <= target && one.shelves > 0);
    if (!section) return index;
    const shelf = this.#shelf(section, target - section.shelf);
    return Math.min(shelf.end - 1, shelf.first + place.column);
  }

  /** The scroll position nearest to `scrollTop` at which the book's shelf is wholly visible, below the sticky heading. */
  reveal(index: number, scrollTop: number, viewport: number): number {
    const found = this.shelfOf(index);
    if (!found) return scrollTop;
    const top = found.section.top + found.shelf.top;
    const bottom = top + this.shelfHeight;
    if (top - this.heading < scrollTop) return top - this.heading;
    if (bottom > scrollTop + viewport) return Math.min(top - this.heading, bottom - viewport);
    return scrollTop;
  }
}
