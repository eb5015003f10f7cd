//! What an answer is worth, and what cannot be asked.

use super::*;

fn item(key: Key) -> Item {
    Item { question: "Which?".to_owned(), key, explanation: String::new(), points: 1, form: TestForm::Both }
}

fn options(options: &[(&str, bool)], is_several: bool) -> Item {
    item(Key::choices(options.iter().map(|(text, right)| ((*text).to_owned(), *right)).collect(), is_several))
}

fn chosen(places: &[usize]) -> Given {
    Given::Chosen(places.iter().copied().collect())
}

fn typed(text: &str) -> Given {
    Given::Typed(text.to_owned())
}

fn text(accepted: &[(&str, bool)]) -> Item {
    let accept = |(text, is_pattern): &(&str, bool)| AcceptedText {
        text: (*text).to_owned(),
        is_pattern: *is_pattern,
        percent: 100.0,
    };
    item(Key::Text(accepted.iter().map(accept).collect()))
}

#[test]
fn one_option_is_right_or_not() {
    let item = options(&[("up", false), ("down", true)], false);
    assert!(item.flaws().is_empty());
    let credits = [&[1][..], &[0], &[], &[0, 1], &[7]].map(|places| item.credit(&chosen(places)));
    assert_eq!(credits, [1.0, 0.0, 0.0, 0.0, 0.0]);
    assert!(item.credit(&typed("down")) == 0.0, "an answer of another kind is none");
}

#[test]
fn of_several_each_right_one_counts_and_each_wrong_one_takes_away() {
    let item = options(&[("a", true), ("b", true), ("c", false), ("d", false)], false);
    assert!(item.takes_several());
    let credits = [&[0, 1][..], &[0], &[0, 1, 2], &[0, 2], &[2, 3], &[0, 1, 2, 3], &[]]
        .map(|places| item.credit(&chosen(places)));
    assert_eq!(credits, [1.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0]);
    let thirds = options(&[("a", true), ("b", true), ("c", true)], false);
    assert!((thirds.credit(&chosen(&[0, 1, 2])) - 1.0).abs() < f64::EPSILON, "three thirds are the whole");
}

#[test]
fn a_statement_is_true_or_false() {
    let item = item(Key::TrueFalse(false));
    assert_eq!([item.credit(&chosen(&[0])), item.credit(&chosen(&[1]))], [0.0, 1.0]);
    assert_eq!(item.right(), ["False"]);
}

#[test]
fn a_number_may_be_off_by_its_tolerance() {
    let near = |value, tolerance, percent| AcceptedNumber { value, tolerance, percent };
    let item = item(Key::Number(vec![near(1.1, 0.1, 100.0), near(1.1, 1.0, 50.0)]));
    let credits = ["1.1", "1,2", " 1.0 ", "1.21", "2.1", "2.2", "1,000", "one", "NaN", "inf", "\u{2212}1"]
        .map(|it| item.credit(&typed(it)));
    assert_eq!(credits, [1.0, 1.0, 1.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn words_are_taken_in_capitals_or_not_and_a_pattern_only_as_a_whole() {
    let item = text(&[("New  York", false), ("n\\.?y\\.?", true)]);
    let credits = ["new york", " NEW YORK ", "ny", "N.Y.", "nyx", "york"].map(|it| item.credit(&typed(it)));
    assert_eq!(credits, [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
    // An alternative stands within the whole, too.
    assert!(text(&[("a|b", true)]).credit(&typed("ab")) == 0.0);
}

#[test]
fn what_cannot_be_asked_is_told() {
    let many: Vec<(String, bool)> = (0..200).map(|number| (number.to_string(), number == 0)).collect();
    for (item, flaw) in [
        (options(&[("a", false), ("b", false)], false), Flaw::NothingRight),
        (options(&[("a", true)], false), Flaw::Options(1)),
        (item(Key::choices(many, false)), Flaw::Options(200)),
        (options(&[("a", true), ("A ", false)], false), Flaw::Twice("A ".to_owned())),
        (options(&[("a", true), (" ", false)], false), Flaw::EmptyOption),
        (text(&[("(a", true)]), Flaw::Pattern("(a".to_owned())),
        (text(&[("(?:(?:a{100}){100}){100}", true)]), Flaw::Pattern("(?:(?:a{100}){100}){100}".to_owned())),
        (text(&[]), Flaw::Options(0)),
        (Item { question: "?!".to_owned(), ..item(Key::TrueFalse(true)) }, Flaw::NoQuestion),
        (Item { points: 11, ..item(Key::TrueFalse(true)) }, Flaw::Points),
        (
            Item { explanation: "x".repeat(1001), ..item(Key::TrueFalse(true)) },
            Flaw::Long("explanation", 1001, LONGEST_QUESTION),
        ),
    ] {
        assert!(item.flaws().contains(&flaw), "{flaw:?} of {:?}", item.flaws());
    }
    // Nested repetition takes no time that grows with the answer.
    let bomb = text(&[("(a+)+", true)]);
    assert!(bomb.flaws().is_empty());
    assert!(bomb.credit(&typed(&format!("{}b", "a".repeat(LONGEST_ANSWER)))) == 0.0);
}
