//! Tests of paired data that take nothing for granted about how scores are spread.

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal};

use super::count;

/// Up to so many people who changed, the signed rank test counts all ways to sign the ranks.
const EXACT: usize = 50;
/// Differences that are nearer to one another than this are the same: scores are shares that were added up.
const SAME: f64 = 1e-9;

/// The two-sided p of Wilcoxon's signed rank test. Who did not change is left out; people who changed as much share the mean
/// of their ranks. Up to [`EXACT`] of them it is the exact p, over all ways to sign the ranks as they are, ties included
/// (J. W. Pratt and J. D. Gibbons, Concepts of Nonparametric Theory, 1981, chapter 3); of more the normal approximation with
/// the variance corrected for ties and for continuity. None if nobody changed.
pub fn signed_rank(differences: &[f64]) -> Option<f64> {
    let mut changed: Vec<f64> = differences.iter().copied().filter(|it| it.abs() > SAME).collect();
    changed.sort_by(|one, two| one.abs().total_cmp(&two.abs()));
    if changed.is_empty() {
        return None;
    }
    let ranks = doubled_ranks(&changed);
    let positive: usize = ranks.iter().zip(&changed).filter(|(_, it)| **it > 0.0).map(|(rank, _)| rank).sum();
    let all: usize = ranks.iter().sum();
    let smaller = positive.min(all - positive);
    Some(if changed.len() <= EXACT { exact(&ranks, smaller) } else { approximate(&ranks, smaller) })
}

/// Twice the rank of each by its size, so that the mean of two ranks is a whole number.
fn doubled_ranks(sorted: &[f64]) -> Vec<usize> {
    let mut ranks = Vec::with_capacity(sorted.len());
    while ranks.len() < sorted.len() {
        let first = ranks.len();
        let tied = sorted[first..].iter().take_while(|it| it.abs() - sorted[first].abs() <= SAME).count();
        // The mean of the ranks first + 1 to first + tied, doubled.
        ranks.extend(std::iter::repeat_n(2 * first + tied + 1, tied));
    }
    ranks
}

/// In how many of all ways to sign the ranks the sum of one sign is no more than this, twice: the other sign has as many.
fn exact(ranks: &[usize], smaller: usize) -> f64 {
    let all: usize = ranks.iter().sum();
    let mut ways = vec![0.0_f64; all + 1];
    ways[0] = 1.0;
    for rank in ranks {
        for sum in (*rank..=all).rev() {
            ways[sum] += ways[sum - rank];
        }
    }
    let total: f64 = ways.iter().sum();
    (2.0 * ways[..=smaller].iter().sum::<f64>() / total).min(1.0)
}

fn approximate(ranks: &[usize], smaller: usize) -> f64 {
    let halved: Vec<f64> = ranks.iter().map(|rank| count(*rank) / 2.0).collect();
    let mean: f64 = halved.iter().sum::<f64>() / 2.0;
    // The sum of squares of tied ranks is that of the ranks, less what the ties take.
    let deviation = (halved.iter().map(|rank| rank * rank).sum::<f64>() / 4.0).sqrt();
    let distance = (mean - count(smaller) / 2.0 - 0.5).max(0.0);
    (2.0 * Normal::standard().sf(distance / deviation)).min(1.0)
}

/// The two-sided p of `McNemar`'s exact test (Psychometrika 12, 153, 1947): of all who crossed the line, as many
/// went up as a fair coin would have it. None if nobody crossed it.
pub fn mcnemar(up: usize, down: usize) -> Option<f64> {
    let crossed = up + down;
    let coin = Binomial::new(0.5, u64::try_from(crossed).ok()?).ok().filter(|_| crossed > 0)?;
    Some((2.0 * coin.cdf(u64::try_from(up.min(down)).ok()?)).min(1.0))
}
