//! Figures of other implementations, read from `fixtures.json`; `tests/quiz-statistics.py` makes it.

use serde_json::Value;

use super::{change, item_figures, mcnemar, signed_rank};

fn fixtures() -> Value {
    serde_json::from_str(include_str!("fixtures.json")).unwrap()
}

fn is_same(ours: Option<f64>, theirs: &Value, what: &str) {
    match (ours, theirs.as_f64()) {
        (Some(ours), Some(theirs)) => {
            assert!((ours - theirs).abs() < 1e-8, "{what}: {ours} is not {theirs}");
        }
        (ours, theirs) => assert_eq!(ours, theirs, "{what}"),
    }
}

#[test]
fn before_and_after_are_told_as_others_tell_them() {
    let fixtures = fixtures();
    let target = fixtures["target"].as_f64().unwrap();
    for (name, case) in fixtures["changes"].as_object().unwrap() {
        let pairs: Vec<(f64, f64)> = serde_json::from_value(case["pairs"].clone()).unwrap();
        let ours = change(&pairs, target).unwrap();
        assert_eq!(ours.paired, pairs.len());
        for (what, figure) in [
            ("before", Some(ours.before)),
            ("after", Some(ours.after)),
            ("gain", Some(ours.gain)),
            ("normalised", ours.normalised),
            ("effect", ours.effect),
            ("p", ours.p),
            ("mcnemar", ours.at_target.2),
        ] {
            is_same(figure, &case[what], &format!("{name}: {what}"));
        }
        is_same(ours.interval.map(|it| it.0), &case["interval"][0], &format!("{name}: from"));
        is_same(ours.interval.map(|it| it.1), &case["interval"][1], &format!("{name}: to"));
        assert_eq!(serde_json::json!([ours.at_target.0, ours.at_target.1]), case["at_target"], "{name}");
    }
    assert_eq!(change(&[], 0.5), None);
}

#[test]
fn who_crossed_a_line_is_counted_exactly() {
    for case in fixtures()["mcnemar"].as_array().unwrap() {
        let (up, down, p): (usize, usize, f64) = serde_json::from_value(case.clone()).unwrap();
        assert!((mcnemar(up, down).unwrap() - p).abs() < 1e-12, "{up} up, {down} down");
    }
    assert_eq!(mcnemar(0, 0), None);
    assert_eq!(signed_rank(&[0.0, 0.0]), None);
}

#[test]
fn items_are_told_as_others_tell_them() {
    let fixtures = fixtures();
    let read = |name: &str| fixtures["items"][name].clone();
    let credits: Vec<Vec<f64>> = serde_json::from_value(read("credits")).unwrap();
    let points: Vec<f64> = serde_json::from_value(read("points")).unwrap();
    let ours = item_figures(&credits, &points);
    for (at, theirs) in read("figures").as_array().unwrap().iter().enumerate() {
        is_same(Some(ours[at].difficulty), &theirs["difficulty"], &format!("difficulty of {at}"));
        is_same(ours[at].discrimination, &theirs["discrimination"], &format!("discrimination of {at}"));
    }
    assert!(item_figures(&[], &[1.0])[0].discrimination.is_none());
}
