use super::*;

fn work(title: &str, author: &str) -> Work {
    Work { title: title.into(), authors: vec![author.into()], ..Work::default() }
}

fn numbered(title: &str) -> Work {
    Work {
        identifiers: bookhive::Identifiers { goodreads_id: Some("5".into()), ..Default::default() },
        ..work(title, "Frank Herbert")
    }
}

#[test]
fn a_shared_number_is_believed_only_under_an_agreeing_title() {
    let shelf = Shelf::new(vec![numbered("Dune Messiah")]);
    let strange = shelf.find(&numbered("Dune"));
    assert_eq!((strange.book, strange.reasons), (None, vec![Reason::NumberOfAnother("Goodreads number", 0)]));
    let known = shelf.find(&numbered("Dune Messiah: Special Edition"));
    assert_eq!((known.book, known.tier), (Some(0), Tier::Exact));
}

#[test]
fn the_hive_id_comes_before_everything_else() {
    let id = bookhive::HiveId::compute("Dune", "Frank Herbert");
    let elsewhere = Work { hive_id: Some(id.clone()), ..work("Der Wüstenplanet", "Frank Herbert") };
    let shelf = Shelf::new(vec![numbered("Dune"), elsewhere]);
    let found = shelf.find(&Work { hive_id: Some(id), ..numbered("Dune") });
    assert_eq!((found.book, found.reasons), (Some(1), vec![Reason::HiveId]));
}

#[test]
fn of_several_alike_the_most_alike_is_found() {
    let shelf = Shelf::new(vec![
        work("Emma: An Annotated Edition", "Jane Austen"),
        work("Emma (Illustrated)", "Jane Austen"),
        work("Emma", "Alexander McCall Smith"),
    ]);
    let found = shelf.find(&work("Emma", "J. Austen"));
    assert_eq!((found.book, found.tier), (Some(1), Tier::Review));
    let found = shelf.find(&work("Emma", "Austen, Jane"));
    assert_eq!((found.book, found.tier), (Some(1), Tier::Strong));
}

#[test]
fn articles_that_differ_are_a_question() {
    let shelf = Shelf::new(vec![work("The Room", "Ann Other")]);
    assert_eq!(shelf.find(&work("Room", "Ann Other")).tier, Tier::Exact);
    assert_eq!(shelf.find(&work("A Room", "Ann Other")).tier, Tier::Review);
}
