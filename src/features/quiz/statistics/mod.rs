//! What answers say: about people who learned, and about the items. Pure; each formula says where it comes from, and is
//! tested against figures of another implementation (`fixtures.json`, made by `tests/quiz-statistics.py`).

mod change;
mod items;
mod ranks;

#[cfg(test)]
mod tests;

pub use change::{Change, change};
pub use items::{ItemFigures, item_figures};
pub use ranks::{mcnemar, signed_rank};

/// The arithmetic mean; none of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}

/// The standard deviation of a sample, with n - 1; none of fewer than two.
pub fn deviation(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some((squares / (count(values.len()) - 1.0)).sqrt())
}

#[expect(clippy::cast_precision_loss, reason = "how many people there are")]
fn count(count: usize) -> f64 {
    count as f64
}
