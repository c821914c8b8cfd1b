//! What asks for a look: changes set aside, repairs, and the watch that counts them after books changed.

use crate::explorer::Shared;
use crate::upkeep::SETTLED;
use crate::views::{AttentionCounts, AttentionView, DecidedView, DecisionView, Event};
use crate::{ErrorCode, Explorer, IpcError, present};
use bookhive::Field;
use library::{AccountId, BookDecision, BookId};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Changes in a row are looked at once, when there has been none for so long.
const REST: Duration = Duration::from_secs(1);
/// A row of changes without a rest, as an import makes it, is looked at after so many of them.
const MOST_RESTS: usize = 10;

/// Remembers when to look again.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    changed: Arc<Notify>,
}

impl Watch {
    /// Books changed.
    pub(crate) fn look_again(&self) {
        self.changed.notify_one();
    }
}

impl Explorer {
    /// What asks for a look, as counted last. Quick.
    pub async fn attention_counts(&self) -> Result<AttentionCounts, IpcError> {
        self.blocking(|shared| shared.attention_counts()).await
    }

    /// Everything that asks for a look but duplicates, of what was set aside the first `limit`. Looks at every record.
    pub async fn attention(&self, limit: u32) -> Result<AttentionView, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let items = shared.library.attention(account)?;
            let odd = shared.library.oddities(account)?;
            let budgets = (account != shared.local()).then(|| shared.library.budgets(account)).transpose()?;
            Ok(AttentionView {
                decisions: present::count(items.len()),
                items: items.into_iter().take(limit as usize).map(present::attention_item).collect(),
                repair_cost: present::update_cost(odd.owned_status.len(), budgets.as_deref()),
                owned_status: present::odd_books(odd.owned_status),
                midnight: present::odd_books(odd.midnight),
                broken: present::broken_books(odd.broken),
            })
        })
        .await
    }

    /// Decides what was set aside. What changes to the eye is one change of the history.
    pub async fn decide_asides(&self, decisions: Vec<DecisionView>) -> Result<DecidedView, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let decisions = shared.decisions(account, decisions)?;
            let decided = shared.library.decide(account, &decisions, shared.now())?;
            shared.edited();
            Ok(present::decided(&decided))
        })
        .await
    }

    /// Puts every early "owned" status right.
    pub async fn repair_owned_status(&self) -> Result<DecidedView, IpcError> {
        self.blocking(|shared| {
            let account = shared.current_account()?;
            let repaired = shared.library.repair_owned_status(account, shared.now())?;
            shared.edited();
            let group = repaired.group.map(library::GroupId::get);
            Ok(DecidedView { group, decided: repaired.changed, left: 0 })
        })
        .await
    }
}

impl Shared {
    /// Books each named once, with all that was decided of them.
    fn decisions(
        &self,
        account: AccountId,
        views: Vec<DecisionView>,
    ) -> Result<Vec<(BookId, BookDecision)>, IpcError> {
        let mut decisions = Vec::with_capacity(views.len());
        for view in views {
            match view {
                DecisionView::Book { book, side } => {
                    decisions.push((BookId::new(book), BookDecision::All(present::side(side))));
                }
                DecisionView::Field { book, field, side } => {
                    let field = Field::parse(&field)
                        .map_err(|error| IpcError::new(ErrorCode::BadRequest, error.to_string()))?;
                    let fields = BTreeMap::from([(field, present::side(side))]);
                    decisions.push((BookId::new(book), BookDecision::Fields(fields)));
                }
                DecisionView::Alike { reason, side } => {
                    let items = self.library.attention(account)?;
                    let alike = items.iter().filter(|item| present::aside_reason(&item.reason) == reason);
                    decisions.extend(alike.map(|item| (item.book, BookDecision::All(present::side(side)))));
                }
            }
        }
        Ok(decisions)
    }

    fn attention_counts(&self) -> Result<AttentionCounts, IpcError> {
        let account = self.current_account()?;
        Ok(AttentionCounts {
            decisions: self.library.waiting(account)?.set_aside,
            repairs: self.library.count_owned_status(account)?,
            duplicates: self.library.count_duplicates(account)?.0,
        })
    }

    /// Looks for duplicates once the start is over and after every change of books, and tells the page the counts.
    pub(crate) fn start_watching(self: &Arc<Self>) {
        let weak = Arc::downgrade(self);
        let changed = self.watch.changed.clone();
        tokio::spawn(async move {
            // The first look compares every book: the first frame comes before it.
            let _ = tokio::time::timeout(SETTLED, changed.notified()).await;
            loop {
                let Some(shared) = weak.upgrade() else { return };
                let looked = shared.clone().blocking(|shared| shared.look());
                if let Err(error) = looked.await {
                    tracing::warn!(?error, "duplicates could not be looked for");
                }
                drop(shared);
                changed.notified().await;
                rest(&changed).await;
            }
        });
    }

    fn look(&self) -> Result<(), IpcError> {
        let account = self.current_account()?;
        self.library.find_duplicates(account)?;
        self.events.tell_fresh(|| {
            let counts = self.attention_counts();
            counts.ok().map(|attention| Event::Attention { attention })
        });
        Ok(())
    }
}

/// Until nothing has changed for a [`REST`], or [`MOST_RESTS`] have gone by.
async fn rest(changed: &Notify) {
    for _ in 0..MOST_RESTS {
        tokio::time::sleep(REST).await;
        let more = tokio::time::timeout(Duration::ZERO, changed.notified()).await;
        if more.is_err() {
            return;
        }
    }
}
