use crate::merge::{ThreeWay, three_way};
use bookhive::Field;
use serde_json::{Value, json};

fn check(field: Field, [base, mine, theirs]: [Value; 3], expected: Option<Value>) {
    let some = |value: &Value| (!value.is_null()).then(|| value.clone());
    let (base, mine, theirs) = (some(&base), some(&mine), some(&theirs));
    let merged = three_way(field, base.as_ref(), mine.as_ref(), theirs.as_ref(), false);
    let expected = expected.map_or(ThreeWay::Conflict, |value| ThreeWay::Merged(some(&value)));
    assert_eq!(merged, expected, "{field}");
}

#[test]
fn a_field_that_one_side_changed_takes_that_change() {
    check(Field::Stars, [json!(1), json!(2), json!(1)], Some(json!(2)));
    check(Field::Stars, [json!(1), json!(1), json!(3)], Some(json!(3)));
    check(Field::Stars, [json!(1), json!(2), json!(2)], Some(json!(2)));
    check(Field::Stars, [json!(1), Value::Null, json!(1)], Some(Value::Null));
    check(Field::Stars, [json!(1), json!(2), json!(3)], None);
}

#[test]
fn earlier_reads_merge_as_a_set_of_days_newest_first() {
    let read = |day: &str| json!({"finishedAt": format!("{day}T12:00:00.000Z")});
    let midnight = json!({"finishedAt": "2020-01-01T00:00:00Z", "note": "theirs"});
    check(
        Field::PreviousReads,
        [
            json!([read("2020-01-01"), read("2019-01-01")]),
            json!([read("2020-01-01"), read("2022-01-01")]),
            json!([midnight, read("2019-01-01"), read("2021-01-01")]),
        ],
        Some(json!([read("2022-01-01"), read("2021-01-01"), midnight])),
    );
    check(Field::PreviousReads, [Value::Null, json!([read("2020-01-01")]), json!("odd")], None);
}

#[test]
fn identifiers_merge_key_by_key() {
    check(
        Field::Identifiers,
        [json!({"a": 1, "b": 1, "c": 1}), json!({"a": 2, "b": 1}), json!({"a": 1, "b": 3, "c": 1, "d": 4})],
        Some(json!({"a": 2, "b": 3, "d": 4})),
    );
    check(Field::Identifiers, [json!({"a": 1}), json!({"a": 2}), json!({"a": 3})], None);
}

#[test]
fn of_two_progress_marks_the_later_stands() {
    let mark = |percent: u8, day: u8| json!({"percent": percent, "updatedAt": format!("2026-01-{day:02}T00:00:00Z")});
    check(Field::BookProgress, [mark(1, 1), mark(30, 9), mark(20, 3)], Some(mark(30, 9)));
    check(Field::BookProgress, [mark(1, 1), mark(30, 2), mark(20, 3)], Some(mark(20, 3)));
    check(Field::BookProgress, [mark(1, 1), Value::Null, mark(20, 3)], None);
}
