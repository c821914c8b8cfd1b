use super::*;
use crate::import::{Opened, open};
use bookhive::Status;

fn table(text: &str) -> Unmapped {
    match open(text.as_bytes(), &ParseOptions::default()).unwrap() {
        Opened::Table(table) => table,
        Opened::Export(export) => panic!("taken for {:?}", export.format),
    }
}

#[test]
fn names_of_columns_are_understood_in_many_words() {
    use MappedField::*;
    for (header, fields) in [
        ("Book Title,Writer,My Rating,Date Finished", vec![Title, Authors, Rating, Finished]),
        ("Titel;Autor;Bewertung;Verlag", vec![Title, Authors, Rating, Keep]),
        ("Name,Title,Started,Finished,Finished on", vec![Keep, Title, Started, Finished, Keep]),
        ("ISBN-13,ISBN 10,Title,Genres,Shelf", vec![Isbn, Isbn, Title, Tags, Status]),
    ] {
        let mark = if header.contains(';') { ";" } else { "," };
        let row = vec!["1"; fields.len()].join(mark);
        assert_eq!(table(&format!("{header}\n{row}\n")).guess().fields, fields, "{header}");
    }
}

#[test]
fn cells_tell_where_names_do_not() {
    use MappedField::*;
    let text = "A,B,C,D\n9780306406157,Dracula,Bram Stoker,owned\n9780804429573,Emma,Jane Austen,owned\n\
                080442957X,Ulysses,James Joyce,owned\n";
    assert_eq!(table(text).guess().fields, [Isbn, Title, Authors, Keep]);
}

#[test]
fn the_scale_of_ratings_is_that_of_the_best_one() {
    for (best, scale) in [("4.5", RatingScale::Five), ("9", RatingScale::Ten), ("85", RatingScale::Hundred)] {
        let table = table(&format!("Title,Writer,Score\nA,X,2\nB,Y,{best}\n"));
        assert_eq!(table.guess().scale, scale, "{best}");
    }
}

#[test]
fn a_table_is_read_as_it_is_mapped() {
    let text = "Book;Writer;When;Score;Where;State\nDracula;Stoker, Bram;5.3.2020;8/10;attic;Completed\n\
                Emma;Jane Austen;2020-03-31;★★★½;cellar;on loan\n";
    let table = table(text);
    let mut mapping = table.guess();
    mapping.fields[2] = MappedField::Finished;
    let export = table.read(&mapping, &ParseOptions::default()).unwrap();
    let rows: Vec<_> = export.rows().collect();
    assert_eq!(
        (rows[0].authors.as_slice(), rows[0].status),
        (&["Bram Stoker".to_owned()][..], Some(Status::Finished))
    );
    assert_eq!((rows[0].stars.unwrap().half_stars(), rows[1].stars.unwrap().half_stars()), (8, 7));
    assert_eq!((rows[1].shelf.as_deref(), rows[1].local["Where"].as_str()), (Some("on loan"), "cellar"));
    let preview = table.preview(&mapping, 5).unwrap();
    assert_eq!(preview, export.entries().map(without_bytes).collect::<Vec<_>>());
}

/// A preview does not say where in the file its problems stand.
fn without_bytes(mut entry: Entry) -> Entry {
    entry.problems.iter_mut().for_each(|problem| problem.byte = 0);
    entry
}

#[test]
fn a_mapping_that_cannot_be_used_is_refused() {
    let table = table("Book,Writer\nDracula,Bram Stoker\n");
    let read = |fields: &[MappedField]| {
        let mapping = Mapping { fields: fields.to_vec(), scale: RatingScale::Five, headerless: false };
        table.read(&mapping, &ParseOptions::default()).map(|export| export.usable)
    };
    use MappedField::*;
    assert_eq!(read(&[Keep, Authors]), Err(MappingFault::NoTitle));
    assert_eq!(read(&[Title, Title]), Err(MappingFault::Twice(Title)));
    assert_eq!(read(&[Title]), Err(MappingFault::OtherTable));
    assert_eq!(read(&[Title, Ignore]), Ok(1));
}

#[test]
fn a_fingerprint_is_the_headers_and_not_the_rows() {
    let print = |text: &str| table(text).fingerprint();
    assert_eq!(print("Book,Writer\na,b\n"), print("book;writer\nc;d\ne;f\n"));
    assert_ne!(print("Book,Writer\na,b\n"), print("Book,Writer,When\na,b,c\n"));
    assert_ne!(print("Book,Writer\na,b\n"), print("Writer,Book\na,b\n"));
}

#[test]
fn samples_are_different_values_and_short() {
    let long = "x".repeat(500);
    let samples = table(&format!("Book,Writer\nA,{long}\nA,\nB,y\nC,z\nD,w\n")).samples();
    assert_eq!(samples[0], ["A", "B", "C"]);
    assert_eq!(samples[1][0].len(), SAMPLE_CHARS);
}

#[test]
fn a_first_row_that_is_a_book_is_taken_for_one() {
    use MappedField::*;
    let text = "Dracula;Bram Stoker;read;2021/10/31;4.5\nEmma;Jane Austen;to-read;;\nUlysses;James Joyce;dnf;2022/02/02;2\n";
    let table = table(text);
    let mapping = table.guess();
    assert!(mapping.headerless);
    assert_eq!(mapping.fields, [Title, Authors, Status, Finished, Rating]);
    let export = table.read(&mapping, &ParseOptions::default()).unwrap();
    let rows: Vec<_> = export.rows().collect();
    assert_eq!((export.data_rows, rows[0].line, rows[0].title.as_str()), (3, 1, "Dracula"));
    assert_eq!(rows[0].finished.unwrap().to_string(), "2021-10-31");
    assert_eq!(export.header()[2], "Column 3");
    assert_eq!(export.original(1).unwrap()[..2], ["Dracula", "Bram Stoker"]);
    let preview = table.preview(&mapping, 5).unwrap();
    assert_eq!(preview, export.entries().map(without_bytes).collect::<Vec<_>>());
}

#[test]
fn a_book_alone_is_a_table_and_names_of_columns_are_no_book() {
    let alone = table("Dracula,Bram Stoker,9780306406157\n");
    let mapping = alone.guess();
    assert!(mapping.headerless);
    let named = Mapping { headerless: false, ..mapping };
    assert_eq!(alone.preview(&named, 3).unwrap_err(), MappingFault::NoRows);
    assert_eq!(alone.read(&named, &ParseOptions::default()).unwrap_err(), MappingFault::NoRows);
    for header in ["Book,Writer,2020", "Was,Wer,Wann", "A,B,C", "Title,1,2"] {
        assert!(
            !table(&format!("{header}\nDracula,Bram Stoker,2021-10-31\n")).guess().headerless,
            "{header}"
        );
    }
    // Whatever it was taken for, the person may say otherwise.
    let other = table("Book,Writer,2020\nDracula,Bram Stoker,2021-10-31\n");
    let mapping = Mapping { headerless: true, ..other.guess() };
    assert_eq!(other.read(&mapping, &ParseOptions::default()).unwrap().data_rows, 2);
}
