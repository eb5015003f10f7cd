//! How a quiz is asked of one person, and what may be said of several. Pure.

use crate::people::SMALLEST_GROUP;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

use super::items::{Given, Item, Key, LONGEST_ANSWER};
use super::store::Placed;

/// Parts into which shares of the points are sorted for the picture.
const BANDS: usize = 5;
/// The longest title of a quiz, in characters.
pub const LONGEST_TITLE: usize = 100;

/// An item as one person is asked it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Its place in the quiz.
    pub position: i64,
    /// The item.
    pub item: Item,
    /// Its options as this person sees them, by their place in the item.
    pub options: Vec<usize>,
}

/// All items, and the options of each, in the order in which an attempt shows them: drawn from its id, so it is the same
/// wherever the person goes on.
pub fn order(attempt: &str, items: Vec<Placed>) -> Vec<Asked> {
    let mut chance = ChaCha8Rng::from_seed(Sha256::digest(attempt).into());
    let ask = |placed: Placed, chance: &mut ChaCha8Rng| {
        let mut options: Vec<usize> = (0..placed.item.options().len()).collect();
        if !matches!(placed.item.key, Key::TrueFalse(_)) {
            options.shuffle(chance);
        }
        Asked { position: placed.position, item: placed.item, options }
    };
    let mut asked: Vec<Asked> = items.into_iter().map(|placed| ask(placed, &mut chance)).collect();
    asked.shuffle(&mut chance);
    asked
}

/// What came back of an item, as an answer; none if nothing was answered.
///
/// # Errors
/// What was typed is too long: so many characters; or it is no number where one is asked.
pub fn given(item: &Item, values: &[String]) -> Result<Option<Given>, NotAnAnswer> {
    if item.options().is_empty() {
        let typed = values.first().map(|value| value.trim()).unwrap_or_default();
        let length = typed.chars().count();
        return match &item.key {
            _ if typed.is_empty() => Ok(None),
            _ if length > LONGEST_ANSWER => Err(NotAnAnswer::Long(length)),
            Key::Number(_) if super::items::number(typed).is_none() => Err(NotAnAnswer::NotANumber),
            _ => Ok(Some(Given::Typed(typed.to_owned()))),
        };
    }
    let options = item.options().len();
    let chosen = values.iter().filter_map(|value| value.parse().ok()).filter(|at| *at < options);
    let chosen: std::collections::BTreeSet<usize> = chosen.collect();
    Ok((!chosen.is_empty()).then_some(Given::Chosen(chosen)))
}

/// Why something is no answer to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnAnswer {
    /// So many characters.
    Long(usize),
    /// A number is asked.
    NotANumber,
}

/// What an attempt is worth: points that were had, and points that could be.
pub fn points(items: &[Asked], credits: &[(i64, f64)]) -> (f64, f64) {
    let credit = |position| credits.iter().find(|(at, _)| *at == position).map_or(0.0, |(_, credit)| *credit);
    let earned = items.iter().map(|asked| credit(asked.position) * f64::from(asked.item.points)).sum();
    (earned, items.iter().map(|asked| f64::from(asked.item.points)).sum())
}

/// A share of the points: of nothing it is nothing.
pub fn share(earned: f64, possible: f64) -> f64 {
    if possible > 0.0 { earned / possible } else { 0.0 }
}

/// How many people had from this share of the points to that one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// From so many per cent.
    pub from: usize,
    /// To so many.
    pub to: usize,
    /// People; never 1 to 4.
    pub people: usize,
}

/// The distribution of shares, in fifths. Where one has fewer than [`SMALLEST_GROUP`] people and not none, it is put together with
/// those beside it until it has as many.
pub fn bands(shares: &[f64]) -> Vec<Band> {
    let width = 100 / BANDS;
    let mut counts = [0; BANDS];
    for share in shares {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
        let per_cent = (share.clamp(0.0, 1.0) * 100.0 + 1e-9) as usize;
        counts[(per_cent / width).min(BANDS - 1)] += 1;
    }
    let mut bands: Vec<Band> = counts
        .iter()
        .enumerate()
        .map(|(at, people)| Band { from: at * width, to: (at + 1) * width, people: *people })
        .collect();
    while bands.len() > 1 {
        let Some(at) = bands.iter().position(|band| (1..SMALLEST_GROUP).contains(&band.people)) else {
            break;
        };
        let other = if at + 1 < bands.len() { at + 1 } else { at - 1 };
        let (low, high) = (at.min(other), at.max(other));
        let gone = bands.remove(high);
        bands[low] = Band { from: bands[low].from, to: gone.to, people: bands[low].people + gone.people };
    }
    bands
}

/// Groups of which something may be said: a name, how many people, and their mean share. Whoever is in none of them is
/// told as everybody else (no name), if these are enough. Nobody's figure can be worked out as a difference: as long as the
/// others are too few to be told, the smallest group goes with them.
pub fn groups(people: &[(Option<String>, f64)]) -> Vec<(Option<String>, usize, f64)> {
    let mut by_name: std::collections::BTreeMap<&str, Vec<f64>> = std::collections::BTreeMap::new();
    let mut rest: Vec<f64> = Vec::new();
    for (name, share) in people {
        match name {
            Some(name) => by_name.entry(name).or_default().push(*share),
            None => rest.push(*share),
        }
    }
    let (shown, few): (Vec<_>, Vec<_>) =
        by_name.into_iter().partition(|(_, shares)| shares.len() >= SMALLEST_GROUP);
    rest.extend(few.into_iter().flat_map(|(_, shares)| shares));
    let mut shown: Vec<(&str, Vec<f64>)> = shown;
    shown.sort_by_key(|(_, shares)| std::cmp::Reverse(shares.len()));
    while (1..SMALLEST_GROUP).contains(&rest.len()) {
        let Some((_, shares)) = shown.pop() else { return Vec::new() };
        rest.extend(shares);
    }
    let mean = |shares: &[f64]| super::statistics::mean(shares).unwrap_or_default();
    let mut told: Vec<_> =
        shown.iter().map(|(name, shares)| (Some((*name).to_owned()), shares.len(), mean(shares))).collect();
    if told.is_empty() {
        return told;
    }
    if !rest.is_empty() {
        told.push((None, rest.len(), mean(&rest)));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::quiz::items::TestForm;

    fn placed(position: i64) -> Placed {
        let options = (0..6).map(|number| (number.to_string(), number == 0)).collect();
        let key = Key::choices(options, false);
        let (question, explanation) = (format!("Question {position}?"), String::new());
        Placed { position, item: Item { question, key, explanation, points: 1, form: TestForm::Both } }
    }

    #[test]
    fn everybody_has_an_order_of_their_own_and_keeps_it() {
        let quiz: Vec<Placed> = (1..=8).map(placed).collect();
        let first = order("a1", quiz.clone());
        assert_eq!(first, order("a1", quiz.clone()));
        assert_ne!(first, order("a2", quiz));
        let mut positions: Vec<i64> = first.iter().map(|asked| asked.position).collect();
        positions.sort_unstable();
        assert_eq!(positions, [1, 2, 3, 4, 5, 6, 7, 8]);
        assert!(first.iter().any(|asked| asked.options != [0, 1, 2, 3, 4, 5]));
    }

    #[test]
    fn no_band_has_one_to_four_people() {
        let band = |from, to, people| Band { from, to, people };
        let many = [0.0, 0.1, 0.1, 0.1, 0.19, 1.0, 0.9, 0.8, 0.81, 0.82, 0.5];
        assert_eq!(bands(&many), [band(0, 20, 5), band(20, 40, 0), band(40, 100, 6)]);
        assert_eq!(
            bands(&[0.2; 5]),
            [band(0, 20, 0), band(20, 40, 5), band(40, 60, 0), band(60, 80, 0), band(80, 100, 0)]
        );
        assert_eq!(bands(&[0.0, 0.3, 0.5, 0.7, 0.9]), [band(0, 100, 5)]);
    }

    #[test]
    fn no_group_can_be_worked_out_from_the_others() {
        let people = |group: &str, count: usize| vec![(Some(group.to_owned()), 0.5); count];
        let names = |all: &[Vec<(Option<String>, f64)>]| -> Vec<(Option<String>, usize)> {
            groups(&all.concat()).into_iter().map(|(name, people, _)| (name, people)).collect()
        };
        let some = |name: &str, count| (Some(name.to_owned()), count);
        assert_eq!(names(&[people("a", 6), people("b", 5)]), [some("a", 6), some("b", 5)]);
        assert_eq!(names(&[people("a", 6), people("b", 5), people("c", 3)]), [some("a", 6), (None, 8)]);
        assert_eq!(names(&[people("a", 6), people("b", 3), people("c", 3)]), [some("a", 6), (None, 6)]);
        assert_eq!(names(&[people("a", 6), people("b", 1)]), []);
        assert_eq!(names(&[people("a", 4), vec![(None, 1.0); 9]]), []);
    }

    #[test]
    fn what_came_back_is_read_and_nothing_else() {
        let values = |values: &[&str]| values.iter().map(|it| (*it).to_owned()).collect::<Vec<String>>();
        let item = placed(1).item;
        assert_eq!(given(&item, &values(&["2"])), Ok(Some(Given::Chosen([2].into()))));
        assert_eq!(given(&item, &values(&["6", "x", "-1"])), Ok(None));
        let number = Item { key: Key::Number(vec![]), ..item };
        assert_eq!(given(&number, &values(&["about ten"])), Err(NotAnAnswer::NotANumber));
        assert_eq!(given(&number, &values(&[" "])), Ok(None));
        assert_eq!(given(&number, &values(&[&"1".repeat(301)])), Err(NotAnAnswer::Long(301)));
    }
}
