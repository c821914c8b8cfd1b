//! `bench`: the figures of docs/MEASURES.md that can be measured so far. Nothing is estimated: what has no bench yet is
//! shown as not measured.

use crate::failure::{Failure, Outcome};
use crate::{process, tree};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// How the table is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Json,
}

/// One measure: what it is compared with, what was found, and how good it should be.
#[derive(Debug, Clone, PartialEq)]
struct Measure {
    id: &'static str,
    unit: &'static str,
    /// The rival or lower bound measured in the same run.
    floor: Option<f64>,
    figure: Option<f64>,
    /// At most this much.
    aim: f64,
}

impl Measure {
    fn reached(&self) -> Option<bool> {
        self.figure.map(|figure| figure <= self.aim)
    }

    fn json(&self) -> Value {
        json!({
            "id": self.id, "unit": self.unit, "floor": self.floor, "figure": self.figure, "aim": self.aim,
            "reached": self.reached(),
        })
    }
}

pub(crate) fn bench(form: Form) -> Outcome {
    let mut measures = vec![installer(&tree::target().join("release/bundle/deb"))];
    measures.extend(import()?);
    match form {
        Form::Json => {
            let rows: Vec<Value> = measures.iter().map(Measure::json).collect();
            println!("{}", serde_json::to_string_pretty(&rows).map_err(Failure::of("bench"))?);
        }
        Form::Text => print!("{}", table(&measures)),
    }
    Ok(())
}

fn table(measures: &[Measure]) -> String {
    let shown =
        |value: Option<f64>| value.map_or_else(|| "not measured".to_owned(), |value| format!("{value:.2}"));
    let mut text =
        format!("{:<28} {:>12} {:>14} {:>10}  {}\n", "measure", "floor", "figure", "aim", "reached");
    for measure in measures {
        let reached = match measure.reached() {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "-",
        };
        let aim = format!("{} {}", measure.aim, measure.unit);
        let floor = measure.floor.map_or_else(|| "-".to_owned(), |floor| format!("{floor:.2}"));
        text.push_str(&format!(
            "{:<28} {floor:>12} {:>14} {aim:>10}  {reached}\n",
            measure.id,
            shown(measure.figure)
        ));
    }
    text
}

/// Megabytes of the newest .deb that `cargo xtask package` left.
fn installer(directory: &Path) -> Measure {
    let sizes = fs::read_dir(directory).into_iter().flatten().flatten().filter_map(|entry| {
        let file = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        Some((file.modified().ok()?, file.len()))
    });
    let figure = sizes.max().map(|(_, bytes)| bytes as f64 / 1e6);
    Measure { id: "installer-deb", unit: "MB", floor: None, figure, aim: 12.0 }
}

/// Seconds to read and plan 100,000 rows; the floor is a bare pass over the file's records in the same process.
fn import() -> Outcome<Vec<Measure>> {
    if !tree::root().join("crates/library/examples/measure_import.rs").exists() {
        return Ok(vec![Measure { id: "plan-100000-rows", unit: "s", floor: None, figure: None, aim: 2.0 }]);
    }
    let run = ["run", "--quiet", "--release", "--package", "library", "--example", "measure_import"];
    let line =
        process::output(&mut process::cargo(&run)).ok_or_else(|| Failure::new("measure_import failed"))?;
    let found: Value = serde_json::from_str(&line).map_err(Failure::of("measure_import"))?;
    let seconds = |key| found.get(key).and_then(Value::as_f64);
    Ok(vec![Measure {
        id: "plan-100000-rows",
        unit: "s",
        floor: seconds("floor"),
        figure: seconds("figure"),
        aim: 2.0,
    }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_neither_reached_nor_missed() {
        let directory = tempfile::tempdir().unwrap();
        let measure = installer(directory.path());
        assert_eq!(measure.reached(), None);
        assert!(table(&[measure]).contains("not measured"));
    }

    #[test]
    fn a_figure_over_its_aim_says_so() {
        let measure = Measure { id: "x", unit: "s", floor: Some(0.03), figure: Some(2.5), aim: 2.0 };
        assert_eq!(measure.reached(), Some(false));
        assert!(table(&[measure]).contains("NO"));
    }
}
