//! Measures the matching of 10,000 rows against a library of 50,000 books, all in memory: one JSON object a line.
//!
//! Three rows in ten are books of the library in other words, the rest are strangers by the same authors.

use library::import::matching::{Shelf, Tier, Work};
use serde_json::json;
use std::time::Instant;

const FIRST: [&str; 20] = [
    "Anna",
    "Teju",
    "Mieko",
    "José",
    "Olga",
    "Chinua",
    "Elena",
    "Yaa",
    "Jon",
    "Rosa",
    "Wole",
    "Clarice",
    "John",
    "Mary",
    "David",
    "Sarah",
    "Ursula K.",
    "J. R.",
    "Kazuo",
    "Fyodor",
];
const LAST: [&str; 24] = [
    "Lindqvist",
    "Okafor",
    "Marías",
    "Tanaka",
    "Novák",
    "Ferrara",
    "Achterberg",
    "Haddad",
    "Moreau",
    "Bell",
    "Smith",
    "Johnson",
    "Le Guin",
    "Dostoevsky",
    "Ishiguro",
    "Brown",
    "García",
    "Kowalski",
    "Sato",
    "Nguyen",
    "Miller",
    "Singh",
    "Papadopoulos",
    "O'Brien",
];
const ADJECTIVES: [&str; 32] = [
    "Quiet",
    "Salt",
    "Long",
    "Unfinished",
    "Copper",
    "Northern",
    "Borrowed",
    "Small",
    "Winter",
    "Burning",
    "Last",
    "Hidden",
    "Broken",
    "Silver",
    "Distant",
    "Blue",
    "Secret",
    "Wild",
    "Empty",
    "Golden",
    "Stolen",
    "Second",
    "Ninth",
    "Forgotten",
    "Hollow",
    "Gentle",
    "Crooked",
    "Luminous",
    "Savage",
    "Patient",
    "Invisible",
    "Electric",
];
const NOUNS: [&str; 40] = [
    "Harbour", "Garden", "Letter", "Orchard", "Station", "Atlas", "Hour", "Kitchen", "Road", "Island",
    "Choir", "Window", "River", "House", "Daughter", "City", "Map", "Machine", "War", "Sea", "Mountain",
    "Library", "King", "Thief", "Language", "Mirror", "Bridge", "Forest", "Door", "Night", "Clock", "Bird",
    "Stranger", "Kingdom", "Witness", "Archive", "Engine", "Comet", "Lantern", "Winter",
];
const ENDINGS: [&str; 8] = [
    "",
    " of Glass",
    " at Night",
    " and Other Stories",
    " in the Rain",
    ": A Memoir",
    ", Vol. 2",
    " of the Dead",
];

fn pick<'a>(list: &[&'a str], seed: u64) -> &'a str {
    let at = usize::try_from(seed % list.len() as u64).unwrap_or_default();
    list.get(at).copied().unwrap_or_default()
}

/// A number from a number, well mixed (SplitMix64).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn work(number: u64) -> Work {
    let seed = mix(number);
    let title =
        format!("The {} {}{}", pick(&ADJECTIVES, seed), pick(&NOUNS, seed >> 8), pick(&ENDINGS, seed >> 16));
    let author = format!("{} {}", pick(&FIRST, seed >> 24), pick(&LAST, seed >> 32));
    Work { title, authors: vec![author], ..Work::default() }
}

fn row(number: u64) -> Work {
    if number % 10 >= 3 {
        return work(1_000_000 + number);
    }
    let mut work = work(number * 5);
    work.title = work.title.trim_start_matches("The ").replace(" and ", " & ") + ": A Novel";
    work
}

fn main() {
    let library: Vec<Work> = (0..50_000).map(work).collect();
    let rows: Vec<Work> = (0..10_000).map(row).collect();
    let start = Instant::now();
    let shelf = Shelf::new(library);
    let prepared = start.elapsed();
    let tiers: Vec<Tier> = rows.iter().map(|row| shelf.find(row).tier).collect();
    let milliseconds = start.elapsed().as_millis() as u64;
    let of = |tier| tiers.iter().filter(|found| **found == tier).count();
    eprintln!(
        "prepared in {} ms; exact {}, strong {}, review {}, none {}",
        prepared.as_millis(),
        of(Tier::Exact),
        of(Tier::Strong),
        of(Tier::Review),
        of(Tier::None)
    );
    println!(
        "{}",
        json!({"id": "match-10000-rows-50000-books", "unit": "ms", "floor": null, "figure": milliseconds, "aim": 2000})
    );
}
