/// A rating as people and programs write it: a number with a point or a comma, with a fraction's sign behind it (`4½`), or
/// the stars themselves (`★★★½`). `None` for anything else, negative numbers among it.
pub(super) fn read(cell: &str) -> Option<f64> {
    let (whole, part) = fraction(cell.trim());
    if whole.contains(['★', '☆']) {
        let told = whole.chars().all(|c| matches!(c, '★' | '☆' | '½' | ' '));
        let half = if whole.contains('½') { 0.5 } else { 0.0 };
        return told.then(|| whole.matches('★').count() as f64 + half + part);
    }
    if whole.is_empty() {
        return Some(part).filter(|part| *part > 0.0);
    }
    let number = whole.replace(',', ".").parse::<f64>().ok()?;
    Some(number + part).filter(|stars| stars.is_finite() && *stars >= 0.0)
}

fn fraction(cell: &str) -> (&str, f64) {
    for (sign, part) in [('¼', 0.25), ('½', 0.5), ('¾', 0.75)] {
        if let Some(whole) = cell.strip_suffix(sign) {
            return (whole.trim_end(), part);
        }
    }
    (cell, 0.0)
}
