//! A table whose columns have to be explained before it can be planned.

use super::{Answer, Core};
use explorer::views::{ColumnMapping, MappingPreview};

forward! {
    preview_mapping(mapping: ColumnMapping) -> MappingPreview;
    confirm_mapping(mapping: ColumnMapping) -> ();
    change_mapping() -> ();
    close_mapping() -> ();
}
