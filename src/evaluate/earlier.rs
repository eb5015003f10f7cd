//! What is told of the earlier answers that were found: how many would be shown, and how far they are to the point.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::baseline::Judged;

/// Heights at which earlier answers are counted.
const LEAST: [f32; 7] = [0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75];

/// An earlier answer that was found.
#[derive(Clone, Copy, Debug)]
pub struct Fits {
    /// How well its question fits.
    pub fit: f32,
    /// It would be shown to people.
    pub is_shown: bool,
    /// It is of somebody who answered this question, too: it has to do with it, as far as that tells.
    pub is_true: bool,
    /// How it does beside chance, where that can be told.
    pub judged: Option<Judged>,
}

/// How many questions are shown any, how many are shown, how many of these are of a true answerer, and how all do beside
/// chance.
#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    questions: usize,
    all: usize,
    right: usize,
    judged: Judged,
}

impl Shown {
    fn of(found: &[Vec<Fits>], is_shown: impl Fn(&Fits) -> bool) -> Self {
        let mut told = Self::default();
        for found in found {
            let shown: Vec<&Fits> = found.iter().filter(|fits| is_shown(fits)).collect();
            told.questions += usize::from(!shown.is_empty());
            told.all += shown.len();
            told.right += shown.iter().filter(|fits| fits.is_true).count();
            for judged in shown.iter().filter_map(|fits| fits.judged) {
                told.judged.right += judged.right;
                told.judged.right_by_chance += judged.right_by_chance;
                told.judged.alike += judged.alike;
                told.judged.alike_by_chance += judged.alike_by_chance;
            }
        }
        told
    }

    #[expect(clippy::cast_precision_loss, reason = "a share of a few thousand")]
    fn share(&self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }

    /// How many times as often as by chance they are of a true answerer; none where chance never is.
    fn lift(&self) -> Option<f64> {
        lift(self.judged.right, self.judged.right_by_chance)
    }

    /// The same for what they say of the real answer.
    fn says(&self) -> Option<f64> {
        lift(self.judged.alike, self.judged.alike_by_chance)
    }

    fn as_json(self) -> Value {
        json!({
            "questions": self.questions,
            "shown": self.all,
            "by_a_true_answerer": self.right,
            "lift": self.lift(),
            "lift_of_what_is_said": self.says(),
        })
    }
}

fn lift(sum: f64, by_chance: f64) -> Option<f64> {
    (by_chance > 0.0).then(|| sum / by_chance)
}

/// A table.
pub fn told(found: &[Vec<Fits>]) -> String {
    let mut told = format!(
        "{:<24} {:>9} {:>6} {:>6} {:>6} {:>6} {:>6}\n",
        "earlier answers", "questions", "shown", "right", "share", "lift", "says"
    );
    let mut line = |name: &str, shown: Shown| {
        let times = |lift: Option<f64>| lift.map_or_else(|| "-".to_owned(), |lift| format!("{lift:.2}"));
        let (share, lift, says) = (shown.share(), times(shown.lift()), times(shown.says()));
        let Shown { questions, all, right, .. } = shown;
        let _ =
            writeln!(told, "{name:<24} {questions:>9} {all:>6} {right:>6} {share:>6.2} {lift:>6} {says:>6}");
    };
    line("as shown to people", Shown::of(found, |fits| fits.is_shown));
    for least in LEAST {
        line(&format!("that fit {least:.2} and more"), Shown::of(found, |fits| fits.fit >= least));
    }
    told.push_str(
        "right: by somebody who answered this question, too; lift: how many times as often as threads beside them, of the\n\
         same channel and time; says: how many times as much they say of what the real answer said\n",
    );
    told
}

/// The same figures for programs: as shown to people, and by height.
pub fn told_as_json(found: &[Vec<Fits>]) -> (Value, Value) {
    let by_least = LEAST.iter().map(|least| {
        let shown = Shown::of(found, |fits| fits.fit >= *least);
        (format!("{least:.2}"), shown.as_json())
    });
    let by_least: serde_json::Map<String, Value> = by_least.collect();
    (Shown::of(found, |fits| fits.is_shown).as_json(), Value::Object(by_least))
}

#[cfg(test)]
mod tests {
    use super::{Fits, told, told_as_json};
    use crate::evaluate::baseline::Judged;

    #[test]
    fn shares_and_lifts_are_of_what_is_shown() {
        let judged = Judged { right: 1.0, right_by_chance: 0.25, alike: 0.3, alike_by_chance: 0.2 };
        let fits = |fit: f32, is_true: bool, judged| Fits { fit, is_shown: fit > 0.4, is_true, judged };
        let low = Judged { right: 0.0, ..judged };
        let found = [
            vec![fits(0.5, true, Some(judged)), fits(0.3, false, Some(low))],
            vec![fits(0.5, false, None)],
            Vec::new(),
        ];
        let (shown, by_least) = told_as_json(&found);
        assert_eq!((shown["shown"].as_u64(), shown["questions"].as_u64()), (Some(2), Some(2)));
        assert!((shown["lift"].as_f64().unwrap() - 4.0).abs() < 1e-9, "{shown}");
        assert!((by_least["0.25"]["lift"].as_f64().unwrap() - 2.0).abs() < 1e-9, "{by_least}");
        assert!((by_least["0.25"]["lift_of_what_is_said"].as_f64().unwrap() - 1.5).abs() < 1e-9);
        assert!(by_least["0.75"]["lift"].is_null());
        let told = told(&found);
        let line = told.lines().nth(1).unwrap().split_whitespace().skip(4).collect::<Vec<_>>();
        assert_eq!(line, ["2", "2", "1", "0.50", "4.00", "1.50"], "{told}");
    }
}
