//! The commands of the page, each named once, under the module that answers it. The build script declares the list to
//! Tauri, so that a command is closed until `capabilities/main.json` opens it; the shell answers the same list.

/// Hands every command to another macro, as `module: name name …;`.
macro_rules! commands {
    ($then:ident) => {
        $then! {
            account: subscribe begin_sign_in allow_private_server open_browser_again copy_sign_in_link cancel_sign_in sign_out switch_account;
            books: books book sync_now catalogue_search catalogue_isbn enrichment_offer begin_enrichment
                steer_enrichment preview_enrichment fill_books doubtful_books say_which_book;
            queries: read_query complete_query facets facet_values toggle_facet clear_facet place_of_book year_sums rail save_view
                order_views delete_view;
            edits: edit preview_edit commit_edit shared_values delete_books add_book read_isbns plan_match change_match
                open_book_link keep_draft drop_draft;
            import: choose_export plan_rows set_import_policies resolve_match decide_rows undo_decision supply_authors
                plan_candidates look_up_plan leave_out answer_date_order answer_shelf close_plan next_file forget_waiting_file
                publish_local commit_import pause_sending resume_sending dismiss_import undo_import save_failed_rows
                preview_mapping confirm_mapping change_mapping close_mapping;
            history: history group_books book_history next_undo preview_undo undo_group attention_counts attention decide_asides
                repair_owned_status duplicates preview_merge merge_books tell_apart;
            settings: set_preferences frame_drawn settings set_catalogue_consent set_covers set_history_limit back_up
                preview_covers publish_covers cover_uploads steer_covers
                forget_change erase_everything show_library save_log;
            statistics: statistics save_picture;
            export: export;
            recovery: opening restore_backup;
        }
    };
}
