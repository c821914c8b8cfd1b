//! What the system tells a person who looks elsewhere: that a long import has ended, or cannot go on without them.

use crate::Explorer;
use crate::explorer::{Shared, lock};
use crate::sync::Stop;
use jiff::{SignedDuration, Timestamp};
use library::{AccountId, ImportId, ImportProgress};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// An import that takes this long is one that people turn away from.
const LONG: SignedDuration = SignedDuration::from_secs(60);

/// A few words for the system to show. They hold nothing of the file, so nothing in it is ever read as markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// One line.
    pub title: String,
    /// A sentence.
    pub body: String,
}

type Teller = Arc<dyn Fn(Notice) + Send + Sync>;

/// Who is told, and what this process has seen of imports under way.
#[derive(Default)]
pub(crate) struct Notices {
    teller: Mutex<Option<Teller>>,
    looks_elsewhere: AtomicBool,
    courses: Mutex<HashMap<ImportId, Course>>,
}

/// An import under way, as this process has seen it.
#[derive(Debug, Default)]
struct Course {
    /// It had to wait for the server's budget.
    rested: bool,
    /// That it cannot go on was already the news.
    stuck: bool,
}

impl Course {
    fn sees(
        &mut self,
        progress: &ImportProgress,
        stop: Option<&Stop>,
        now: Timestamp,
        looks_elsewhere: bool,
    ) -> Option<Notice> {
        self.rested |= matches!(stop, Some(Stop::Resting(_)));
        let worth_saying = looks_elsewhere && (self.rested || now.duration_since(progress.at) >= LONG);
        if progress.waiting == 0 {
            return worth_saying.then(|| ended(progress));
        }
        let needs_you = matches!(stop, Some(Stop::SignedOut | Stop::NotGranted | Stop::StorageLocked(_)));
        let is_news = needs_you && !self.stuck;
        self.stuck |= needs_you;
        (worth_saying && is_news).then(|| Notice {
            title: "The import waits for you".to_owned(),
            body: format!(
                "{} not sent yet. Nothing is lost; sign in again to go on.",
                rows(progress.waiting)
            ),
        })
    }
}

fn ended(progress: &ImportProgress) -> Notice {
    let written = rows(progress.created + progress.updated);
    let body = match progress.set_aside {
        0 => format!("{written} written, and every row accounted for."),
        aside => format!("{written} written. {} set aside; the report says why.", rows(aside)),
    };
    Notice { title: "Your import is done".to_owned(), body }
}

fn rows(count: u32) -> String {
    if count == 1 { "1 row is".to_owned() } else { format!("{count} rows are") }
}

impl Explorer {
    /// Shows notices with `teller` from now on.
    pub fn notify_with(&self, teller: impl Fn(Notice) + Send + Sync + 'static) {
        *lock(&self.shared.notices.teller) = Some(Arc::new(teller));
    }

    /// The person turned to the window, or away from it. Whoever comes back may have changed books elsewhere: the server is
    /// looked at, unless that was done a moment ago.
    pub fn focused(&self, focused: bool) {
        self.shared.notices.looks_elsewhere.store(!focused, Ordering::Relaxed);
        if focused {
            self.shared.wake_stale();
        }
    }
}

impl Shared {
    /// Looks how far the account's import is, and says so where that is news. Failing to look is none.
    pub(crate) fn heed_import(&self, account: AccountId, stop: Option<&Stop>) {
        let found = self.library.current_import(account).ok().flatten();
        let progress = found.and_then(|import| self.library.import_progress(import).ok().flatten());
        let Some(progress) = progress else { return };
        let mut courses = lock(&self.notices.courses);
        if progress.waiting > 0 {
            courses.entry(progress.import).or_default();
        }
        let Some(course) = courses.get_mut(&progress.import) else { return };
        let looks_elsewhere = self.notices.looks_elsewhere.load(Ordering::Relaxed);
        let notice = course.sees(&progress, stop, self.now(), looks_elsewhere);
        if progress.waiting == 0 {
            courses.remove(&progress.import);
        }
        drop(courses);
        let teller = lock(&self.notices.teller).clone();
        if let (Some(notice), Some(teller)) = (notice, teller) {
            tokio::task::spawn_blocking(move || teller(notice));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::rest::Rest;
    use crate::views::RestReason;
    use library::GroupId;

    const BEGUN: i64 = 1_700_000_000;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(BEGUN + seconds).unwrap()
    }

    fn progress(waiting: u32, set_aside: u32) -> ImportProgress {
        ImportProgress {
            import: ImportId::new(1),
            group: GroupId::new(1),
            file_name: "<img src=x>.csv".to_owned(),
            at: at(0),
            rows: 10,
            created: 10 - waiting - set_aside,
            updated: 0,
            unchanged: 0,
            joined: 0,
            left_out: 0,
            set_aside,
            waiting,
            failed: Vec::new(),
        }
    }

    /// The title of what is said when the import stands so, after so many seconds.
    fn says(
        course: &mut Course,
        waiting: u32,
        stop: Option<&Stop>,
        seconds: i64,
        elsewhere: bool,
    ) -> Option<String> {
        course.sees(&progress(waiting, 0), stop, at(seconds), elsewhere).map(|notice| notice.title)
    }

    #[test]
    fn a_long_import_is_announced_at_its_end_to_whoever_looks_elsewhere() {
        let done = Some("Your import is done".to_owned());
        assert_eq!(says(&mut Course::default(), 0, None, 61, true), done);
        assert_eq!(says(&mut Course::default(), 0, None, 61, false), None, "it is on screen");
        assert_eq!(says(&mut Course::default(), 0, None, 59, true), None, "it was short");
        assert_eq!(says(&mut Course::default(), 3, None, 61, true), None, "it is not over");
    }

    #[test]
    fn an_import_that_had_to_rest_was_long_and_the_rest_itself_is_no_news() {
        let rest = Stop::Resting(Rest { until: at(50), reason: RestReason::HourlyLimit });
        let mut course = Course::default();
        assert_eq!(says(&mut course, 5, Some(&rest), 2, true), None);
        assert_eq!(says(&mut course, 0, None, 52, true).as_deref(), Some("Your import is done"));
    }

    #[test]
    fn an_import_that_cannot_go_on_without_the_person_says_so_once() {
        let mut course = Course::default();
        let waits = Some("The import waits for you".to_owned());
        assert_eq!(says(&mut course, 5, Some(&Stop::Offline), 90, true), None);
        assert_eq!(says(&mut course, 5, Some(&Stop::SignedOut), 91, true), waits);
        assert_eq!(says(&mut course, 5, Some(&Stop::SignedOut), 92, true), None);
        assert_eq!(says(&mut course, 0, None, 93, true).as_deref(), Some("Your import is done"));
    }

    #[test]
    fn the_words_count_what_was_written_and_set_aside_and_name_no_file() {
        let notice = Course::default().sees(&progress(0, 1), None, at(99), true).unwrap();
        assert_eq!(notice.body, "9 rows are written. 1 row is set aside; the report says why.");
        assert!(!notice.title.contains("csv"));
    }
}
