use super::readings::{Reading, is};
use super::{NAMES, Share, Statistics, Tally};
use crate::digest::Digest;
use bookhive::{Day, Status};
use std::collections::{BTreeMap, HashMap};

impl Tally {
    fn add(&mut self, reading: &Reading<'_>) {
        self.readings += 1;
        match reading.book.pages {
            Some(pages) => self.pages = self.pages.saturating_add(pages),
            None => self.without_pages += 1,
        }
    }
}

/// Everything but the days, the shelf and the books in hand.
pub(super) fn figures(digest: &Digest, readings: &[Reading<'_>], year: Option<i16>) -> Statistics {
    let mut statistics = Statistics { year, ..Statistics::default() };
    if year.is_some() {
        statistics.months = vec![Tally::default(); 12];
        statistics.months_before = vec![Tally::default(); 12];
    }
    let is_within = |day: Option<Day>| year.is_none() || day.map(Day::year) == year;
    let mut years: BTreeMap<i16, Tally> = BTreeMap::new();
    let mut authors = vec![0; digest.authors.all().len()];
    let mut formats = vec![0; digest.bindings.all().len()];
    let (mut nobody, mut formless, mut counted) = (0, 0, None);
    for reading in readings {
        match reading.finished {
            Some(day) => {
                years.entry(day.year()).or_default().add(reading);
                if year.is_some_and(|year| day.year() == year.saturating_sub(1)) {
                    month(&mut statistics.months_before, day, reading);
                }
                if Some(day.year()) == year {
                    month(&mut statistics.months, day, reading);
                }
            }
            None => statistics.undated.add(reading),
        }
        if !is_within(reading.finished) {
            continue;
        }
        statistics.readings.add(reading);
        statistics.again += u32::from(reading.again);
        statistics.pace.add(reading);
        count(&mut authors, &mut nobody, digest.authors.of(reading.place).first());
        count(&mut formats, &mut formless, digest.bindings.of(reading.place).first());
        // A book's rating counts once, however often it was read; its readings stand together.
        if counted.replace(reading.id) != Some(reading.id) {
            statistics.books += 1;
            match statistics.stars.get_mut(usize::from(reading.book.stars).wrapping_sub(1)) {
                Some(books) => *books += 1,
                None => statistics.unrated += 1,
            }
        }
    }
    for (_, _, book) in digest.iter().filter(|(_, _, book)| is(book, Status::Abandoned)) {
        let day = book.stopped.or(book.finished);
        statistics.given_up += u32::from(is_within(day));
        statistics.given_up_undated += u32::from(day.is_none());
    }
    statistics.years = years.into_iter().collect();
    let shares = by_person(digest, &authors);
    (statistics.authors, statistics.other_authors) = most(shares, nobody);
    let named = digest.bindings.all().zip(formats).chain([("", formless)]);
    let mut formats: Vec<Share> = named
        .filter(|(_, readings)| *readings > 0)
        .map(|(name, readings)| Share { name: name.to_owned(), readings })
        .collect();
    formats.sort_by(by_readings);
    statistics.formats = formats;
    statistics
}

fn month(months: &mut [Tally], day: Day, reading: &Reading<'_>) {
    let month = usize::try_from(day.month() - 1).ok();
    if let Some(tally) = month.and_then(|month| months.get_mut(month)) {
        tally.add(reading);
    }
}

/// Counts for a name by its number, or for those without one.
fn count(by_number: &mut [u32], without: &mut u32, number: Option<&u32>) {
    match number.and_then(|&number| by_number.get_mut(number as usize)) {
        Some(count) => *count += 1,
        None => *without += 1,
    }
}

/// Readings by author: spellings that are looked for alike are one person, under the first of them.
fn by_person(digest: &Digest, readings: &[u32]) -> Vec<Share> {
    let mut people: HashMap<&str, (&str, u32)> = HashMap::new();
    let names = digest.authors.all().zip(digest.authors.folded()).zip(readings);
    for ((name, folded), &readings) in names.filter(|(_, readings)| **readings > 0) {
        let (known, sum) = people.entry(folded).or_insert((name, 0));
        *known = name.min(known);
        *sum += readings;
    }
    people.into_values().map(|(name, readings)| Share { name: name.to_owned(), readings }).collect()
}

/// The names with the most readings, and the sum of all others.
fn most(mut shares: Vec<Share>, nobody: u32) -> (Vec<Share>, Share) {
    shares.sort_unstable_by(by_readings);
    let others = shares.split_off(shares.len().min(NAMES));
    let readings = others.iter().map(|share| share.readings).sum::<u32>() + nobody;
    (shares, Share { name: String::new(), readings })
}

fn by_readings(one: &Share, other: &Share) -> std::cmp::Ordering {
    other.readings.cmp(&one.readings).then_with(|| one.name.cmp(&other.name))
}
