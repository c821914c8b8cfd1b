//! Tables of no service that we know: the person says what the columns hold, once for each header.

use crate::explorer::Shared;
use crate::views::{ColumnMapping, Event, MappingPreview, MappingView};
use crate::{ErrorCode, Explorer, IpcError, present};
use library::import::{Mapping, ParseOptions, Unmapped};
use std::sync::Arc;
use std::time::Instant;

/// Rows shown of a mapping in the making.
const PREVIEW_ROWS: usize = 5;

/// A table that waits for its mapping.
#[derive(Debug, Clone)]
pub(crate) struct OpenTable {
    file_name: String,
    table: Arc<Unmapped>,
    mapping: Mapping,
    remembered: bool,
}

/// A table whose columns the person has explained.
#[derive(Debug, Clone)]
pub(crate) struct Explained {
    pub(crate) table: Arc<Unmapped>,
    pub(crate) mapping: Mapping,
}

impl Explorer {
    /// The first rows of the open table as they would be read under a mapping.
    pub async fn preview_mapping(&self, mapping: ColumnMapping) -> Result<MappingPreview, IpcError> {
        self.blocking(move |shared| {
            let open = shared.open_table()?;
            Ok(preview(&open.table, &present::mapping::of_view(&mapping)))
        })
        .await
    }

    /// Reads the open table under a mapping, remembers it for tables with the same header, and shows the plan.
    pub async fn confirm_mapping(&self, mapping: ColumnMapping) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let open = shared.open_table()?;
            let mapping = present::mapping::of_view(&mapping);
            shared.plan_table(&open.file_name, &open.table, &mapping)?;
            let remembered = serde_json::to_string(&mapping).unwrap_or_default();
            shared.library.set_setting(&key(&open.table, mapping.headerless), Some(&remembered))?;
            Ok(())
        })
        .await
    }

    /// Asks again about the columns of the file whose plan is open, when it was read by a mapping.
    pub async fn change_mapping(&self) -> Result<(), IpcError> {
        self.blocking(|shared| {
            let (file_name, explained) = shared.mapped_source()?;
            shared.ask_about(file_name, explained.table);
            Ok(())
        })
        .await
    }

    /// Puts the table away unread, and plans the file that waits behind it. A plan made of it before stays.
    pub async fn close_mapping(&self) -> Result<(), IpcError> {
        self.blocking(|shared| {
            shared.close_table();
            shared.next_turn()
        })
        .await
    }
}

impl Shared {
    /// Takes in a table: reads it when its header is known, and asks about its columns when not.
    pub(crate) fn take_table(self: &Arc<Self>, file_name: String, table: Unmapped) -> Result<(), IpcError> {
        let table = Arc::new(table);
        match self.remembered_mapping(&table, false) {
            // A mapping that can no longer be used is asked about as if it had never been given.
            Some(mapping) if table.preview(&mapping, 0).is_ok() => {
                self.plan_table(&file_name, &table, &mapping)
            }
            _ => {
                self.ask_about(file_name, table);
                Ok(())
            }
        }
    }

    pub(crate) fn plan_table(
        self: &Arc<Self>,
        file_name: &str,
        table: &Arc<Unmapped>,
        mapping: &Mapping,
    ) -> Result<(), IpcError> {
        let began = Instant::now();
        let export = table
            .read(mapping, &ParseOptions::default())
            .map_err(|fault| IpcError::new(ErrorCode::NoUsableHeader, fault.to_string()))?;
        self.close_table();
        let explained = Explained { table: Arc::clone(table), mapping: mapping.clone() };
        self.plan_export(file_name.to_owned(), export, Some(explained), began)
    }

    fn ask_about(&self, file_name: String, table: Arc<Unmapped>) {
        let guess = table.guess();
        // Tables without names can have the same number of columns and mean other things: what was said once is only offered.
        let remembered = self.remembered_mapping(&table, guess.headerless);
        let remembered = remembered.filter(|mapping| table.preview(mapping, 0).is_ok());
        let open = OpenTable {
            file_name,
            remembered: remembered.is_some(),
            mapping: remembered.unwrap_or(guess),
            table,
        };
        *self.table() = Some(open);
        self.tell_mapping();
    }

    pub(crate) fn remembered_mapping(&self, table: &Unmapped, headerless: bool) -> Option<Mapping> {
        let kept = self.library.get_setting(&key(table, headerless)).ok().flatten()?;
        serde_json::from_str(&kept).ok().filter(|mapping: &Mapping| mapping.headerless == headerless)
    }

    pub(crate) fn close_table(&self) {
        if self.table().take().is_some() {
            self.tell_mapping();
        }
    }

    fn open_table(&self) -> Result<OpenTable, IpcError> {
        self.table().clone().ok_or_else(|| IpcError::new(ErrorCode::NoPlan, "no table is open"))
    }

    fn tell_mapping(&self) {
        self.events.tell_fresh(|| Some(Event::Mapping { mapping: self.mapping_view() }));
    }

    pub(crate) fn mapping_view(&self) -> Option<MappingView> {
        let open = self.table().clone()?;
        Some(MappingView {
            file_name: open.file_name,
            encoding: open.table.encoding().to_string(),
            rows: present::count(open.table.rows()),
            columns: present::mapping::columns(&open.table),
            left_out: present::count(open.table.left_out()),
            mapping: present::mapping::view(&open.mapping),
            remembered: open.remembered,
            preview: preview(&open.table, &open.mapping),
        })
    }
}

fn preview(table: &Unmapped, mapping: &Mapping) -> MappingPreview {
    present::mapping::preview(table.preview(mapping, PREVIEW_ROWS))
}

/// A mapping is kept under its table's header, and where there is none under the number of columns.
fn key(table: &Unmapped, headerless: bool) -> String {
    match headerless {
        true => format!("mapping:no header, {} columns", table.header().len()),
        false => format!("mapping:{}", table.fingerprint()),
    }
}
