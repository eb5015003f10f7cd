//! What answers say about the items themselves.

use super::{count, deviation, mean};

/// How an item did.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemFigures {
    /// The mean share of the item's points that people had, from 0, which nobody could, to 1: the classical difficulty,
    /// which is higher for easier items.
    pub difficulty: f64,
    /// The correlation of what people had in this item with what they had in all others (corrected item-total correlation,
    /// F. M. Lord and M. R. Novick, Statistical Theories of Mental Test Scores, 1968). None if either is the same for all.
    pub discrimination: Option<f64>,
}

/// Works it out for each item: `credits` has a row for each person with what they had in each item, `points` what each is
/// worth. Rows of another length are left out.
pub fn item_figures(credits: &[Vec<f64>], points: &[f64]) -> Vec<ItemFigures> {
    let rows: Vec<&Vec<f64>> = credits.iter().filter(|row| row.len() == points.len()).collect();
    let totals: Vec<f64> =
        rows.iter().map(|row| row.iter().zip(points).map(|(it, worth)| it * worth).sum()).collect();
    let figures = (0..points.len()).map(|at| {
        let item: Vec<f64> = rows.iter().map(|row| row[at]).collect();
        let others: Vec<f64> =
            totals.iter().zip(&item).map(|(total, credit)| total - credit * points[at]).collect();
        ItemFigures {
            difficulty: mean(&item).unwrap_or_default(),
            discrimination: correlation(&item, &others),
        }
    });
    figures.collect()
}

/// Pearson's correlation; none if either does not vary.
fn correlation(one: &[f64], two: &[f64]) -> Option<f64> {
    let (mean_one, mean_two) = (mean(one)?, mean(two)?);
    let varies = |values: &[f64]| deviation(values).filter(|it| *it > 1e-9);
    let (spread_one, spread_two) = (varies(one)?, varies(two)?);
    let together: f64 = one.iter().zip(two).map(|(a, b)| (a - mean_one) * (b - mean_two)).sum();
    Some(together / (count(one.len()) - 1.0) / spread_one / spread_two)
}
