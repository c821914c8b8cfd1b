/** The rows to draw, `first` up to and without `end`. */
export interface Span {
  first: number;
  end: number;
}

/**
 * Where rows stand in a list too long to draw. All rows have one height but for the few that are open, whose extra is
 * kept by index; so nothing here costs more than the number of open rows.
 */
export class RowGeometry {
  readonly count: number;
  readonly rowHeight: number;
  readonly #extras: readonly (readonly [index: number, extra: number])[];

  constructor(count: number, rowHeight: number, extras: Iterable<readonly [number, number]> = []) {
    this.count = count;
    this.rowHeight = Math.max(1, rowHeight);
    this.#extras = [...extras].filter(([index]) => index >= 0 && index < count).sort((a, b) => a[0] - b[0]);
  }

  get total(): number {
    return this.top(this.count);
  }

  top(index: number): number {
    let top = index * this.rowHeight;
    for (const [at, extra] of this.#extras) {
      if (at >= index) break;
      top += extra;
    }
    return top;
  }

  height(index: number): number {
    return this.rowHeight + (this.#extras.find(([at]) => at === index)?.[1] ?? 0);
  }

  /** The row under a point, measured from the first row's top. */
  indexAt(y: number): number {
    let shift = 0;
    for (const [at, extra] of this.#extras) {
      const top = at * this.rowHeight + shift;
      if (y < top + this.rowHeight) break;
      if (y < top + this.rowHeight + extra) return at;
      shift += extra;
    }
    return Math.max(0, Math.min(this.count - 1, Math.floor((y - shift) / this.rowHeight)));
  }

  /** The rows that touch the window, with `spare` more on either side. */
  span(scrollTop: number, viewport: number, spare: number): Span {
    if (this.count === 0) return { first: 0, end: 0 };
    const first = Math.max(0, this.indexAt(scrollTop) - spare);
    const end = Math.min(this.count, this.indexAt(scrollTop + Math.max(viewport, 1) - 1) + 1 + spare);
    return { first, end };
  }

  /** The scroll position nearest to `scrollTop` at which the row is wholly visible. */
  reveal(index: number, scrollTop: number, viewport: number): number {
    const top = this.top(index);
    const bottom = top + this.height(index);
    if (top < scrollTop) return top;
    if (bottom > scrollTop + viewport) return Math.min(top, bottom - viewport);
    return scrollTop;
  }
}
