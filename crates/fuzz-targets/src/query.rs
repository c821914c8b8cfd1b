//! What people type into the search field.

use library::query::{Facet, FacetValue, Part, QueryError, parse, toggled, without};

/// A query comes back when it is written, its places lie in the text, and choosing a value edits it soundly.
pub(crate) fn query(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let parsed = match parse(text) {
        Ok(parsed) => parsed,
        Err(fault) => return lies_in(text, &fault),
    };
    let mut end = 0;
    for token in &parsed.tokens {
        assert!(end <= token.span.start && text.get(token.span.clone()).is_some(), "{:?}", token.span);
        end = token.span.end;
    }
    let written = parsed.expr.to_string();
    match parse(&written) {
        Ok(again) => assert_eq!(again.expr, parsed.expr, "{text:?} is written as {written:?}"),
        // Writing may add quotes and parentheses to a query that is as long as queries get.
        Err(fault) => assert!(written.len() > text.len(), "{written:?}: {fault}"),
    }
    for value in [FacetValue::Duplicate, FacetValue::Author(text.to_owned()), FacetValue::Has(Part::Review)] {
        if let Ok(edited) = toggled(text, &value)
            && let Ok(after) = parse(&edited)
        {
            assert_ne!(value.is_chosen(&after), value.is_chosen(&parsed), "{text:?} becomes {edited:?}");
        }
    }
    for facet in Facet::ALL {
        if let Err(fault) = without(text, facet) {
            assert!(text.len() > 2_000, "{text:?} without {facet:?}: {fault}");
        }
    }
}

fn lies_in(text: &str, fault: &QueryError) {
    assert!(text.get(fault.span.clone()).is_some(), "{text:?}: {:?}", fault.span);
    assert!(!fault.problem.to_string().is_empty());
}
