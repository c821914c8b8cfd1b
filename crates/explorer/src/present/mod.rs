//! From the library's types to the page's views, and back for what the page sends.

mod attention;
mod books;
mod catalogue;
mod drafts;
mod edits;
mod enrichment;
mod history;
mod import;
pub(crate) mod mapping;
mod query;
mod settings;
mod statistics;

pub(crate) use attention::*;
pub(crate) use books::*;
pub(crate) use catalogue::*;
pub(crate) use drafts::draft_field;
pub(crate) use edits::*;
pub(crate) use enrichment::*;
pub(crate) use history::*;
pub(crate) use import::*;
pub(crate) use query::*;
pub(crate) use settings::*;
pub(crate) use statistics::*;
