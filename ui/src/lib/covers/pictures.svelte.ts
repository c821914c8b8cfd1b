/** WebView2 has no schemes of one's own: there the app answers under a host name. */
const base = typeof navigator !== "undefined" && /Windows/.test(navigator.userAgent) ? "http://cover.localhost/" : "cover://localhost/";

/** Whether pictures of covers are shown, and which books turned out to have none. */
class Pictures {
  #shown = $state(false);
  readonly #without = new Set<string>();

  show(shown: boolean): void {
    this.#shown = shown;
    this.#without.clear();
  }

  /** The address of a book's picture, unless there is none to try. */
  of(hiveId: string | null): string | null {
    return this.#shown && hiveId !== null && !this.#without.has(hiveId) ? base + hiveId : null;
  }

  /** Nothing came: the drawn cover stays, and nothing is asked again until pictures are chosen anew. */
  missing(hiveId: string | null): void {
    if (hiveId !== null) this.#without.add(hiveId);
  }
}

export const pictures = new Pictures();
