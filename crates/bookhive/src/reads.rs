use crate::Day;
use serde_json::{Value, json};

/// An earlier reading of the book: an entry of the record's `previousReads`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PreviousRead {
    /// First day, when it is known.
    pub started: Option<Day>,
    /// Last day. An entry without one is no reading.
    pub finished: Day,
}

impl PreviousRead {
    /// Reads one entry; `None` when it has no readable `finishedAt`.
    pub fn from_value(value: &Value) -> Option<Self> {
        let day = |key: &str| value.get(key).and_then(Value::as_str).and_then(Day::from_datetime);
        Some(Self { started: day("startedAt"), finished: day("finishedAt")? })
    }

    /// The entry as the record holds it.
    pub fn to_value(self) -> Value {
        let finished = self.finished.to_noon_utc();
        match self.started {
            Some(started) => json!({"startedAt": started.to_noon_utc(), "finishedAt": finished}),
            None => json!({"finishedAt": finished}),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_without_an_end_is_no_reading() {
        assert_eq!(PreviousRead::from_value(&json!({"startedAt": "2020-01-01T12:00:00.000Z"})), None);
        assert_eq!(PreviousRead::from_value(&json!("2020")), None);
    }

    #[test]
    fn an_entry_reads_back_as_it_was_written() {
        let read = PreviousRead { started: None, finished: Day::parse("2020-02-29").unwrap() };
        assert_eq!(PreviousRead::from_value(&read.to_value()), Some(read));
        let read = PreviousRead { started: Day::parse("2020-02-01").ok(), ..read };
        assert_eq!(PreviousRead::from_value(&read.to_value()), Some(read));
    }
}
