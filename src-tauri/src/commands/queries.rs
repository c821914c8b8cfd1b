//! The query language, facets and saved views.

use super::{Answer, Core};
use explorer::views::*;

forward! {
    read_query(text: String) -> QueryReading;
    complete_query(text: String, caret: u32) -> Option<CompletionView>;
    facets(text: String) -> Vec<FacetView>;
    facet_values(text: String, facet: FacetName, typed: String) -> FacetView;
    toggle_facet(text: String, facet: FacetName, value: String) -> String;
    clear_facet(text: String, facet: FacetName) -> String;
    place_of_book(query: QueryView, id: i64) -> Option<u32>;
    year_sums(text: String) -> Vec<YearSumView>;
    rail() -> RailView;
    save_view(view: Option<i64>, draft: ViewDraftView) -> i64;
    order_views(views: Vec<i64>) -> ();
    delete_view(view: i64) -> ();
}
