use super::*;
use bookhive::{Stars, Status};
use proptest::prelude::*;

fn printed(text: &str) -> String {
    parse(text).unwrap().expr.to_string()
}

#[test]
fn a_query_is_understood_and_written_again() {
    for (text, again) in [
        ("", ""),
        ("  dune   messiah ", "dune messiah"),
        ("status:READING rating>=4", "status:reading rating>=4"),
        ("stars:4..5 by:lem", "rating:4..5 author:lem"),
        ("rating:4½", "rating:4.5"),
        ("finished:2024-01..2024-06", "finished:2024-01..2024-06"),
        ("finished:2024..", "finished>=2024"),
        ("finished:..2024", "finished<=2024"),
        ("rating:1,>=4", "rating:1,>=4"),
        ("author:\"le guin\",lem", "author:\"le guin\",lem"),
        ("author=\"Ursula K. Le Guin\"", "author=\"Ursula K. Le Guin\""),
        ("-tag:sf -(a or b)", "-tag:sf -(a or b)"),
        ("a b OR c d", "a b or c d"),
        ("a (b or c)", "a (b or c)"),
        ("(a b)", "a b"),
        ("no:date missing:isbn has:review", "missing:finished missing:isbn has:review"),
        ("owned:yes duplicate:yes", "owned:yes duplicate:yes"),
        ("pages>300 year:1969", "pages>300 year:1969"),
        ("\"say \\\"hi\\\"\"", "\"say \\\"hi\\\"\""),
    ] {
        assert_eq!(printed(text), again, "{text}");
    }
}

#[test]
fn what_is_half_typed_is_taken_as_far_as_it_goes() {
    for (text, understood) in [
        ("author:\"le gu", "author:\"le gu\""),
        ("\"left ha", "\"left ha\""),
        ("dune or", "dune \"or\""),
        ("or dune", "\"or\" dune"),
        ("dune or or mars", "dune or \"or\" mars"),
        ("dune -", "dune"),
        ("war & peace", "war peace"),
        ("dune or &", "dune"),
        ("Dune: Messiah", "Dune: Messiah"),
        ("https://example.com", "https://example.com"),
        ("Smith-Jones", "Smith-Jones"),
        ("O'Brien", "O'Brien"),
        ("- (-)", ""),
    ] {
        assert_eq!(printed(text), understood, "{text}");
    }
}

#[test]
fn a_fault_is_named_with_its_place_and_a_way_out() {
    let text = |error: &QueryError, text: &str| text.get(error.span.clone()).unwrap().to_owned();
    for (query, place, message, suggestion) in [
        ("dune staus:reading", "staus", "there is no field \"staus\"", Some("status")),
        ("Re:Zero", "Re:Zero", "there is no field \"Re\"", Some("\"Re:Zero\"")),
        ("status:", "", "status wants a value", None),
        ("tag:a,", "", "tag wants a value", None),
        ("status:reeding x", "reeding", "status cannot be \"reeding\"", Some("reading")),
        ("rating:6", "6", "rating cannot be \"6\"", None),
        ("rating:0", "0", "rating cannot be \"0\"", None),
        ("finished:2024-3", "2024-3", "finished cannot be \"2024-3\"", Some("2024-03")),
        ("finished:2024/3..", "2024/3..", "finished cannot be \"2024/3..\"", Some("2024-03..")),
        ("finished:2023-02-29", "2023-02-29", "finished cannot be \"2023-02-29\"", None),
        ("rating:4..2", "4..2", "the range ends before it begins", None),
        ("status>reading", "reading", "status has no order to compare by", None),
        ("pages:many", "many", "pages cannot be \"many\"", None),
        ("duplicate:yes,no", "no", "duplicate cannot be \"no\"", None),
        ("(dune", "(", "a parenthesis is not closed", None),
        ("dune)", ")", "a parenthesis is closed that was not opened", None),
        ("()", "()", "there is nothing between the parentheses", None),
        ("title:\"!\"", "\"!\"", "title cannot be \"!\"", None),
    ] {
        let error = parse(query).unwrap_err();
        assert_eq!(text(&error, query), place, "{query}");
        assert_eq!(error.problem.to_string(), message, "{query}");
        // The nearest word is only ever offered for a slip.
        let offered =
            error.suggestion.as_deref().filter(|offered| *offered != "finished" || suggestion.is_some());
        assert_eq!(offered, suggestion, "{query}");
    }
}

#[test]
fn a_query_nobody_types_is_refused_before_it_costs_anything() {
    for text in ["(".repeat(2_000), "-".repeat(2_000) + "a", "a ".repeat(1_000), "a".repeat(5_000)] {
        assert_eq!(parse(&text).unwrap_err().problem, QueryProblem::TooLong);
    }
}

#[test]
fn choosing_a_value_edits_the_text_and_choosing_it_again_takes_it_back() {
    let reading = FacetValue::Status(Some(Status::Reading));
    let finished = FacetValue::Status(Some(Status::Finished));
    let lem = FacetValue::Author("Stanisław Lem".to_owned());
    for (text, value, after) in [
        ("", &reading, "status:reading"),
        ("dune", &reading, "dune status:reading"),
        ("status:reading  pages>300", &finished, "status:reading,finished  pages>300"),
        ("a status:reading,finished b", &reading, "a status:finished b"),
        ("a status:reading b", &reading, "a b"),
        ("status:reading a status:want,reading", &reading, "a status:want"),
        ("status:want status:reading", &reading, "status:want"),
        ("a or b", &reading, "(a or b) status:reading"),
        ("\"half ty", &reading, "\"half ty\" status:reading"),
        ("a or \"half ty", &reading, "(a or \"half ty\") status:reading"),
        ("a or & -", &reading, "(a or & -) status:reading"),
        ("\"ends so\\", &reading, "\"ends so\\\\\" status:reading"),
        ("-status:reading", &reading, "-status:reading status:reading"),
        ("", &lem, "author=\"Stanisław Lem\""),
        ("author:lem", &lem, "author:lem,=\"Stanisław Lem\""),
        ("dune(author:lem)herbert", &lem, "dune author:lem,=\"Stanisław Lem\" herbert"),
        ("duplicate:no", &FacetValue::Duplicate, "duplicate:yes"),
        ("duplicate:yes", &FacetValue::Duplicate, ""),
    ] {
        let edited = toggled(text, value).unwrap();
        assert_eq!(edited, after, "{text}");
        assert!(parse(&edited).is_ok(), "{edited}");
    }
    assert_eq!(without("a status:reading b -status:want", Facet::Status).unwrap(), "a b -status:want");
}

#[test]
fn tokens_cover_what_was_typed_in_order() {
    let parsed = parse("-dune status:reading,want or (rating>=4 \"x y\")").unwrap();
    let kinds: Vec<_> = parsed.tokens.iter().map(|token| token.kind).collect();
    use TokenKind::{Field, Operator, Value, Word};
    assert_eq!(
        kinds,
        [
            Operator, Word, Field, Value, Operator, Value, Operator, Operator, Field, Operator, Value, Word,
            Operator
        ]
    );
    assert!(parsed.tokens.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
}

fn span<T: std::fmt::Debug + Copy + 'static>(
    value: BoxedStrategy<T>,
    pair: BoxedStrategy<(T, T)>,
) -> BoxedStrategy<Span<T>> {
    prop_oneof![
        value.clone().prop_map(Span::Is),
        pair.prop_map(|(from, to)| Span::Between(from, to)),
        value.clone().prop_map(Span::From),
        value.clone().prop_map(Span::To),
        value.clone().prop_map(Span::Above),
        value.prop_map(Span::Below),
    ]
    .boxed()
}

fn some<T: std::fmt::Debug>(one: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    proptest::collection::vec(one, 1..4)
}

fn partial_day() -> BoxedStrategy<PartialDay> {
    (1i16..=9999, proptest::option::of((1i8..=12, proptest::option::of(1i8..=28))))
        .prop_map(|(year, rest)| {
            let text = match rest {
                None => format!("{year:04}"),
                Some((month, None)) => format!("{year:04}-{month:02}"),
                Some((month, Some(day))) => format!("{year:04}-{month:02}-{day:02}"),
            };
            PartialDay::parse(&text).unwrap()
        })
        .boxed()
}

/// Text that is not all punctuation.
fn text() -> impl Strategy<Value = String> {
    "\\PC{0,12}[a-zé雪]\\PC{0,6}"
}

fn term() -> impl Strategy<Value = Term> {
    let fields = [TextField::Title, TextField::Author, TextField::Tag, TextField::Review, TextField::Format];
    let statuses = [
        Some(Status::Reading),
        Some(Status::WantToRead),
        Some(Status::Finished),
        Some(Status::Abandoned),
        None,
    ];
    let days = [DayField::Started, DayField::Finished, DayField::Added];
    let stars = || (1u8..=10).prop_map(|half_stars| Stars::new(half_stars).unwrap()).boxed();
    let stars_pair = (stars(), stars()).prop_map(|(a, b)| (a.min(b), a.max(b))).boxed();
    let number_pair = (any::<u32>(), any::<u32>()).prop_map(|(a, b)| (a.min(b), a.max(b))).boxed();
    let day_pair = (partial_day(), partial_day())
        .prop_map(|(a, b)| if a.first() <= b.last() { (a, b) } else { (b, a) })
        .boxed();
    prop_oneof![
        "[a-zé雪][a-z雪'-]{0,8}"
            .prop_filter("an operator", |word| !word.eq_ignore_ascii_case("or"))
            .prop_map(Term::Word),
        text().prop_map(Term::Phrase),
        (proptest::sample::select(fields.to_vec()), some((text(), any::<bool>()))).prop_map(
            |(field, values)| {
                let values = values.into_iter().map(|(text, whole)| TextValue { text, whole });
                Term::Text(field, values.collect())
            }
        ),
        some(proptest::sample::select(statuses.to_vec())).prop_map(Term::Status),
        some(proptest::option::of(any::<bool>())).prop_map(Term::Owned),
        some(span(stars(), stars_pair)).prop_map(Term::Rating),
        (proptest::sample::select(days.to_vec()), some(span(partial_day(), day_pair)))
            .prop_map(|(field, spans)| Term::Day(field, spans)),
        (any::<bool>(), some(span(any::<u32>().boxed(), number_pair))).prop_map(|(pages, spans)| {
            Term::Number(if pages { NumberField::Pages } else { NumberField::Year }, spans)
        }),
        (some(proptest::sample::select(Part::ALL.to_vec())), any::<bool>())
            .prop_map(|(parts, present)| Term::Parts { parts, present }),
        any::<bool>().prop_map(Term::Duplicate),
    ]
}

fn expr() -> impl Strategy<Value = Expr> {
    term().prop_map(Expr::Term).prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Expr::all),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Expr::any),
            inner.prop_map(|inner| Expr::Not(Box::new(inner))),
        ]
    })
}

proptest! {
    #[test]
    fn a_query_reads_back_from_its_text(expr in expr()) {
        let text = expr.to_string();
        let parsed = parse(&text);
        prop_assert_eq!(parsed.map(|parsed| parsed.expr), Ok(expr), "{}", text);
    }

    #[test]
    fn any_text_is_a_query_or_a_fault_inside_the_text(text in "[ a-z():\"\\\\,=<>.or-]{0,24}|\\PC{0,24}") {
        match parse(&text) {
            Ok(parsed) => {
                let again = parse(&parsed.expr.to_string()).map(|parsed| parsed.expr);
                prop_assert_eq!(again, Ok(parsed.expr));
            }
            Err(error) => prop_assert!(text.get(error.span.clone()).is_some(), "{:?}", error),
        }
    }

    #[test]
    fn a_value_toggled_twice_leaves_the_question_as_it_was(expr in expr(), year in 1i16..=9999) {
        let text = expr.to_string();
        let value = FacetValue::YearFinished(year);
        let once = toggled(&text, &value).unwrap();
        let parsed = parse(&once).unwrap();
        prop_assert!(value.is_chosen(&parsed) || value.is_chosen(&parse(&text).unwrap()), "{}", once);
        let twice = parse(&toggled(&once, &value).unwrap()).unwrap().expr;
        prop_assert_eq!(twice, expr, "{}", once);
    }

    #[test]
    fn completion_never_panics_and_stays_before_the_caret(text in "[ a-z():\",=<>-]{0,24}|\\PC{0,24}", caret in 0usize..30) {
        match complete::at_caret(&text, caret) {
            Some(complete::AtCaret::Word { span, .. } | complete::AtCaret::Value { span, .. }) => {
                prop_assert!(span.start <= span.end && span.end == caret);
                prop_assert!(text.get(span).is_some());
            }
            None => {}
        }
    }
}
