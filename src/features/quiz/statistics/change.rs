//! Before and after, paired by person.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{count, deviation, mcnemar, mean, signed_rank};

/// What changed for people who were asked before and after. Scores are shares of what could be had, from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// How many people there are in both.
    pub paired: usize,
    /// The mean before.
    pub before: f64,
    /// The mean after.
    pub after: f64,
    /// The mean of what each gained.
    pub gain: f64,
    /// The 95 per cent confidence interval of the mean gain by Student's t with n - 1 degrees of freedom; none of fewer than
    /// two, and of gains that are all the same.
    pub interval: Option<(f64, f64)>,
    /// Hake's normalised gain of the group (R. R. Hake, Am. J. Phys. 66, 64, 1998): the mean gain as a share of what could
    /// be gained on average. None if everybody had all before.
    pub normalised: Option<f64>,
    /// Cohen's d for paired data, `d_av`: the mean gain divided by the mean of both standard deviations (G. Cumming,
    /// Understanding The New Statistics, 2012; D. Lakens, Front. Psychol. 4:863, 2013, equation 10). Unlike `d_z` it does
    /// not grow with how alike the two tests are. None if neither varies.
    pub effect: Option<f64>,
    /// The two-sided p of Wilcoxon's signed rank test; none if nobody changed.
    pub p: Option<f64>,
    /// How many reached the target before and after, and the two-sided p of `McNemar`'s exact test of that; none of the
    /// last if nobody crossed it.
    pub at_target: (usize, usize, Option<f64>),
}

/// Works it out from pairs of (before, after); none of nobody.
pub fn change(pairs: &[(f64, f64)], target: f64) -> Option<Change> {
    let (before, after): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let gains: Vec<f64> = pairs.iter().map(|(before, after)| after - before).collect();
    let (mean_before, mean_after, gain) = (mean(&before)?, mean(&after)?, mean(&gains)?);
    let room = 1.0 - mean_before;
    let spread = deviation(&before).zip(deviation(&after)).map(|(one, two)| f64::midpoint(one, two));
    // Scores such as one third are not exact, so that a target of a third is reached by them as well.
    let reaches = |score: f64| score >= target - 1e-9;
    let crossed = |is_up: bool| {
        pairs.iter().filter(|(one, two)| (reaches(*one), reaches(*two)) == (!is_up, is_up)).count()
    };
    Some(Change {
        paired: pairs.len(),
        before: mean_before,
        after: mean_after,
        gain,
        interval: interval(&gains),
        normalised: (room > 1e-9).then(|| gain / room),
        effect: spread.filter(|spread| *spread > 1e-9).map(|spread| gain / spread),
        p: signed_rank(&gains),
        at_target: (
            before.iter().filter(|score| reaches(**score)).count(),
            after.iter().filter(|score| reaches(**score)).count(),
            mcnemar(crossed(true), crossed(false)),
        ),
    })
}

/// The 95 per cent confidence interval of a mean.
pub fn interval(values: &[f64]) -> Option<(f64, f64)> {
    let (mean, deviation) = (mean(values)?, deviation(values).filter(|it| *it > 1e-12)?);
    let people = count(values.len());
    let t = StudentsT::new(0.0, 1.0, people - 1.0).ok()?.inverse_cdf(0.975);
    let half = t * deviation / people.sqrt();
    Some((mean - half, mean + half))
}
