//! Claims about whole files; what one part does is tested beside it.

use super::*;

fn read(text: &str) -> ParsedExport {
    parse(text.as_bytes(), &ParseOptions::default()).unwrap()
}

/// One StoryGraph row with the named cells set.
fn storygraph(cells: &[(&str, &str)]) -> ParsedExport {
    let names: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
    let values: Vec<String> =
        cells.iter().map(|(_, value)| format!("\"{}\"", value.replace('"', "\"\""))).collect();
    read(&format!("Title,Authors,{}\nDracula,Bram Stoker,{}\n", names.join(","), values.join(",")))
}

#[test]
fn quarter_stars_are_rounded_half_up_and_never_lost() {
    for (cell, stars) in [
        ("0.25", Some(1)),
        ("4.25", Some(9)),
        ("4.75", Some(10)),
        ("4,5", Some(9)),
        ("5.0", Some(10)),
        ("0", None),
        ("", None),
        ("7", Some(10)),
    ] {
        let export = storygraph(&[("Read Status", "read"), ("Star Rating", cell)]);
        assert_eq!(export.rows().next().unwrap().stars.map(|s| s.half_stars()), stars, "{cell}");
    }
}

#[test]
fn an_undated_read_is_finished_without_a_day() {
    let row = storygraph(&[("Read Status", "read"), ("Dates Read", "")]).rows().next().unwrap();
    assert_eq!((row.status, row.finished), (Some(bookhive::Status::Finished), None));
}
