//! How good a ranking is, given who really answered.

use std::collections::BTreeMap;

/// The figures of one question, or their means over several.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measures {
    /// One over the place of the first true answerer; zero if none was named. The mean is the MRR.
    pub reciprocal_rank: f64,
    /// The first was true.
    pub precision_at_1: f64,
    /// The share of true ones among the first five.
    pub precision_at_5: f64,
    /// One of the first five was true.
    pub success_at_5: f64,
    /// Normalised discounted cumulative gain of the first ten, with gains of 2^relevance - 1 (Burges et al. 2005).
    pub ndcg_at_10: f64,
}

impl Measures {
    /// Of a ranking, the best first, in which nobody stands twice.
    pub fn of<'a>(ranking: impl IntoIterator<Item = &'a str>, truth: &BTreeMap<String, f64>) -> Self {
        let gain = |relevance: f64| relevance.exp2() - 1.0;
        let mut measures = Self::default();
        let mut gained = 0.0;
        for (person, place) in ranking.into_iter().zip(1_u32..) {
            let relevance = truth.get(person).copied().unwrap_or_default();
            if relevance <= 0.0 {
                continue;
            }
            if measures.reciprocal_rank == 0.0 {
                measures.reciprocal_rank = 1.0 / f64::from(place);
            }
            if place == 1 {
                measures.precision_at_1 = 1.0;
            }
            if place <= 5 {
                measures.precision_at_5 += 0.2;
                measures.success_at_5 = 1.0;
            }
            if place <= 10 {
                gained += gain(relevance) / discount(place);
            }
        }
        let mut best: Vec<f64> = truth.values().copied().filter(|relevance| *relevance > 0.0).collect();
        best.sort_by(|a, b| b.total_cmp(a));
        let most: f64 =
            best.iter().zip(1..=10).map(|(relevance, place)| gain(*relevance) / discount(place)).sum();
        measures.ndcg_at_10 = if most > 0.0 { gained / most } else { 0.0 };
        measures
    }

    /// The means over several questions; all zero if there is none.
    pub fn mean<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut sum = Self::default();
        let mut count = 0.0;
        for one in all {
            sum.reciprocal_rank += one.reciprocal_rank;
            sum.precision_at_1 += one.precision_at_1;
            sum.precision_at_5 += one.precision_at_5;
            sum.success_at_5 += one.success_at_5;
            sum.ndcg_at_10 += one.ndcg_at_10;
            count += 1.0;
        }
        let share = f64::max(count, 1.0).recip();
        Self {
            reciprocal_rank: sum.reciprocal_rank * share,
            precision_at_1: sum.precision_at_1 * share,
            precision_at_5: sum.precision_at_5 * share,
            success_at_5: sum.success_at_5 * share,
            ndcg_at_10: sum.ndcg_at_10 * share,
        }
    }
}

fn discount(place: u32) -> f64 {
    f64::from(place + 1).log2()
}

/// How unevenly something is shared out: the Gini coefficient, 0 where everybody has the same, near 1 where one has all.
pub fn gini(shares: &[f64]) -> f64 {
    let mut sorted = shares.to_vec();
    sorted.sort_by(f64::total_cmp);
    let sum: f64 = sorted.iter().sum();
    if sum <= 0.0 {
        return 0.0;
    }
    let count = f64::from(u32::try_from(sorted.len()).unwrap_or(u32::MAX));
    let weighted: f64 = sorted.iter().zip(1_u32..).map(|(share, place)| f64::from(place) * share).sum();
    2.0 * weighted / (count * sum) - (count + 1.0) / count
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Measures, gini};

    fn truth(of: &[(&str, f64)]) -> BTreeMap<String, f64> {
        of.iter().map(|(person, value)| ((*person).to_owned(), *value)).collect()
    }

    fn close(figure: f64, expected: f64) {
        assert!((figure - expected).abs() < 5e-7, "{figure} is not {expected}");
    }

    /// Figures of scikit-learn 1.9.1: `ndcg_score([[0, 3, 0, 1, 1, 0]], [[6, 5, 4, 3, 2, 1]], k=10)` and the like,
    /// with gains of 2^relevance - 1 given as relevances.
    #[test]
    fn ndcg_is_what_another_implementation_says() {
        let truth = truth(&[("b", 2.0), ("d", 1.0), ("e", 1.0)]);
        let measures = Measures::of(["a", "b", "c", "d", "e", "f"], &truth);
        close(measures.ndcg_at_10, 0.656_103_779_9);
        close(measures.reciprocal_rank, 0.5);
        close(measures.precision_at_5, 0.6);
        close(measures.success_at_5, 1.0);
        close(measures.precision_at_1, 0.0);
        let late: Vec<String> = (1..=12).map(|place| format!("p{place}")).collect();
        let truth = self::truth(&[("p9", 2.0), ("p10", 1.0), ("p11", 2.0)]);
        let measures = Measures::of(late.iter().map(String::as_str), &truth);
        close(measures.ndcg_at_10, 0.221_064_602_3);
        close(measures.reciprocal_rank, 1.0 / 9.0);
        close(measures.success_at_5, 0.0);
    }

    #[test]
    fn whoever_is_not_named_counts_all_the_same() {
        let measures = Measures::of(["x"], &truth(&[("x", 1.0), ("gone", 1.0)]));
        close(measures.ndcg_at_10, 1.0 / (1.0 + 1.0 / 3.0_f64.log2()));
        assert_eq!(Measures::of([], &truth(&[("x", 1.0)])), Measures::default());
        assert_eq!(Measures::mean([]), Measures::default());
    }

    /// Half the mean absolute difference over the mean, worked out with numpy.
    #[test]
    fn gini_of_known_shares() {
        close(gini(&[1.0, 1.0, 1.0, 1.0]), 0.0);
        close(gini(&[0.0, 0.0, 0.0, 1.0]), 0.75);
        close(gini(&[1.0, 2.0, 3.0, 4.0]), 0.25);
        close(gini(&[]), 0.0);
    }
}
