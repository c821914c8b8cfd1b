import type { CatalogueDoor } from "$lib/ipc/doors/catalogue";
import type { CatalogueBookView, ErrorCode } from "$lib/ipc/types";

const book = (title: string, authors: string[], year: number, pages: number, isbn13: string | null): CatalogueBookView => ({
  hiveId: `bk_${title.replace(/\W/g, "")}`.padEnd(23, "0").slice(0, 23), title, authors, year, pages, language: "English",
  genres: ["Fiction", "Classics"], isbn13, isbn10: null, goodreadsId: null, hasCover: false,
});

const BOOKS: readonly CatalogueBookView[] = [
  book("Emma", ["Jane Austen"], 1815, 474, "9780141439587"),
  book("Emma and the Vampires", ["Jane Austen", "Wayne Josephson"], 2010, 320, null),
  book("The Waves", ["Virginia Woolf"], 1931, 297, "9780156949606"),
  book("Dune", ["Frank Herbert"], 1965, 604, "9780441013593"),
  book("Dune Messiah", ["Frank Herbert"], 1969, 331, null),
  book("The Left Hand of Darkness", ["Ursula K. Le Guin"], 1969, 304, "9780441478125"),
  book("\u96ea\u56fd", ["\u5ddd\u7aef \u5eb7\u6210"], 1948, 173, null),
];

/** A catalogue of a few books; `?catalogue=catalogueNotAsked` and the like make it refuse. */
export function standInCatalogue(refusal: ErrorCode | null): CatalogueDoor {
  const answer = <T>(value: T): Promise<T> =>
    refusal ? Promise.reject({ code: refusal, message: "made up by the stand-in", retryable: true }) : Promise.resolve(value);
  return {
    catalogueSearch(text) {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      const found = BOOKS.filter((one) => words.some((word) => `${one.title} ${one.authors.join(" ")}`.toLowerCase().includes(word)));
      return answer(found);
    },
    catalogueIsbn: (isbn) => answer(BOOKS.find((one) => one.isbn13 === isbn.replace(/\D/g, "")) ?? null),
  };
}
