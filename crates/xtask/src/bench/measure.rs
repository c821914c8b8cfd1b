use crate::failure::{Failure, Outcome};
use serde_json::{Value, json};

/// One measure: what it is compared with, what was found, and how good it should be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measure {
    /// Kebab-case, the same from run to run.
    pub(super) id: String,
    pub(super) unit: String,
    /// The rival or lower bound, measured in the same run.
    pub(super) floor: Option<f64>,
    /// `None`: not measured.
    pub(super) figure: Option<f64>,
    /// At most this much. `None`: a figure for context, without an aim.
    pub(super) aim: Option<f64>,
}

impl Measure {
    /// A line that a measuring program printed; `None` for lines that are not measures.
    pub(super) fn of_line(line: &str) -> Option<Self> {
        let found: Value = serde_json::from_str(line).ok()?;
        let number = |key| found.get(key).and_then(Value::as_f64);
        let text = |key| Some(found.get(key)?.as_str()?.to_owned());
        Some(Self {
            id: text("id")?,
            unit: text("unit").unwrap_or_default(),
            floor: number("floor"),
            figure: number("figure"),
            aim: number("aim"),
        })
    }

    /// The row of a program that did not answer.
    pub(super) fn missing(name: &str) -> Self {
        Self { id: name.replace('_', "-"), unit: String::new(), floor: None, figure: None, aim: None }
    }

    pub(super) fn reached(&self) -> Option<bool> {
        Some(self.figure? <= self.aim?)
    }

    /// Identifier, floor, figure, aim and whether it is reached, each as it is shown.
    pub(super) fn cells(&self) -> [String; 5] {
        let shown = |value: Option<f64>, none: &str| value.map_or_else(|| none.to_owned(), rounded);
        let aim = self.aim.map_or_else(String::new, |aim| format!("{} {}", rounded(aim), self.unit));
        let reached = match self.reached() {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "-",
        };
        [
            self.id.clone(),
            shown(self.floor, "-"),
            shown(self.figure, "not measured"),
            aim.trim_end().to_owned(),
            reached.to_owned(),
        ]
    }
}

/// Two decimals, and none where the figure is whole.
fn rounded(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

pub(super) fn table(measures: &[Measure]) -> String {
    let mut text =
        format!("{:<32} {:>12} {:>14} {:>14}  {}\n", "measure", "floor", "figure", "at most", "reached");
    for measure in measures {
        let [id, floor, figure, aim, reached] = measure.cells();
        text.push_str(&format!("{id:<32} {floor:>12} {figure:>14} {aim:>14}  {reached}\n"));
    }
    text
}

pub(super) fn json(measures: &[Measure]) -> Outcome<String> {
    let rows: Vec<Value> = measures
        .iter()
        .map(|measure| {
            json!({
                "id": measure.id, "unit": measure.unit, "floor": measure.floor, "figure": measure.figure,
                "aim": measure.aim, "reached": measure.reached(),
            })
        })
        .collect();
    serde_json::to_string_pretty(&rows).map_err(Failure::of("bench"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_over_its_aim_says_so() {
        let line = r#"{"id":"x","unit":"s","floor":0.03,"figure":2.5,"aim":2}"#;
        let measure = Measure::of_line(line).unwrap();
        assert_eq!(measure.reached(), Some(false));
        assert!(table(&[measure]).contains("NO"));
    }

    #[test]
    fn what_was_not_measured_is_neither_reached_nor_missed() {
        let measure =
            Measure::of_line(r#"{"id":"x","unit":"s","floor":null,"figure":null,"aim":2}"#).unwrap();
        assert_eq!(measure.reached(), None);
        assert!(table(&[measure]).contains("not measured"));
    }

    #[test]
    fn other_lines_are_no_measures() {
        assert_eq!(Measure::of_line("Compiling library"), None);
        assert_eq!(Measure::of_line(r#"{"figure":1}"#), None);
    }
}
