//! The weights of one company: those of the model, and how far its own questions moved them.

use crate::search::model::{INPUTS, Weights, weighed};

/// How large a step is (`AdaGrad`, Duchi et al. 2011).
const STEP: f64 = 0.02;
/// How strongly each question pulls the weights back to those of the model.
const RIDGE: f64 = 1e-3;
/// What is remembered, from one question to the next, of how much better the company's weights did than the model's.
const REMEMBERED: f64 = 0.99;

/// What the questions of a company taught, one after the other. A few hundred bytes.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::search) struct Learned {
    /// How far each weight moved from the model's.
    moved: [f64; INPUTS],
    /// The sums of the squares of all slopes so far.
    squares: [f64; INPUTS],
    /// By how much more likely the company's weights made those who answered than the model's did, as a logarithm, what is
    /// past counting less.
    gained: f64,
    /// How many questions taught.
    pub questions: u32,
    /// What was asked before this second has taught, a whole day.
    pub until: u32,
}

impl Default for Learned {
    fn default() -> Self {
        Self { moved: [0.0; INPUTS], squares: [0.0; INPUTS], gained: 0.0, questions: 0, until: 0 }
    }
}

impl Learned {
    /// The weights to rank with: the model's and the company's own, each weighed by how well it foretold who answers so
    /// far (Bayes, both as likely at first).
    pub fn weights(&self, model: &Weights) -> Weights {
        let trust = 1.0 / (1.0 + (-self.gained).exp());
        let mut weights = *model;
        for (weight, moved) in weights.iter_mut().zip(self.moved) {
            *weight += narrowed(moved * trust);
        }
        weights
    }

    /// One question whose answerers are known: the inputs of all candidates, and what the answer of each was worth, zero
    /// for whoever did not answer. Both kinds of weights are judged by it before it moves those of the company one step
    /// down the slope of the listwise softmax. Where none of the candidates answered nothing happens.
    pub fn teach(&mut self, model: &Weights, inputs: &[Weights], worth: &[f32]) {
        let all: f64 = worth.iter().copied().map(f64::from).sum();
        if all <= 0.0 {
            return;
        }
        let wanted: Vec<f64> = worth.iter().map(|worth| f64::from(*worth) / all).collect();
        let by_model: Vec<f64> = inputs.iter().map(|inputs| f64::from(weighed(model, inputs))).collect();
        let own: Vec<f64> = inputs
            .iter()
            .zip(&by_model)
            .map(|(inputs, model)| {
                model
                    + inputs
                        .iter()
                        .zip(&self.moved)
                        .map(|(input, moved)| f64::from(*input) * moved)
                        .sum::<f64>()
            })
            .collect();
        let (likely, by_model) = (softmax(&own), softmax(&by_model));
        let foretold = |likely: &[f64]| -> f64 {
            wanted.iter().zip(likely).map(|(wanted, likely)| wanted * likely.max(1e-12).ln()).sum()
        };
        self.gained = REMEMBERED * self.gained + foretold(&likely) - foretold(&by_model);
        let mut slope = self.moved.map(|moved| RIDGE * moved);
        for ((inputs, likely), wanted) in inputs.iter().zip(&likely).zip(&wanted) {
            for (slope, input) in slope.iter_mut().zip(inputs) {
                *slope += (likely - wanted) * f64::from(*input);
            }
        }
        for ((moved, square), slope) in self.moved.iter_mut().zip(&mut self.squares).zip(slope) {
            *square += slope * slope;
            *moved -= STEP * slope / (*square + 1e-8).sqrt();
        }
        self.questions = self.questions.saturating_add(1);
    }
}

fn softmax(scores: &[f64]) -> Vec<f64> {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raised: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
    let all: f64 = raised.iter().sum();
    raised.into_iter().map(|one| one / all).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "weights need no more")]
fn narrowed(weight: f64) -> f32 {
    weight as f32
}

#[cfg(test)]
mod tests {
    use super::{INPUTS, Learned, Weights};

    fn of(first: &[f32]) -> Weights {
        let mut weights = [0.0; INPUTS];
        weights[..first.len()].copy_from_slice(first);
        weights
    }

    /// Numpy, the formulas written out for three candidates and three inputs: the slope of the softmax is
    /// `X.T @ (likely - worth / 4) + .001 * moved`; after three times the same question the weights are these.
    #[test]
    fn three_steps_are_those_of_numpy() {
        let model = of(&[0.5]);
        let inputs = [of(&[1.0, 0.0, 2.0]), of(&[0.0, 1.0, -1.0]), of(&[-1.0, -1.0, -1.0])];
        let mut learned = Learned::default();
        let same = learned.weights(&model).iter().zip(&model).all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same, "it begins with the model");
        for _ in 0..3 {
            learned.teach(&model, &inputs, &[0.0, 3.0, 1.0]);
        }
        for (moved, expected) in learned.moved.iter().zip([-0.044_808_4, 0.045_218_97, -0.044_913_16]) {
            assert!((moved - expected).abs() < 1e-6, "{moved} {expected}");
        }
        assert!((learned.gained - 0.128_163_9).abs() < 1e-6, "{}", learned.gained);
        for (weight, expected) in
            learned.weights(&model).iter().zip([0.476_162_06, 0.024_056_37, -0.023_893_67])
        {
            assert!((weight - expected).abs() < 1e-6, "{weight} {expected}");
        }
        learned.teach(&model, &inputs, &[0.0; 3]);
        assert_eq!(learned.questions, 3, "what nobody answered teaches nothing");
    }

    /// Where what was learned foretells worse than the model, the model speaks.
    #[test]
    fn whoever_teaches_by_chance_is_ranked_with_the_model() {
        let model = of(&[3.0]);
        let inputs = [of(&[1.0, 1.0]), of(&[-1.0, -1.0])];
        let mut learned = Learned { moved: [0.0; INPUTS], ..Learned::default() };
        learned.moved[0] = -3.0;
        for _ in 0..50 {
            learned.teach(&model, &inputs, &[1.0, 0.0]);
        }
        assert!((learned.weights(&model)[0] - 3.0).abs() < 0.1, "{:?}", learned.weights(&model)[0]);
    }
}
