import { SvelteMap } from "svelte/reactivity";

/** WebView2 has no schemes of one's own: there the app answers under a host name. */
const windows = typeof navigator !== "undefined" && /Windows/.test(navigator.userAgent);
const base = windows ? "http://cover.localhost/" : "cover://localhost/";

/** How the app is asked for a picture; a page without the app draws its own. */
export const addresses = { of: (key: string, thumb: boolean) => base + key + (thumb ? "/small" : "") };

/** What was missing is asked for again after this, should it come into view again: the server may have been out of reach. */
const AGAIN = 60_000;

/**
 * Whether pictures of covers are shown, and what became of those that were looked for. The app answers at once, with what it has;
 * what it had to fetch is told later, and looked for again.
 */
export class Pictures {
  #shown = $state(false);
  /** When a picture turned out to be missing, by its key. */
  readonly #missing = new SvelteMap<string, number>();
  /** Pictures that have been on screen: they come without being waited for, and without a fade. */
  readonly #seen = new Set<string>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  show(shown: boolean): void {
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#missing.clear();
    this.#seen.clear();
  }

  /** The key of the first of a book's pictures that may be there: its own before the catalogue's. */
  keyOf(own: string | null, hiveId: string | null): string | null {
    if (!this.#shown) return null;
    return [own, hiveId].find((key) => key !== null && !this.#missing.has(key)) ?? null;
  }

  address(key: string, thumb: boolean): string {
    return addresses.of(key, thumb);
  }

  /** A book has come into view: what was missing long ago is worth another try. */
  inView(own: string | null, hiveId: string | null): void {
    for (const key of [own, hiveId]) {
      const since = key === null ? undefined : this.#missing.get(key);
      if (key !== null && since !== undefined && this.#now() - since > AGAIN) this.#missing.delete(key);
    }
  }

  has(address: string): boolean {
    return this.#seen.has(address);
  }

  came(address: string): void {
    this.#seen.add(address);
  }

  /** Nothing came: the drawn cover stays. */
  missing(key: string): void {
    this.#missing.set(key, this.#now());
    this.#seen.delete(this.address(key, false));
    this.#seen.delete(this.address(key, true));
  }

  /** The app has fetched these. */
  arrived(keys: readonly string[]): void {
    for (const key of keys) this.#missing.delete(key);
  }

  /** The network is back. */
  lookAgain(): void {
    this.#missing.clear();
  }
}

export const pictures = new Pictures();
