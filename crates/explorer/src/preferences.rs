//! Choices kept between starts, as one JSON value in the library's settings.

use crate::views::PreferencesView;
use library::Library;

const KEY: &str = "preferences";

/// The kept choices; defaults for what is missing or unreadable.
pub(crate) fn read(library: &Library) -> PreferencesView {
    let kept = library.get_setting(KEY).ok().flatten();
    let kept: Option<PreferencesView> = kept.and_then(|json| serde_json::from_str(&json).ok());
    let kept = kept.unwrap_or_default();
    PreferencesView { text: kept.text.clamp(75, 200), ..kept }
}

/// Keeps the choices.
pub(crate) fn write(library: &Library, preferences: &PreferencesView) -> Result<(), library::StorageFault> {
    let json = serde_json::to_string(preferences).unwrap_or_default();
    library.set_setting(KEY, Some(&json))
}
