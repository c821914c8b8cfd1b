//! A change that grows after it was entered: the saves of one sitting.

use super::sums::Sums;
use super::{Deed, LocalChanges, name};
use crate::rows::Stored;
use crate::{GroupId, Patch, StorageFault};
use bookhive::BookRecord;
use rusqlite::Transaction;

/// Gives the only change of a group other contents, and the group the sums and the time that go with them. With nothing
/// left of it the group goes, and the answer is `None`.
pub(crate) fn grow(
    transaction: &Transaction<'_>,
    group: GroupId,
    (was, record): (&Stored, &BookRecord),
    (patches, local): (Vec<Patch>, &LocalChanges),
    now: jiff::Timestamp,
) -> Result<Option<GroupId>, StorageFault> {
    if patches.is_empty() && local.is_empty() {
        transaction.execute("DELETE FROM change_group WHERE id = ?1", [group])?;
        return Ok(None);
    }
    let malformed = |_| StorageFault::Malformed { what: "patch" };
    let payload = serde_json::to_string(&patches).map_err(malformed)?;
    let text = serde_json::to_string(local).map_err(malformed)?;
    transaction
        .prepare_cached("UPDATE change SET payload = ?2, local = ?3 WHERE grp = ?1")?
        .execute((group, payload, text))?;
    let mut sums = Sums::default();
    sums.add(&Deed::Updated(patches), local);
    let fields = serde_json::to_string(&sums.fields).map_err(malformed)?;
    transaction.prepare_cached("UPDATE change_group SET at = ?2, fields = ?3 WHERE id = ?1")?.execute((
        group,
        now.as_microsecond(),
        fields,
    ))?;
    name::keep(transaction, was.account, was.id, record)?;
    Ok(Some(group))
}
