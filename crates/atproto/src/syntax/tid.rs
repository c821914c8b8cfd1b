//! Timestamp identifiers, the usual record keys: <https://atproto.com/specs/tid>.

use super::{SyntaxError, text_identifier};

/// The alphabet of a TID, in ascending byte order, which is why TIDs sort by time as text.
const ALPHABET: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";

/// The highest number a TID can hold: its top bit is always zero.
const MAX: u64 = i64::MAX as u64;

/// A TID: 13 characters holding microseconds since 1970 (53 bits) and a clock number (10 bits).
///
/// Text order, number order and time order are the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tid(String);

text_identifier!(Tid);

impl Tid {
    /// Reads a TID, exactly as written.
    ///
    /// # Errors
    /// When the text does not follow <https://atproto.com/specs/tid#tid-syntax>.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let fault = |fault| Err(SyntaxError::new("a TID", fault));
        if text.len() != 13 {
            return fault("it is not 13 characters long");
        }
        if !text.bytes().all(|b| ALPHABET.contains(&b)) {
            return fault("it holds a character that TIDs do not have");
        }
        if !text.starts_with(|c: char| matches!(c, '2'..='7' | 'a'..='j')) {
            return fault("its top bit is set");
        }
        Ok(Self(text.to_owned()))
    }

    /// The TID of an instant (microseconds since 1970; what does not fit 53 bits is cut off) and a clock
    /// (the lower 10 bits count). Two calls with the same arguments give the same TID: keys that must
    /// differ come from a [`TidClock`].
    #[must_use]
    pub fn generate(now_micros: u64, clock_id: u16) -> Self {
        Self::from_number((now_micros << 10) | u64::from(clock_id & 0x3ff))
    }

    /// The microseconds since 1970 it holds.
    #[must_use]
    pub fn micros(&self) -> u64 {
        self.number() >> 10
    }

    /// The number of the clock that made it, 0 to 1023.
    #[must_use]
    pub fn clock_id(&self) -> u16 {
        (self.number() & 0x3ff) as u16
    }

    fn from_number(number: u64) -> Self {
        let number = number & MAX;
        let digit = |place: u32| {
            let index = (number >> (5 * place)) & 31;
            ALPHABET.get(index as usize).copied().map_or('2', char::from)
        };
        Self((0..13).rev().map(digit).collect())
    }

    fn number(&self) -> u64 {
        self.0.bytes().fold(0, |number, byte| {
            let digit = ALPHABET.iter().position(|&letter| letter == byte).unwrap_or(0);
            (number << 5) | digit as u64
        })
    }
}

/// Makes TIDs that ascend strictly, whatever the system clock does.
///
/// When the clock stands still or goes back, the next TID is one microsecond after the last.
#[derive(Clone, Debug)]
pub struct TidClock {
    clock_id: u16,
    last_micros: u64,
}

impl TidClock {
    /// A clock with its number (the lower 10 bits count). Processes that may write to one repository at a
    /// time should draw theirs at random.
    #[must_use]
    pub fn new(clock_id: u16) -> Self {
        Self { clock_id, last_micros: 0 }
    }

    /// A clock that goes on after `last`, for a process that remembers the last key it gave out.
    #[must_use]
    pub fn after(last: &Tid, clock_id: u16) -> Self {
        Self { clock_id, last_micros: last.micros() }
    }

    /// The next TID at `now_micros`, in microseconds since 1970.
    pub fn next(&mut self, now_micros: u64) -> Tid {
        self.last_micros = now_micros.max(self.last_micros.saturating_add(1));
        Tid::generate(self.last_micros, self.clock_id)
    }
}
