use super::*;
use crate::tests::edits::any_edit;
use crate::tests::support::*;
use crate::{Edit, GroupId, Selection};
use proptest::prelude::*;
use serde_json::json;

/// Everything that a digest tells, with names in place of their numbers, which depend on the order of meeting them.
fn tells(digest: &Digest) -> Vec<String> {
    let lists = [&digest.authors, &digest.tags, &digest.formats, &digest.bindings];
    for names in lists {
        let folded: Vec<Box<str>> = names.all().map(|name| crate::folding::fold(name).into()).collect();
        assert_eq!(names.folded(), folded);
    }
    let named = |names: &Names, place: usize| -> Vec<String> {
        let all: Vec<&str> = names.all().collect();
        names.of(place).iter().map(|&number| all[number as usize].to_owned()).collect()
    };
    let book = |(id, place, book): (i64, usize, &Narrow)| {
        format!("{id} {book:?} {:?} {:?}", lists.map(|names| named(names, place)), digest.earlier_of(place))
    };
    digest.iter().map(book).collect()
}

fn anew(shelf: &Shelf) -> Digest {
    shelf.library.read(|connection| Digest::of_all(connection, shelf.account)).unwrap()
}

/// The digest made from an earlier one, however many books have changed.
fn followed(shelf: &Shelf, before: &Digest) -> Digest {
    let followed = shelf.library.read(|connection| {
        let now = stamps(connection, shelf.account)?;
        Digest::after(connection, before, &now, &before.places_of(&now))
    });
    followed.unwrap()
}

#[derive(Debug, Clone)]
enum Deed {
    Edit(usize, Box<Edit>),
    Delete(usize),
    Undo(usize),
    Import(u8),
    /// Another client gives the first record these authors, and deletes the second or brings it back.
    Elsewhere(String, bool),
}

fn any_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => (0..8_usize, any_edit()).prop_map(|(book, edit)| Deed::Edit(book, Box::new(edit))),
        1 => (0..8_usize).prop_map(Deed::Delete),
        2 => (0..8_usize).prop_map(Deed::Undo),
        1 => (0..200_u8).prop_map(Deed::Import),
        1 => ("[a-c](\t[d-f]){0,2}", any::<bool>()).prop_map(|(authors, there)| Deed::Elsewhere(authors, there)),
    ]
}

fn pick<T: Copy>(list: &[T], at: usize) -> Vec<T> {
    list.get(at % list.len().max(1)).copied().into_iter().collect()
}

proptest! {
    #![proptest_config(cases(24))]
    #[test]
    fn a_digest_followed_is_one_read_anew(deeds in prop::collection::vec(any_deed(), 1..14)) {
        let (shelf, mut server) = Shelf::with(&[book("One"), book("Two"), book("Three")]);
        let (mut digest, mut groups) = (anew(&shelf), Vec::<GroupId>::new());
        for deed in deeds {
            let books: Vec<_> = shelf.rows().iter().map(|row| row.id).collect();
            match deed {
                Deed::Edit(at, edit) => groups.extend(shelf.edit(&pick(&books, at), *edit).group),
                Deed::Delete(at) => {
                    let chosen = Selection::Ids(pick(&books, at));
                    groups.extend(shelf.library.delete(shelf.account, &chosen, at_now()).unwrap().group);
                }
                Deed::Undo(at) => {
                    for group in pick(&groups, at) {
                        groups.extend(shelf.library.undo(shelf.account, group, at_now()).ok().and_then(|done| done.group));
                    }
                }
                Deed::Import(number) => {
                    shelf.import(vec![creating(&format!("Book {number}"))]);
                }
                Deed::Elsewhere(authors, there) => {
                    shelf.send(&mut server);
                    server.put("a", with(book("One"), json!({"authors": authors})));
                    if there { server.put("b", book("Two")) } else { server.delete("b") }
                    shelf.sync(&server);
                }
            }
            digest = followed(&shelf, &digest);
            prop_assert_eq!(tells(&digest), tells(&anew(&shelf)));
        }
    }
}

fn at_now() -> jiff::Timestamp {
    at(7)
}

#[test]
fn what_changes_no_book_leaves_the_digest_alone() {
    let (shelf, _) = Shelf::with(&[book("One"), book("Two")]);
    let read = |before: Option<Arc<Digest>>| {
        shelf.library.read(|connection| Digest::read(connection, shelf.account, before)).unwrap()
    };
    let before = read(None);
    shelf.library.set_setting("theme", Some("dark")).unwrap();
    assert!(Arc::ptr_eq(&before, &read(Some(before.clone()))));
    shelf.edit(&[shelf.titled("One")], stars(8));
    let after = read(Some(before.clone()));
    assert!(!Arc::ptr_eq(&before, &after));
    assert_eq!(tells(&after), tells(&anew(&shelf)));
}
