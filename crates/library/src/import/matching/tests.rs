use super::*;

fn work(title: &str, author: &str) -> Work {
    Work { title: title.into(), authors: vec![author.into()], ..Work::default() }
}

fn tier_of(one: (&str, &str), other: (&str, &str)) -> Tier {
    Shelf::with_likeness(vec![work(other.0, other.1)]).find(&work(one.0, one.1)).tier
}

#[test]
fn the_same_work_in_other_words_is_found() {
    for (one, other, least) in [
        (
            ("The Left Hand of Darkness", "Ursula K. Le Guin"),
            ("Left Hand of Darkness", "Le Guin, Ursula K."),
            Tier::Exact,
        ),
        (("Emma", "Jane Austen"), ("Emma: A Novel", "Jane Austen"), Tier::Review),
        (("Emma", "Jane Austen"), ("Emma (Deluxe Edition, 2015)", "Jane Austen"), Tier::Review),
        (
            ("The Hobbit", "J.R.R. Tolkien"),
            ("The Hobbit, or There and Back Again", "J. R. R. Tolkien"),
            Tier::Review,
        ),
        (
            ("Henry IV, Part Two", "William Shakespeare"),
            ("Henry IV Part 2", "William Shakespeare"),
            Tier::Review,
        ),
        (
            ("Crime and Punishment", "Fyodor Dostoevsky"),
            ("Crime & Punishment", "Fyodor Dostoyevsky"),
            Tier::Review,
        ),
        (
            ("Darkness, The Left Hand of", "Ursula K. Le Guin"),
            ("The Left Hand of Darkness", "Ursula Le Guin"),
            Tier::Strong,
        ),
    ] {
        assert!(tier_of(one, other) >= least, "{} / {}: {:?}", one.0, other.0, tier_of(one, other));
    }
}

#[test]
fn near_misses_are_never_matched_automatically() {
    for (one, other, most) in [
        (("Dune", "Frank Herbert"), ("Dune Messiah", "Frank Herbert"), Tier::None),
        (("Dune", "Frank Herbert"), ("Dune: The Graphic Novel", "Frank Herbert"), Tier::Review),
        (("Foundation 1", "Isaac Asimov"), ("Foundation 2", "Isaac Asimov"), Tier::None),
        (("Berserk, Vol. 3", "Kentaro Miura"), ("Berserk, Vol. III", "Kentaro Miura"), Tier::Strong),
        (("Berserk, Vol. 3", "Kentaro Miura"), ("Berserk, Vol. 13", "Kentaro Miura"), Tier::None),
        (("Emma", "Jane Austen"), ("Emma", "Alexander McCall Smith"), Tier::None),
        (("Star Wars: Bloodline", "Claudia Gray"), ("Star Wars: Lost Stars", "Claudia Gray"), Tier::None),
        (("かき", "X Y"), ("がき", "X Y"), Tier::None),
        (("Henry IV", "William Shakespeare"), ("Henry VI", "William Shakespeare"), Tier::None),
        (("The Best Essays (2015)", "Ann Other"), ("The Best Essays (2016)", "Ann Other"), Tier::None),
        (("The Complete Stories", "Ann Other"), ("Stories", "Ann Other"), Tier::Review),
        (("On Love", "Ann Other"), ("Love", "Ann Other"), Tier::Review),
        (("The Stand", "Stephen King"), ("The Stand", "Stephanie King"), Tier::Review),
    ] {
        assert!(tier_of(one, other) <= most, "{} / {}: {:?}", one.0, other.0, tier_of(one, other));
    }
}

#[test]
fn a_shared_number_is_believed_only_under_an_agreeing_title() {
    let numbered = |title: &str| Work {
        identifiers: bookhive::Identifiers { goodreads_id: Some("5".into()), ..Default::default() },
        ..work(title, "Frank Herbert")
    };
    let shelf = Shelf::new(vec![numbered("Dune Messiah")]);
    let strange = shelf.certain(&numbered("Dune"));
    assert_eq!((strange.book, strange.reasons), (None, vec![Reason::NumberOfAnother("Goodreads number", 0)]));
    let known = shelf.certain(&numbered("Dune Messiah: Special Edition"));
    assert_eq!((known.book, known.tier), (Some(0), Tier::Exact));
}
