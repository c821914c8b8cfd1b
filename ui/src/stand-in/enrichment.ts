import type { EnrichmentDoor } from "$lib/ipc/doors/enrichment";
import type { BookRow, CatalogueBookView, ConsentView, DoubtfulBookView, EnrichmentView, GapCount } from "$lib/ipc/types";

const STATES: Readonly<Record<string, EnrichmentView["state"]>> = {
  enrichRunning: "running", enrichPaused: "paused", enrichOffline: "offline", enrichResting: "resting", enrichNotAllowed: "notAllowed",
  enrichDone: "done", enrichFound: "done", enrichDoubtful: "done", enrichNothing: "done",
};

/** Look-ups of a catalogue that is not there. `scene=enrichRunning` and the like choose how they stand. */
export function enrichmentDoor(
  scene: string,
  consent: ConsentView,
  rows: () => readonly BookRow[],
  tell: (view: EnrichmentView | null) => void,
): EnrichmentDoor & { standing: () => EnrichmentView | null } {
  const share = (part: number) => Math.round(rows().length * part);
  const gaps = (): GapCount[] => [
    { gap: "link", books: share(0.3) }, { gap: "isbn", books: share(0.22) }, { gap: "goodreads", books: share(0.27) },
    { gap: "pages", books: share(0.25) }, { gap: "year", books: share(0.31) }, { gap: "genres", books: share(0.34) },
  ];
  const state = STATES[scene];
  const books = share(0.4);
  const doubts = rows().slice(0, 5).map(doubt);
  let view: EnrichmentView | null = null;
  if (state === "done") {
    const doubtful = scene === "enrichNothing" ? 0 : doubts.length;
    const found = scene === "enrichNothing" ? 0 : share(0.3);
    view = { ...empty(state, books), found, doubtful, unknown: books - found - doubtful };
  } else if (state !== undefined) {
    const [found, unknown] = [share(0.12), share(0.02)];
    view = { ...empty(state, books), found, doubtful: doubts.length, unknown, waiting: books - found - doubts.length - unknown, minutes: 9 };
    if (state === "resting") view = { ...view, continuesAt: "2026-11-25T14:32:00Z" };
  }
  const set = (next: EnrichmentView | null) => {
    view = next;
    tell(view);
    return Promise.resolve();
  };
  return {
    standing: () => view,
    enrichmentOffer: () => Promise.resolve({ books: view ? 0 : books, gaps: gaps(), host: "bookhive.buzz", minutes: Math.ceil((books * 2) / 180), consent }),
    beginEnrichment: () => set({ ...empty("running", books), waiting: books, minutes: 14 }),
    steerEnrichment(order) {
      if (!view || order === "end") return set(null);
      if (order === "stop") return set({ ...view, state: "done", books: view.books - view.waiting, waiting: 0 });
      return set({ ...view, state: order === "pause" ? "paused" : "running", continuesAt: null });
    },
    previewEnrichment() {
      const found = view?.found ?? 0;
      const examples = rows().slice(0, Math.min(found, 40)).map((book, at) => ({
        book, of: ofCatalogue(book.title, book.authors, at),
        gaps: [
          { gap: "isbn" as const, value: "9780141439587" },
          { gap: "link" as const, value: "at://did:plc:abcdefghijklmnopqrstuvwx/buzz.bookhive.catalogBook/3kabc" },
          ...(at % 2 === 0 ? [{ gap: "pages" as const, value: String(200 + at) }, { gap: "genres" as const, value: "Fiction, Classics" }] : []),
        ],
      }));
      return Promise.resolve({ books: found, gaps: gaps(), conflicts: found > 0 ? 3 : 0, cost: null, examples, digest: "made up" });
    },
    fillBooks() {
      const filled = view?.found ?? 0;
      if (view) void set({ ...view, found: 0, filled });
      return Promise.resolve({ group: null, filled, partly: 2, settled: 1, gone: 0, conflicts: 0 });
    },
    doubtfulBooks: (offset, limit) => Promise.resolve({ books: doubts.slice(offset, offset + limit), total: doubts.length }),
    sayWhichBook(book, which) {
      const at = doubts.findIndex((one) => one.book.id === book);
      if (at >= 0) doubts.splice(at, 1);
      if (!view) return Promise.resolve();
      const part = which.kind === "this" ? { found: view.found + 1 } : which.kind === "leave" ? { left: view.left + 1 } : { unknown: view.unknown + 1 };
      return set({ ...view, doubtful: doubts.length, ...part });
    },
  };
}

const empty = (state: EnrichmentView["state"], books: number): EnrichmentView => ({
  state, books, waiting: 0, found: 0, doubtful: 0, unknown: 0, filled: 0, left: 0, minutes: 0, continuesAt: null,
});

const ofCatalogue = (title: string, authors: string[], at: number): CatalogueBookView => ({
  hiveId: `bk_${String(at).padStart(20, "0")}`, title, authors, year: 1900 + at, pages: 180 + at * 7, language: "English", genres: ["Fiction"],
  isbn13: null, isbn10: null, goodreadsId: null, hasCover: false,
});

function doubt(book: BookRow, at: number): DoubtfulBookView {
  const author = book.authors[0] ?? "Nobody";
  const initials = author.replace(/(\p{L})\p{L}* /gu, "$1. ");
  return {
    book,
    candidates: [
      { book: ofCatalogue(book.title, [initials], at * 3), tier: "review", sameTitle: true, sameAuthor: false },
      { book: ofCatalogue(`${book.title}: A Novel in Letters`, [author], at * 3 + 1), tier: "review", sameTitle: false, sameAuthor: true },
    ],
  };
}
