use crate::views::{BackupView, ConsentView, CoversView, ExportFormatView, HistoryLimitView};
use library::export::ExportFormat;
use library::{Backup, Consent, Covers, HistoryLimit};

pub(crate) fn backup(backup: Backup) -> BackupView {
    BackupView { name: backup.name, at: backup.at.to_string(), bytes: backup.bytes }
}

pub(crate) const fn consent_view(consent: Consent) -> ConsentView {
    match consent {
        Consent::NotAsked => ConsentView::NotAsked,
        Consent::Yes => ConsentView::Yes,
        Consent::No => ConsentView::No,
    }
}

pub(crate) const fn consent(view: ConsentView) -> Consent {
    match view {
        ConsentView::NotAsked => Consent::NotAsked,
        ConsentView::Yes => Consent::Yes,
        ConsentView::No => Consent::No,
    }
}

pub(crate) const fn covers_view(covers: Covers) -> CoversView {
    match covers {
        Covers::Off => CoversView::Off,
        Covers::Thumbnails => CoversView::Thumbnails,
        Covers::Publish => CoversView::Publish,
    }
}

pub(crate) const fn covers(view: CoversView) -> Covers {
    match view {
        CoversView::Off => Covers::Off,
        CoversView::Thumbnails => Covers::Thumbnails,
        CoversView::Publish => Covers::Publish,
    }
}

pub(crate) const fn history_limit_view(limit: HistoryLimit) -> HistoryLimitView {
    match limit {
        HistoryLimit::Month => HistoryLimitView::Month,
        HistoryLimit::Year => HistoryLimitView::Year,
        HistoryLimit::FiveYears => HistoryLimitView::FiveYears,
        HistoryLimit::Forever => HistoryLimitView::Forever,
    }
}

pub(crate) const fn history_limit(view: HistoryLimitView) -> HistoryLimit {
    match view {
        HistoryLimitView::Month => HistoryLimit::Month,
        HistoryLimitView::Year => HistoryLimit::Year,
        HistoryLimitView::FiveYears => HistoryLimit::FiveYears,
        HistoryLimitView::Forever => HistoryLimit::Forever,
    }
}

/// `None`: the repository, which is the server's to write.
pub(crate) const fn export_format(view: ExportFormatView) -> Option<ExportFormat> {
    match view {
        ExportFormatView::StoryGraph => Some(ExportFormat::StoryGraph),
        ExportFormatView::Goodreads => Some(ExportFormat::Goodreads),
        ExportFormatView::JsonLines => Some(ExportFormat::JsonLines),
        ExportFormatView::Car => None,
    }
}
