import { expect, it, vi } from "vitest";
import { door } from "../../stand-in/door";
import type { DoubtfulBookView } from "../ipc/types";
import { ofDoubtful } from "./candidates";

it("offers a doubtful book what was found for it, and what the reader searches the catalogue for", async () => {
  const [emma, other] = await door.catalogueSearch("emma");
  const [row] = (await door.books({ sort: [], text: "" }, 0, 1)).rows;
  if (!emma || !other || !row) throw new Error("the stand-in has them");
  const doubtful: DoubtfulBookView = { book: row, candidates: [{ book: emma, tier: "review", sameTitle: true, sameAuthor: true }] };
  const choose = vi.fn();
  expect(ofDoubtful(doubtful, null, choose).map((one) => one.why)).toEqual(["Same title and author"]);
  const searched = ofDoubtful(doubtful, [other, emma], choose);
  expect(searched.map((one) => one.why)).toEqual(["Found in the catalogue", "Same title and author"]);
  searched[0]?.choose();
  expect(choose).toHaveBeenCalledWith(other);
});
