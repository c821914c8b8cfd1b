import { getContext, hasContext, setContext } from "svelte";
import type { Door } from "../ipc/door";

/** A tag of the reader's, and how many books have it. */
export interface TagOffer {
  tag: string;
  books: number;
}

/** Answers the reader's own tags that begin as typed. */
export type Suggest = (typed: string) => Promise<readonly TagOffer[]>;

const KEY = Symbol("tags");
const MOST = 7;

/** Lets every field for tags within know the reader's own. */
export function offerTags(door: Door): void {
  const suggest: Suggest = async (typed) => {
    const { values } = await door.facetValues("", "tag", typed).catch(() => ({ values: [] }));
    return values.slice(0, MOST).map(({ value, books }) => ({ tag: value, books }));
  };
  setContext(KEY, suggest);
}

/** For a field of tags; where nobody offers any there are none. */
export function suggestions(): Suggest {
  return hasContext(KEY) ? getContext<Suggest>(KEY) : () => Promise.resolve([]);
}
