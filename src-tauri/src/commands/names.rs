//! The commands of the page, each named once. The build script declares this list to Tauri, so that a command is closed
//! until `capabilities/main.json` opens it.

/// Every command, in the order of the modules beside this one.
pub(crate) const COMMANDS: &[&str] = &[
    // account
    "subscribe",
    "begin_sign_in",
    "open_browser_again",
    "copy_sign_in_link",
    "cancel_sign_in",
    "sign_out",
    "switch_account",
    // books
    "books",
    "book",
    "edit",
    "undo",
    "sync_now",
    // import
    "choose_export",
    "plan_rows",
    "set_import_policy",
    "leave_out",
    "answer_date_order",
    "answer_shelf",
    "close_plan",
    "publish_local",
    "commit_import",
    "pause_sending",
    "resume_sending",
    "dismiss_import",
    "undo_import",
    "save_failed_rows",
    // settings
    "set_preferences",
    "frame_drawn",
];
