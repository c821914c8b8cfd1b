use super::*;
use serde_json::json;

/// A record that breaks nothing, with one field replaced.
fn with(field: &str, value: Value) -> Vec<String> {
    let mut book = json!({"$type": COLLECTION, "title": "Dracula", "authors": "Bram Stoker",
        "hiveId": "bk_73LNzIlk0cwq7dpRTO5m", "createdAt": "2024-01-01T12:00:00.000Z"});
    book[field] = value;
    BookRecord::from_value(book).unwrap().check().iter().map(ToString::to_string).collect()
}

#[test]
fn a_record_with_other_apps_fields_breaks_nothing() {
    assert_eq!(with("com.example.shelf", json!({"x": [1]})), [""; 0]);
}

#[test]
fn an_empty_record_lacks_the_four_required_fields() {
    assert_eq!(BookRecord::new().check().len(), 4);
}

#[test]
fn limits_hold_on_both_sides() {
    let cases = [
        ("title", json!("x".repeat(512)), json!("x".repeat(513))),
        ("title", json!("x"), json!("")),
        ("authors", json!("é".repeat(1024)), json!("é".repeat(1025))),
        ("stars", json!(10), json!(11)),
        ("stars", json!(1), json!(0)),
        ("stars", json!(4), json!(4.5)),
        ("owned", json!(false), json!("no")),
        ("status", json!("buzz.bookhive.defs#abandoned"), json!("buzz.bookhive.defs#owned")),
        ("startedAt", json!("2024-01-01T12:00:00.000Z"), json!("2024-01-01")),
        ("finishedAt", json!("2024-01-01T12:00:00+02:00"), json!("2024-01-01 12:00:00Z")),
        ("hiveBookUri", json!("at://did:plc:x/buzz.bookhive.catalog/1"), json!("https://x")),
        (
            "bookProgress",
            json!({"percent": 100, "updatedAt": "2024-01-01T12:00:00.000Z"}),
            json!({"percent": 100}),
        ),
        ("identifiers", json!({"isbn10": "x", "other": 1}), json!({"isbn10": 5})),
        ("previousReads", json!([{"finishedAt": "2024-01-01T12:00:00.000Z"}]), json!([{}])),
        ("$type", json!(COLLECTION), json!("buzz.bookhive.buzz")),
        (
            "cover",
            json!({"$type": "blob", "mimeType": "image/png", "size": 1_000_000, "ref": {"$link": "b"}}),
            json!({"$type": "blob", "mimeType": "image/webp", "size": 9, "ref": {"$link": "b"}}),
        ),
    ];
    for (field, good, bad) in cases {
        assert_eq!(with(field, good), [""; 0], "{field}");
        assert_eq!(with(field, bad).len(), 1, "{field}");
    }
}

#[test]
fn a_review_is_counted_in_graphemes() {
    let family = "👨‍👩‍👧‍👦";
    assert_eq!(with("review", json!(family.repeat(15_000))), [""; 0]);
    assert_eq!(with("review", json!(family.repeat(15_001))), ["review is too long"]);
}

#[test]
fn at_most_fifty_previous_reads() {
    let read = json!({"finishedAt": "2024-01-01T12:00:00.000Z"});
    assert_eq!(with("previousReads", json!(vec![read.clone(); 50])), [""; 0]);
    assert_eq!(with("previousReads", json!(vec![read; 51])), ["previousReads is too long"]);
}
