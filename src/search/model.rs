//! The model that weighs the figures: a line, and small boosted trees for what a line cannot say, fitted offline on real
//! questions and checked in.
//!
//! `tests/fit-ranking.py` makes the file from what `lyceum evaluate figures` writes: the line by a listwise softmax
//! (Cao et al. 2007), the trees on top of it with `LambdaMART` (Burges 2010).

use std::sync::LazyLock;

use serde::Deserialize;

use super::signals::{NAMES, WIDTH};

/// The model in use.
pub(super) static MODEL: LazyLock<Model> = LazyLock::new(|| {
    Model::read(include_str!("model.json")).unwrap_or_else(|error| {
        tracing::error!(%error, "the ranking's model cannot be used; everybody weighs the same");
        Model { line: [0.0; WIDTH], trees: Vec::new() }
    })
});

/// A weight for each figure, and trees whose values are added to what they make.
#[derive(Clone, Debug)]
pub(super) struct Model {
    line: [f32; WIDTH],
    trees: Vec<Tree>,
}

/// What the file holds.
#[derive(Deserialize)]
struct Written {
    figures: Vec<String>,
    line: Vec<f32>,
    trees: Vec<Tree>,
}

/// One tree. Inner nodes are numbered from nought, the first being the root; a negative child `-1 - n` is leaf `n`.
#[derive(Clone, Debug, Deserialize)]
struct Tree {
    /// Which figure each inner node looks at.
    figure: Vec<usize>,
    /// Up to this, the left child is next.
    up_to: Vec<f32>,
    left: Vec<i32>,
    right: Vec<i32>,
    leaves: Vec<f32>,
}

impl Model {
    fn read(text: &str) -> Result<Self, String> {
        let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if written.figures != NAMES {
            return Err("it was made for other figures".to_owned());
        }
        let line: [f32; WIDTH] =
            written.line.try_into().map_err(|_| "there is not one weight for each figure".to_owned())?;
        match written.trees.iter().position(|tree| !tree.is_sound()) {
            Some(at) => Err(format!("tree {at} is damaged")),
            None => Ok(Self { line, trees: written.trees }),
        }
    }

    /// The score of somebody with these figures. Only differences within one question mean something.
    pub fn score(&self, figures: &[f32; WIDTH]) -> f32 {
        let line: f32 = self.line.iter().zip(figures).map(|(weight, figure)| weight * figure).sum();
        line + self.trees.iter().map(|tree| tree.value(figures)).sum::<f32>()
    }
}

impl Tree {
    /// Every child stands later than its parent, so that every way ends at a leaf.
    fn is_sound(&self) -> bool {
        let nodes = self.figure.len();
        let child = |at: usize, child: i32| match usize::try_from(child) {
            Ok(node) => at < node && node < nodes,
            Err(_) => usize::try_from(-1 - child).is_ok_and(|leaf| leaf < self.leaves.len()),
        };
        let sound = |(at, (left, right)): (usize, (&i32, &i32))| child(at, *left) && child(at, *right);
        self.up_to.len() == nodes
            && self.left.len() == nodes
            && self.right.len() == nodes
            && (nodes > 0 || self.leaves.len() == 1)
            && self.figure.iter().all(|figure| *figure < WIDTH)
            && self.left.iter().zip(&self.right).enumerate().all(sound)
    }

    fn value(&self, figures: &[f32; WIDTH]) -> f32 {
        let mut at: i32 = if self.figure.is_empty() { -1 } else { 0 };
        while let Ok(node) = usize::try_from(at) {
            let goes_left = figures[self.figure[node]] <= self.up_to[node];
            at = if goes_left { self.left[node] } else { self.right[node] };
        }
        usize::try_from(-1 - at).ok().and_then(|leaf| self.leaves.get(leaf)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{MODEL, Model};
    use crate::search::signals::WIDTH;

    #[test]
    fn the_model_that_is_checked_in_can_be_used() {
        Model::read(include_str!("model.json")).unwrap();
        assert!(MODEL.trees.len() > 10);
    }

    #[test]
    fn a_tree_is_walked_from_its_root_and_the_line_is_added() {
        let figures: Vec<String> = super::NAMES.iter().map(|name| format!("\"{name}\"")).collect();
        let figures = figures.join(",");
        let with = |line: &[f32], tree: &str| {
            Model::read(&format!(r#"{{"figures":[{figures}],"line":{line:?},"trees":[{tree}]}}"#))
        };
        let model = |tree: &str| with(&[0.0; WIDTH], tree);
        let tree =
            r#"{"figure":[0,1],"up_to":[0.5,2.0],"left":[1,-2],"right":[-1,-3],"leaves":[10.0,20.0,30.0]}"#;
        let read = model(tree).unwrap();
        let mut at = [0.0; WIDTH];
        assert!((read.score(&at) - 20.0).abs() < 1e-6);
        at[1] = 3.0;
        assert!((read.score(&at) - 30.0).abs() < 1e-6);
        at[0] = 1.0;
        assert!((read.score(&at) - 10.0).abs() < 1e-6);
        let mut line = [0.0; WIDTH];
        line[1] = 0.5;
        assert!((with(&line, tree).unwrap().score(&at) - 11.5).abs() < 1e-6);
        assert!(with(&line[1..], tree).is_err());
        let endless = r#"{"figure":[0],"up_to":[0.5],"left":[0],"right":[-1],"leaves":[1.0]}"#;
        assert_eq!(model(endless).unwrap_err(), "tree 0 is damaged");
        assert!(Model::read(r#"{"figures":[],"line":[],"trees":[]}"#).is_err());
    }
}
