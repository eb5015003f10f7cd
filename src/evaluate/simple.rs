//! Simple methods to compare with: what anybody would try first, worked out from the same figures on the same questions.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::history::Asked;
use super::measures::Measures;
use crate::search::{FIGURES, Found};

/// What each is called, and the figures whose sum it ranks by.
const METHODS: [(&str, &[&str]); 4] = [
    ("most answers lately", &["anywhere of most"]),
    ("most answers there lately", &["month of most"]),
    ("most similar answers", &["votes of most"]),
    ("similar and there lately", &["votes of most", "month of most"]),
];
/// Fewer questions than this say nothing.
const FEWEST: usize = 30;

/// What came of each simple method, and of the ranking, question by question.
#[derive(Clone, Debug, Default)]
pub struct Simple {
    measures: [Vec<Measures>; METHODS.len()],
    ours: Vec<Measures>,
}

impl Simple {
    /// One question. Equal sums stand in the order of the names.
    pub fn take(&mut self, found: &Found, asked: &Asked, ours: Measures) {
        for ((_, figures), measures) in METHODS.iter().zip(&mut self.measures) {
            let at: Vec<usize> = FIGURES
                .iter()
                .enumerate()
                .filter(|(_, name)| figures.contains(name))
                .map(|(at, _)| at)
                .collect();
            let mut order: Vec<(f32, &str)> = found
                .people
                .iter()
                .map(|one| (at.iter().map(|at| one.figures[*at]).sum(), one.person.as_str()))
                .collect();
            order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            measures.push(Measures::of(order.into_iter().map(|(_, person)| person), &asked.truth));
        }
        self.ours.push(ours);
    }

    /// The best of them by its mean reciprocal rank, and how much higher ours is: the mean of the differences, and the
    /// half-width of its 95 per cent interval (normal, of paired differences). None for too few questions.
    fn compared(&self) -> Option<(&'static str, f64, f64)> {
        if self.ours.len() < FEWEST {
            return None;
        }
        let mean = |all: &[Measures]| Measures::mean(all).reciprocal_rank;
        let best = METHODS.iter().zip(&self.measures).max_by(|a, b| mean(a.1).total_cmp(&mean(b.1)));
        let ((name, _), best) = best?;
        let differences: Vec<f64> = self
            .ours
            .iter()
            .zip(best)
            .map(|(ours, other)| ours.reciprocal_rank - other.reciprocal_rank)
            .collect();
        let count = f64::from(u32::try_from(differences.len()).ok()?);
        let middle = differences.iter().sum::<f64>() / count;
        let spread = differences.iter().map(|one| (one - middle).powi(2)).sum::<f64>() / (count - 1.0);
        Some((name, middle, 1.96 * (spread / count).sqrt()))
    }

    /// A line for each method, and what it all means in a sentence.
    pub fn told(&self) -> String {
        let mut told = format!(
            "{:<26} {:>9} {:>6} {:>6} {:>8}\n",
            "for comparison", "questions", "MRR", "P@1", "nDCG@10"
        );
        for ((name, _), measures) in METHODS.iter().zip(&self.measures) {
            let mean = Measures::mean(measures);
            let _ = writeln!(
                told,
                "{name:<26} {:>9} {:>6.3} {:>6.3} {:>8.3}",
                measures.len(),
                mean.reciprocal_rank,
                mean.precision_at_1,
                mean.ndcg_at_10
            );
        }
        let first = 100.0 * Measures::mean(&self.ours).precision_at_1;
        let Some((name, middle, half)) = self.compared() else {
            let _ = writeln!(told, "{} questions are too few to tell which is better.", self.ours.len());
            return told;
        };
        let verdict = if middle > half {
            "better than"
        } else if middle < -half {
            "worse than"
        } else {
            "within chance the same as"
        };
        let (least, most) = (middle - half, middle + half);
        let _ = writeln!(
            told,
            "Of 100 questions, {first:.0} name somebody first who really answered: {verdict} the best simple method, \
             \"{name}\".\n(MRR {middle:+.3}, 95 per cent interval {least:+.3} to {most:+.3})"
        );
        told
    }

    /// The same figures for programs.
    pub fn told_as_json(&self) -> Value {
        let methods = METHODS.iter().zip(&self.measures).map(|((name, _), measures)| {
            let mean = Measures::mean(measures);
            let figures = json!({
                "mrr": mean.reciprocal_rank, "p_at_1": mean.precision_at_1, "ndcg_at_10": mean.ndcg_at_10,
            });
            ((*name).to_owned(), figures)
        });
        let methods: serde_json::Map<String, Value> = methods.collect();
        let best = self.compared().map(
            |(name, middle, half)| json!({ "best": name, "mrr_beyond_best": middle, "half_width_95": half }),
        );
        json!({ "methods": methods, "compared": best })
    }

    /// With those of other questions.
    pub fn add(&mut self, other: &Self) {
        self.ours.extend(&other.ours);
        for (own, others) in self.measures.iter_mut().zip(&other.measures) {
            own.extend(others);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Measures, Simple};

    fn measured(ranks: &[f64]) -> Vec<Measures> {
        ranks.iter().map(|rank| Measures { reciprocal_rank: *rank, ..Measures::default() }).collect()
    }

    /// Python: `scipy.stats` has no paired normal interval by one name; `d = [.5, 0] * 20`, `d.mean() = .25`,
    /// `1.96 * d.std(ddof=1) / 40 ** .5 = .0785`.
    #[test]
    fn the_best_is_compared_and_few_questions_say_nothing() {
        let half = measured(&[0.5, 1.0].repeat(20));
        let simple = Simple {
            measures: [measured(&[0.1; 40]), half.clone(), measured(&[0.2; 40]), measured(&[0.3; 40])],
            ours: measured(&[1.0; 40]),
        };
        let (name, middle, width) = simple.compared().unwrap();
        assert_eq!(name, "most answers there lately");
        assert!((middle - 0.25).abs() < 1e-9 && (width - 0.0785).abs() < 1e-4, "{middle} {width}");
        assert!(simple.told().contains("better than the best simple method"), "{}", simple.told());
        let same = Simple { ours: half, ..simple };
        assert!(same.told().contains("within chance the same"), "{}", same.told());
        assert!(Simple::default().told().contains("too few"));
    }
}
