use super::*;
use proptest::prelude::*;

/// The records after the header, as (line, cells joined with `|`, fault).
fn rows(text: &str) -> Vec<(u32, String, Option<Fault>)> {
    let mut records = Records::new(text, b',');
    let width = records.next().unwrap().cells.len();
    records.expect_width(width);
    records.map(|r| (r.line, r.cells.join("|"), r.fault)).collect()
}

#[test]
fn line_ends_of_all_three_kinds_and_inside_cells_are_counted() {
    let text = "a,b\r\n1,\"x\r\ny\"\r3,4\n\n5,6";
    assert_eq!(rows(text), [(2, "1|x\r\ny".into(), None), (4, "3|4".into(), None), (6, "5|6".into(), None),]);
}

#[test]
fn doubled_quotes_are_one_and_single_ones_in_bare_cells_stand() {
    assert_eq!(
        rows("a,b\n\"x\"\"y\",5\" disk\n\"\",\"\"\"\"\n"),
        [(2, "x\"y|5\" disk".into(), None), (3, "|\"".into(), None),]
    );
}

#[test]
fn unescaped_quotes_inside_a_quoted_cell_are_taken_literally() {
    assert_eq!(
        rows("a,b\n\"The \"Best\" Book\",x\n1,2\n"),
        [(2, "The \"Best\" Book|x".into(), Some(Fault::InnerQuotes)), (3, "1|2".into(), None),]
    );
}

#[test]
fn one_stray_quote_costs_one_row_and_not_the_file() {
    let text = "a,b,c\n1,2,3\n\"Stray,2,3\n4,5,6\n\"7,7\",8,9\n1,\"\",3\n";
    assert_eq!(
        rows(text),
        [
            (2, "1|2|3".into(), None),
            (3, String::new(), Some(Fault::Unbalanced)),
            (4, "4|5|6".into(), None),
            (5, "7,7|8|9".into(), None),
            (6, "1||3".into(), None),
        ]
    );
}

#[test]
fn a_stray_quote_on_the_last_row_takes_only_that() {
    assert_eq!(
        rows("a,b\n1,2\n\"3,4\n"),
        [(2, "1|2".into(), None), (3, String::new(), Some(Fault::Unbalanced))]
    );
}

#[test]
fn lines_of_a_given_up_row_are_not_taken_for_rows() {
    let text = "a,b,c\n\"Stray,2,\"first\nsecond line, with a comma\nthird\",x\n4,5,6\n";
    assert_eq!(rows(text), [(2, String::new(), Some(Fault::Unbalanced)), (5, "4|5|6".into(), None)]);
}

#[test]
fn ragged_rows_stay_as_they_are() {
    assert_eq!(
        rows("a,b,c\n1\n1,2,3,4\n1,\"two\nlines\"\n"),
        [(2, "1".into(), None), (3, "1|2|3|4".into(), None), (4, "1|two\nlines".into(), None),]
    );
}

#[test]
fn spaces_behind_a_closing_quote_do_no_harm() {
    assert_eq!(rows("a,b\n\"x\" ,\"y\"  \n"), [(2, "x|y".into(), None)]);
}

thread_local! {
    static LOOKED_AT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Counts the bytes that were looked at on this thread.
pub(super) fn looked_at(bytes: usize) {
    LOOKED_AT.set(LOOKED_AT.get() + bytes);
}

/// Bytes looked at while all records of a text are read, and the records.
fn work(text: &str, width: usize) -> (usize, usize) {
    LOOKED_AT.set(0);
    let mut records = Records::new(text, b',');
    records.expect_width(width);
    let count = records.count();
    (LOOKED_AT.get(), count)
}

#[test]
fn hostile_quoting_costs_work_in_proportion_to_its_length() {
    let nasty: [&[&str]; 9] = [
        &["\"open\n"],
        &["\"a\n", "x,\"\",\"\"\n"],
        &["\"\"\"\"\"x,\n", "\"open,\"\"\n", "\",\",\"\n", "x\"y\n"],
        &["\",\n"],
        &["\"\"", "\"x\"", "\n"],
        &[",\"\n,,,,\n"],
        &["\"   "],
        &["\"   x\""],
        &["a,b,c,d,e\n", "\"a,b,c,d,e\n"],
    ];
    for pieces in nasty {
        for width in [0, 2, 3, 5, 23] {
            let text = |repeats: usize| pieces.concat().repeat(repeats / pieces.concat().len());
            let (small, large) = (text(10_000), text(80_000));
            let ((less, _), (more, _)) = (work(&small, width), work(&large, width));
            assert!(more <= 100 * large.len() + (1 << 21), "{pieces:?} {width}: {more} for {}", large.len());
            assert!(more <= 12 * less + (1 << 21), "{pieces:?} {width}: {less} grew to {more}");
        }
    }
}

#[test]
fn many_stray_marks_cost_one_row_each() {
    let mut text = String::from("a,b,c,d,e\n");
    for row in 0..2_000 {
        text.push_str(if row % 10 == 0 {
            "\"Stray,\"\",3,\"\",5\n"
        } else {
            "1,\"\",\"three\n lines\",\"\",5\n"
        });
    }
    let read = rows(&text);
    let lost = read.iter().filter(|row| row.2 == Some(Fault::Unbalanced)).count();
    assert_eq!((read.len(), lost), (2_000, 200));
}

#[test]
fn a_long_cell_of_many_lines_is_one_cell() {
    let long = "A line, and a comma.\n".repeat(5_000);
    let text = format!("a,b,c,d,e\n1,\"{long}\",3,4,5\n6,7,8,9,10\n");
    let read = rows(&text);
    assert_eq!((read.len(), read[0].2, read[0].1.len()), (2, None, long.len() + "1|||3|4|5".len() - 1));
}

proptest! {
    /// What the csv crate writes, we read; and as its reader does.
    #[test]
    fn agrees_with_the_csv_crate_on_well_formed_text(
        table in (1usize..5).prop_flat_map(|width| proptest::collection::vec(
            proptest::collection::vec("[a-c\", \n\r;é]{0,6}", width), 1..8)),
    ) {
        let width = table[0].len();
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(vec![]);
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let mut records = Records::new(&text, b',');
        records.expect_width(width);
        let read: Vec<Vec<String>> =
            records.map(|r| r.cells.into_iter().map(Cow::into_owned).collect()).collect();
        let wanted: Vec<Vec<String>> =
            table.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        prop_assert_eq!(read, wanted);
    }

    /// The records' sources, blank ones aside, are the text: nothing is skipped, nothing read twice.
    #[test]
    fn every_byte_belongs_to_one_record(text in "([a-c]|[\",\n\r ]){0,60}", width in 0usize..4) {
        let mut records = Records::new(&text, b',');
        records.expect_width(width);
        let mut inked = String::new();
        for record in records {
            prop_assert_eq!(record.line as usize, line_ends(&text.as_bytes()[..offset(&text, record.source)]) as usize + 1);
            inked.extend(record.source.chars().filter(char::is_ascii_alphabetic));
        }
        prop_assert_eq!(inked, text.chars().filter(char::is_ascii_alphabetic).collect::<String>());
    }
}

fn offset(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}
