use std::fmt;

/// A rating in half stars: 1 is half a star, 10 is five. There is no zero; an unrated book has no rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stars(u8);

/// The number is not in 1–10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a rating is 1 to 10 half stars")]
pub struct InvalidStars;

impl Stars {
    /// A rating of that many half stars.
    pub fn new(half_stars: u8) -> Result<Self, InvalidStars> {
        if (1..=10).contains(&half_stars) { Ok(Self(half_stars)) } else { Err(InvalidStars) }
    }

    /// Half stars, 1–10.
    pub const fn half_stars(self) -> u8 {
        self.0
    }
}

impl TryFrom<i64> for Stars {
    type Error = InvalidStars;
    fn try_from(half_stars: i64) -> Result<Self, InvalidStars> {
        u8::try_from(half_stars).map_err(|_| InvalidStars).and_then(Self::new)
    }
}

/// Whole stars: "4.5", "3".
impl fmt::Display for Stars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0 / 2, if self.0 % 2 == 1 { ".5" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_to_ten_is_a_rating() {
        assert!(Stars::new(0).is_err() && Stars::new(11).is_err() && Stars::try_from(-1).is_err());
        assert_eq!(Stars::new(9).unwrap().to_string(), "4.5");
        assert_eq!(Stars::try_from(10).unwrap().to_string(), "5");
        assert_eq!(Stars::new(1).unwrap().to_string(), "0.5");
    }
}
