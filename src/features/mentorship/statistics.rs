//! Means of a few people, and how sure they are. Pure.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// Of how many.
    pub count: usize,
    /// The arithmetic mean.
    pub value: f64,
    /// Its 95 per cent confidence interval by Student's t distribution; none where all are the same, or it is only one.
    pub interval: Option<(f64, f64)>,
}

/// The mean of some values; none of nothing.
pub fn mean(values: &[f64]) -> Option<Mean> {
    #[expect(clippy::cast_precision_loss, reason = "how many people there are")]
    let count = values.len() as f64;
    if values.is_empty() {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let interval = (values.len() > 1 && squares > 0.0).then(|| {
        let error = (squares / (count - 1.0) / count).sqrt();
        let t = StudentsT::new(0.0, 1.0, count - 1.0).map_or(f64::NAN, |t| t.inverse_cdf(0.975));
        (mean - t * error, mean + t * error)
    });
    Some(Mean { count: values.len(), value: mean, interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures of scipy 1.17.1: `stats.t.interval(0.95, n - 1, numpy.mean(v), stats.sem(v))`.
    #[test]
    fn a_mean_has_the_interval_that_scipy_gives() {
        let found = mean(&[2.0, 3.0, 1.0, 4.0, 0.0, 5.0, 3.0]).unwrap();
        assert!((found.value - 2.571_428_571_428_571).abs() < 1e-12);
        let (from, until) = found.interval.unwrap();
        assert!(
            (from - 0.982_312_932_265_561).abs() < 1e-8 && (until - 4.160_544_210_591_582).abs() < 1e-8,
            "{from} {until}"
        );
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[3.0; 4]).unwrap().interval, None);
    }
}
