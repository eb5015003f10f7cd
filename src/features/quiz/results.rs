//! What a run came to: of those who handed in, in time, and only where they are enough.

use std::collections::{BTreeMap, HashMap};

use super::items::{Given, Item};
use super::rules::{Band, bands, groups, share};
use super::statistics::{Change, ItemFigures, change, item_figures, mean};
use super::store::{Marked, Placed, Run, Scored};
use crate::bot::{Ctx, Failure};
use crate::chat::PersonId;
use crate::people::SMALLEST_GROUP;
use crate::store::StoreError;

/// A point-biserial correlation below this says that an item does not tell who knows from who does not (R. L. Ebel,
/// Measuring Educational Achievement, 1965).
const SEPARATES: f64 = 0.2;
/// People whom it takes to say so.
const ENOUGH_TO_JUDGE: usize = 20;

/// What a run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// How many handed in, in time.
    pub people: usize,
    /// Their mean share of the points.
    pub mean: f64,
    /// How many of them reached the target.
    pub at_target: usize,
    /// How their shares are spread.
    pub bands: Vec<Band>,
    /// Each question, in the order of the quiz.
    pub items: Vec<ItemResult>,
    /// Departments, where they are enough.
    pub groups: Vec<(Option<String>, usize, f64)>,
}

/// How one question did.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemResult {
    /// The question.
    pub item: Item,
    /// Its figures.
    pub figures: ItemFigures,
    /// Wrong options that nobody chose.
    pub idle: Vec<String>,
    /// It does not tell who knows from who does not.
    pub is_blunt: bool,
}

/// What changed between a run and the one that followed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Paired {
    /// Of those who took both.
    pub change: Change,
    /// How many took the first only, and what they had there, if they are enough to be told.
    pub lost: Option<(usize, f64)>,
}

/// Works out a run's results; none as long as too few handed in.
pub async fn results(ctx: &mut Ctx, run: &Run) -> Result<Option<Results>, Failure> {
    let scored = ctx.attempts().scored(&run.id).await?;
    if scored.len() < SMALLEST_GROUP {
        return Ok(None);
    }
    let items = asked(ctx, run).await?;
    let marked = ctx.attempts().marked(&run.id).await?;
    let shares: Vec<f64> = scored.iter().map(|it| share(it.earned, it.possible)).collect();
    let departments = departments(ctx, &scored).await?;
    let grouped: Vec<(Option<String>, f64)> = departments.into_iter().zip(shares.iter().copied()).collect();
    let reached = shares.iter().filter(|it| reaches(**it, run)).count();
    Ok(Some(Results {
        people: scored.len(),
        mean: mean(&shares).unwrap_or_default(),
        at_target: reached,
        bands: bands(&shares),
        items: of_items(items, &scored, &marked)?,
        groups: groups(&grouped),
    }))
}

/// The items that a run asks.
pub async fn asked(ctx: &mut Ctx, run: &Run) -> Result<Vec<Placed>, Failure> {
    let mut items = ctx.quizzes().items(&run.quiz, run.version).await?;
    items.retain(|placed| run.asks(placed.item.form));
    Ok(items)
}

/// Pairs a run with the one that follows it; none as long as too few took both.
pub async fn paired(ctx: &mut Ctx, baseline: &Run, follow_up: &Run) -> Result<Option<Paired>, Failure> {
    let before = ctx.attempts().scored(&baseline.id).await?;
    let after: HashMap<PersonId, f64> = ctx
        .attempts()
        .scored(&follow_up.id)
        .await?
        .into_iter()
        .map(|it| (it.person, share(it.earned, it.possible)))
        .collect();
    let mut pairs = Vec::new();
    let mut lost = Vec::new();
    for it in before {
        let first = share(it.earned, it.possible);
        match after.get(&it.person) {
            Some(second) => pairs.push((first, *second)),
            None => lost.push(first),
        }
    }
    if pairs.len() < SMALLEST_GROUP {
        return Ok(None);
    }
    let Some(change) = change(&pairs, per_cent(baseline.target)) else { return Ok(None) };
    let lost = mean(&lost).filter(|_| lost.len() >= SMALLEST_GROUP).map(|mean| (lost.len(), mean));
    Ok(Some(Paired { change, lost }))
}

fn reaches(share: f64, run: &Run) -> bool {
    share >= per_cent(run.target) - 1e-9
}

fn per_cent(target: i64) -> f64 {
    f64::from(i32::try_from(target).unwrap_or(100)) / 100.0
}

fn of_items(items: Vec<Placed>, scored: &[Scored], marked: &[Marked]) -> Result<Vec<ItemResult>, StoreError> {
    let rows: HashMap<&str, usize> = scored.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
    let columns: BTreeMap<i64, usize> =
        items.iter().enumerate().map(|(at, placed)| (placed.position, at)).collect();
    let mut credits = vec![vec![0.0; items.len()]; scored.len()];
    let mut chosen: Vec<Vec<bool>> =
        items.iter().map(|placed| vec![false; placed.item.options().len()]).collect();
    for answer in marked {
        let place = rows.get(answer.attempt.as_str()).zip(columns.get(&answer.position));
        let Some((row, column)) = place else { continue };
        credits[*row][*column] = answer.credit;
        if let Given::Chosen(options) = answer.given()? {
            for at in options {
                if let Some(seen) = chosen[*column].get_mut(at) {
                    *seen = true;
                }
            }
        }
    }
    let points: Vec<f64> = items.iter().map(|placed| f64::from(placed.item.points)).collect();
    let figures = item_figures(&credits, &points);
    let all = items.into_iter().zip(figures).zip(chosen);
    let result = |((placed, figures), chosen): ((Placed, ItemFigures), Vec<bool>)| {
        let right = placed.item.right();
        let options = placed.item.options().into_iter().zip(chosen);
        let idle = options.filter(|(option, seen)| !seen && !right.iter().any(|it| it == option));
        let idle = idle.map(|(option, _)| option.to_owned()).collect();
        let is_blunt =
            scored.len() >= ENOUGH_TO_JUDGE && figures.discrimination.is_some_and(|it| it < SEPARATES);
        ItemResult { item: placed.item, figures, idle, is_blunt }
    };
    Ok(all.map(result).collect())
}

async fn departments(ctx: &mut Ctx, scored: &[Scored]) -> Result<Vec<Option<String>>, Failure> {
    let people: Vec<PersonId> = scored.iter().map(|it| it.person.clone()).collect();
    let known = ctx.people().people_by(&people).await?;
    let departments: HashMap<PersonId, Option<String>> =
        known.into_iter().map(|person| (person.id, person.data.department)).collect();
    Ok(people.iter().map(|person| departments.get(person).cloned().flatten()).collect())
}
