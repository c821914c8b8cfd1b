import { invoke } from "@tauri-apps/api/core";
import { change } from "../shown";
import type { CompletionView, FacetName, FacetView, QueryReading, QueryView, RailView, ViewDraftView, YearSumView } from "../types";

/** The query language, facets and saved views. Only the app reads queries: the page sends and shows their text. */
export interface QueriesDoor {
  readQuery(text: string): Promise<QueryReading>;
  /** `caret` in UTF-16 code units, as an input element counts. */
  completeQuery(text: string, caret: number): Promise<CompletionView | null>;
  facets(text: string): Promise<FacetView[]>;
  facetValues(text: string, facet: FacetName, typed: string): Promise<FacetView>;
  /** The text with a value asked for as well, or no longer. */
  toggleFacet(text: string, facet: FacetName, value: string): Promise<string>;
  clearFacet(text: string, facet: FacetName): Promise<string>;
  /** `null` when the book does not match. */
  placeOfBook(query: QueryView, id: number): Promise<number | null>;
  /** What matches by the year it was finished in: newest first, without a day last. */
  yearSums(text: string): Promise<YearSumView[]>;
  rail(): Promise<RailView>;
  /** `null` saves a new one; answers its number. */
  saveView(view: number | null, draft: ViewDraftView): Promise<number>;
  orderViews(views: number[]): Promise<void>;
  deleteView(view: number): Promise<void>;
}

export const queriesDoor: QueriesDoor = {
  readQuery: (text) => invoke("read_query", { text }),
  completeQuery: (text, caret) => invoke("complete_query", { text, caret }),
  facets: (text) => invoke("facets", { text }),
  facetValues: (text, facet, typed) => invoke("facet_values", { text, facet, typed }),
  toggleFacet: (text, facet, value) => invoke("toggle_facet", { text, facet, value }),
  clearFacet: (text, facet) => invoke("clear_facet", { text, facet }),
  placeOfBook: (query, id) => invoke("place_of_book", { query, id }),
  yearSums: (text) => invoke("year_sums", { text }),
  rail: () => invoke("rail"),
  saveView: (view, draft) => change("save_view", { view, draft }),
  orderViews: (views) => change("order_views", { views }),
  deleteView: (view) => change("delete_view", { view }),
};
