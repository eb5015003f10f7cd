//! What weighs the figures: a line, fitted offline on real questions of companies in several shapes and checked in. It is
//! where every company begins; what a company teaches ([`super::learning`]) moves it.
//!
//! `tests/fit-ranking.py` makes the file from what `lyceum evaluate figures` writes, by a listwise softmax (Cao et al.
//! 2007): of all candidates of a question, those who really answered are to be the likeliest.

use std::sync::LazyLock;

use serde::Deserialize;

use super::signals::{NAMES, ROOTS, WIDTH};

/// How many inputs are weighed: every figure, and the roots of those in [`ROOTS`].
pub(super) const INPUTS: usize = WIDTH + ROOTS.len();
/// A weight for each input.
pub(super) type Weights = [f32; INPUTS];

/// The model in use.
pub(super) static MODEL: LazyLock<Model> = LazyLock::new(|| {
    Model::read(include_str!("model.json")).unwrap_or_else(|error| {
        tracing::error!(%error, "the ranking's model cannot be used; everybody weighs the same");
        Model { weights: [0.0; INPUTS], scale: 1.0 }
    })
});

/// A weight for each input.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// In the order of the inputs. Their sum is a logarithm of how likely somebody is to be the one who answers.
    pub weights: Weights,
    /// What that logarithm is multiplied with to be a score: what it costs to ask somebody is set against it.
    pub scale: f32,
}

/// What the file holds.
#[derive(Deserialize)]
struct Written {
    figures: Vec<String>,
    weights: Vec<f32>,
    roots: Vec<f32>,
    scale: f32,
}

impl Model {
    fn read(text: &str) -> Result<Self, String> {
        let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if written.figures != NAMES {
            return Err("it was made for other figures".to_owned());
        }
        let all = [written.weights, written.roots].concat();
        let weights: Weights =
            all.try_into().map_err(|_| "there is not one weight for each figure and each root".to_owned())?;
        if weights.iter().all(|weight| weight.is_finite()) && written.scale > 0.0 {
            Ok(Self { weights, scale: written.scale })
        } else {
            Err("a weight is no number".to_owned())
        }
    }
}

/// What the inputs of one question's candidates are like, so that they can be compared with one another.
#[derive(Clone, Debug)]
pub(super) struct Standard {
    mean: Weights,
    deviation: Weights,
}

/// An input that hardly differs between the candidates says little, and is not blown up.
const LEAST_DEVIATION: f32 = 0.02;
/// No input counts for more deviations than that.
const FARTHEST: f32 = 8.0;
/// Added below the root, so that it is not steep at zero.
const BELOW_ROOT: f32 = 0.01;

impl Standard {
    /// Of the figures of all candidates, in an order that does not depend on the machine.
    pub fn of<'a>(figures: impl Iterator<Item = &'a [f32; WIDTH]>) -> Self {
        let (mut sums, mut squares, mut count) = ([0.0_f64; INPUTS], [0.0_f64; INPUTS], 0.0_f64);
        for figures in figures {
            count += 1.0;
            for (at, input) in raw(figures).into_iter().map(f64::from).enumerate() {
                sums[at] += input;
                squares[at] += input * input;
            }
        }
        let count = count.max(1.0);
        let mean = sums.map(|sum| sum / count);
        let mut deviation = [0.0; INPUTS];
        for (at, deviation) in deviation.iter_mut().enumerate() {
            *deviation =
                narrowed((squares[at] / count - mean[at] * mean[at]).max(0.0).sqrt()) + LEAST_DEVIATION;
        }
        Self { mean: mean.map(narrowed), deviation }
    }

    /// The inputs of one candidate: how many deviations they are from the mean.
    pub fn inputs(&self, figures: &[f32; WIDTH]) -> Weights {
        let mut inputs = raw(figures);
        for ((input, mean), deviation) in inputs.iter_mut().zip(&self.mean).zip(&self.deviation) {
            *input = ((*input - mean) / deviation).clamp(-FARTHEST, FARTHEST);
        }
        inputs
    }
}

/// The figures, and their roots.
fn raw(figures: &[f32; WIDTH]) -> Weights {
    let mut raw = [0.0; INPUTS];
    raw[..WIDTH].copy_from_slice(figures);
    for (root, at) in raw[WIDTH..].iter_mut().zip(ROOTS) {
        *root = (figures[at].max(0.0) + BELOW_ROOT).sqrt();
    }
    raw
}

#[expect(clippy::cast_possible_truncation, reason = "figures need no more")]
fn narrowed(figure: f64) -> f32 {
    figure as f32
}

/// What some weights make of some inputs.
pub(super) fn weighed(weights: &Weights, inputs: &Weights) -> f32 {
    weights.iter().zip(inputs).map(|(weight, input)| weight * input).sum()
}

#[cfg(test)]
mod tests {
    use super::{MODEL, Model, NAMES, ROOTS, Standard, WIDTH, weighed};

    #[test]
    fn the_model_that_is_checked_in_can_be_used() {
        Model::read(include_str!("model.json")).unwrap();
        assert!(MODEL.weights.iter().any(|weight| *weight != 0.0));
        let shares = (0..WIDTH).filter(|at| NAMES[*at].ends_with("of most"));
        assert!(shares.eq(ROOTS), "the roots are those of all shares");
    }

    #[test]
    fn a_model_for_other_figures_or_without_a_weight_is_refused() {
        let names = serde_json::to_string(&NAMES).unwrap();
        let with = |names: &str, weights: usize, scale: f32| {
            let weights = serde_json::to_string(&vec![0.5; weights]).unwrap();
            let roots = serde_json::to_string(&vec![0.5; ROOTS.len()]).unwrap();
            Model::read(&format!(
                r#"{{"figures":{names},"weights":{weights},"roots":{roots},"scale":{scale}}}"#
            ))
        };
        assert!(with(&names, WIDTH, 1.0).is_ok());
        assert!(with("[]", WIDTH, 1.0).is_err());
        assert!(with(&names, WIDTH - 1, 1.0).is_err());
        assert!(with(&names, WIDTH, 0.0).is_err());
    }

    /// Numpy: `x = [0, 1, 3]`, `(x - x.mean()) / (x.std() + 0.02)` is `-1.0524, -0.2631, 1.3155`.
    #[test]
    fn inputs_are_deviations_from_the_mean_of_the_candidates() {
        let figures = [0.0_f32, 1.0, 3.0].map(|x| {
            let mut figures = [0.0; WIDTH];
            figures[6] = x;
            figures
        });
        let standard = Standard::of(figures.iter());
        for (figures, expected) in figures.iter().zip([-1.0524, -0.2631, 1.3155]) {
            let inputs = standard.inputs(figures);
            assert!((inputs[6] - expected).abs() < 1e-3, "{}", inputs[6]);
            assert!((weighed(&[2.0; super::INPUTS], &inputs) - 2.0 * expected).abs() < 1e-2);
        }
    }
}
