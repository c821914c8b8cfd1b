//! The committed TypeScript twin of the views. `UPDATE_TYPES=1 cargo test -p explorer typescript` writes it anew.

use super::*;
use crate::{ErrorCode, IpcError};
use ts_rs::{Config, TS};

macro_rules! declarations {
    ($($view:ty),* $(,)?) => {{
        let config = Config::default();
        let mut text = String::from("// Made by `UPDATE_TYPES=1 cargo test -p explorer typescript` from crates/explorer/src/views. Do not edit.\n");
        $( text.push_str(&format!("\nexport {}\n", <$view as TS>::decl(&config))); )*
        text
    }};
}

#[test]
fn typescript_types_are_those_of_the_views() {
    let text = declarations![
        ErrorCode,
        IpcError,
        AccountView,
        AccountState,
        Granted,
        KeepKeys,
        SignInRequest,
        SignInView,
        SignInStep,
        StatusView,
        BookRow,
        BookPage,
        CountsView,
        BookDetail,
        ReadView,
        LocalField,
        EditView,
        SittingView,
        ChangeView<()>,
        DayChangeView,
        ReadsChangeView,
        ReadStepView,
        ReadingProgress,
        TagsChangeView,
        EditOutcome,
        EditPreview,
        FieldTally,
        BookChanges,
        BookConflict,
        SharedView,
        SpreadView<()>,
        TagCount,
        NewBookView,
        AddAnswer,
        IsbnLine,
        IsbnProblem,
        MatchView,
        MatchPlanView,
        BookLink,
        QueryView,
        SortKey,
        SortColumn,
        SelectionView,
        QueryReading,
        QueryToken,
        QueryTokenKind,
        QueryFault,
        QueryProblemView,
        ExpectedView,
        CompletionView,
        OfferView,
        FacetName,
        FacetView,
        FacetValueView,
        RailView,
        YearCount,
        SavedViewView,
        ViewDraftView,
        CatalogueBookView,
        PlanView,
        PlanSums,
        PlanCost,
        ImportPolicy,
        DateOrderQuestion,
        DateOrderView,
        ShelfQuestion,
        ShelfAnswer,
        PlanQuery,
        PlanFilter,
        PlanPage,
        PlanRow,
        RowFate,
        FieldChange,
        ChangeKindView,
        GroupView,
        FieldSumView,
        UndoneView,
        NamedBook,
        DeedView,
        BookChangeView,
        WhoseView,
        HistoryQueryView,
        HistoryPageView,
        GroupPageView,
        BookEventView,
        NextUndoView,
        UndoView,
        LeftView,
        LeftReasonView,
        MappingView,
        MappingColumn,
        ColumnMapping,
        ColumnField,
        RatingScaleView,
        MappingPreview,
        MappingFaultView,
        MappingRow,
        ProgressView,
        ImportPhase,
        FailedRow,
        SyncView,
        SyncState,
        RestReason,
        NetworkView,
        ThemeView,
        PreferencesView,
        Snapshot,
        Event,
    ];
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/lib/ipc/types.ts");
    if std::env::var_os("UPDATE_TYPES").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        committed == text,
        "ui/src/lib/ipc/types.ts is out of date: run UPDATE_TYPES=1 cargo test -p explorer typescript"
    );
}
