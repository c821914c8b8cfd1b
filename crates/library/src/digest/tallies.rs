//! Books counted by what they have, as facets show it.

use super::{Digest, HAS_COVER, HAS_ISBN, HAS_REVIEW, NO_STATUS, Narrow};
use crate::columns::{status_number, status_of};
use crate::found::IdSet;
use crate::query::Part;
use bookhive::{Day, Stars, Status};
use std::collections::{BTreeMap, HashMap};

impl Digest {
    /// All places.
    pub(crate) fn all(&self) -> Vec<u32> {
        (0..self.ids.len() as u32).collect()
    }

    /// Places of the books whose numbers are asked for.
    pub(crate) fn places(&self, wanted: impl Fn(i64) -> bool) -> Vec<u32> {
        self.ids.iter().zip(0..).filter(|(id, _)| wanted(**id)).map(|(_, place)| place).collect()
    }

    fn books<'a>(&'a self, places: &'a [u32]) -> impl Iterator<Item = &'a Narrow> {
        places.iter().filter_map(|&place| self.books.get(place as usize))
    }

    /// Books by a small number that each has.
    fn tally<const N: usize>(&self, places: &[u32], of: impl Fn(&Narrow) -> u8) -> [u32; N] {
        let mut counts = [0; N];
        for book in self.books(places) {
            if let Some(count) = counts.get_mut(usize::from(of(book))) {
                *count += 1;
            }
        }
        counts
    }

    pub(crate) fn statuses(&self, places: &[u32]) -> impl Fn(Option<Status>) -> u32 {
        let counts: [u32; 5] = self.tally(places, |book| match status_of(book.status.into()) {
            Some(_) => book.status,
            None => NO_STATUS,
        });
        move |status| {
            let at = status.map_or(i64::from(NO_STATUS), status_number);
            usize::try_from(at).ok().and_then(|at| counts.get(at).copied()).unwrap_or_default()
        }
    }

    pub(crate) fn ratings(&self, places: &[u32]) -> impl Fn(Stars) -> u32 {
        let counts: [u32; 11] = self.tally(places, |book| book.stars);
        move |stars| counts.get(usize::from(stars.half_stars())).copied().unwrap_or_default()
    }

    pub(crate) fn ownership(&self, places: &[u32]) -> impl Fn(Option<bool>) -> u32 {
        let [no, yes, unsaid] = self.tally(places, |book| book.owned);
        move |owned| match owned {
            Some(true) => yes,
            Some(false) => no,
            None => unsaid,
        }
    }

    /// Newest first.
    pub(crate) fn years(&self, places: &[u32]) -> Vec<(i16, u32)> {
        let mut counts: HashMap<i16, u32> = HashMap::new();
        for day in self.books(places).filter_map(|book| book.finished) {
            *counts.entry(day.year()).or_default() += 1;
        }
        let mut years: Vec<_> = counts.into_iter().collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        years
    }

    /// Books that have a part, as far as parts are facets.
    pub(crate) fn with(&self, places: &[u32], part: Part) -> u32 {
        let has = |book: &&Narrow| match part {
            Part::Review => book.flags & HAS_REVIEW != 0,
            Part::Cover => book.flags & HAS_COVER != 0,
            Part::Isbn => book.flags & HAS_ISBN != 0,
            Part::Finished => book.finished.is_some(),
            Part::Rating => book.stars != 0,
            _ => false,
        };
        self.books(places).filter(has).count() as u32
    }

    pub(crate) fn without(&self, places: &[u32], part: Part) -> u32 {
        places.len() as u32 - self.with(places, part)
    }

    /// Books among these; `twins` are those that the query language calls duplicates.
    pub(crate) fn duplicates(&self, places: &[u32], twins: &IdSet) -> u32 {
        let ids = places.iter().filter_map(|&place| self.ids.get(place as usize));
        ids.filter(|id| twins.contains(**id)).count() as u32
    }

    /// Books and their pages together: by whether they are being read, and by the year in which the others were
    /// finished, `None` without a day.
    pub(crate) fn sums_on_the_wall(
        &self,
        wanted: impl Fn(i64) -> bool,
    ) -> BTreeMap<(bool, Option<i16>), (u32, u32)> {
        let mut sums: BTreeMap<(bool, Option<i16>), (u32, u32)> = BTreeMap::new();
        for (_, _, book) in self.iter().filter(|(id, _, _)| wanted(*id)) {
            let reading = status_of(book.status.into()) == Some(Status::Reading);
            let year = book.finished.filter(|_| !reading).map(Day::year);
            let (books, pages) = sums.entry((reading, year)).or_default();
            *books += 1;
            *pages = pages.saturating_add(book.pages.unwrap_or_default());
        }
        sums
    }
}
