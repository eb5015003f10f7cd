//! The evaluation from end to end, and what is told of it.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::baseline::Threads;
use super::earlier::{self, Fits};
use super::explain::explain;
use super::history::{Asked, History};
use super::measures::{Measures, gini};
use super::named::{self, Candidates};
use super::replay::{Replay, before};
use super::simple::Simple;
use super::threads::HISTORY;
use crate::clock::Clock;
use crate::embeddings::EmbeddingModel;
use crate::search::{Found, Load, Scope, fair};

/// What is wanted.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only the questions of this split; `history` is the threads that were answered before any `test` question.
    pub split: Option<String>,
    /// Only this question, and why each of the first ten stands where it stands.
    pub explain: Option<String>,
    /// One JSON document in place of words.
    pub json: bool,
    /// With the weights of the model alone: what was asked and answered before teaches nothing.
    pub untaught: bool,
}

/// What came of some questions.
#[derive(Clone, Debug, Default)]
struct Outcome {
    relevant: Order,
    fair: Order,
    simple: Simple,
    /// What earlier answers were found for each question.
    earlier: Vec<Vec<Fits>>,
    /// Whom each question found.
    named: Vec<Candidates>,
}

/// One of the two orders: by relevance, and made fair.
#[derive(Clone, Debug, Default)]
struct Order {
    measures: Vec<Measures>,
    /// How often somebody stood first.
    first: BTreeMap<String, f64>,
}

impl Order {
    fn take<'a>(&mut self, order: impl IntoIterator<Item = &'a str> + Clone, asked: &Asked) {
        self.measures.push(Measures::of(order.clone(), &asked.truth));
        if let Some(first) = order.into_iter().next() {
            *self.first.entry(first.to_owned()).or_default() += 1.0;
        }
    }

    fn add(&mut self, other: &Self) {
        self.measures.extend(&other.measures);
        for (person, count) in &other.first {
            *self.first.entry(person.clone()).or_default() += count;
        }
    }

    /// Of how often each stood first, of those who did in one of the two orders.
    fn gini(&self, other: &Self) -> f64 {
        let people: BTreeSet<&String> = self.first.keys().chain(other.first.keys()).collect();
        let shares = people.into_iter().map(|person| self.first.get(person).copied().unwrap_or_default());
        gini(&shares.collect::<Vec<f64>>())
    }
}

/// Who was asked within the last 30 days, had the fair order been followed.
#[derive(Debug, Default)]
struct Loads {
    asked: VecDeque<(f64, String)>,
    count: HashMap<String, u32>,
}

impl Loads {
    const WINDOW: f64 = 30.0 * 86_400.0;

    /// The fair order; whoever stands first has been asked then. Nothing is known of working hours here, so all are at
    /// work.
    fn order<'a>(&mut self, found: &'a Found, now: f64) -> Vec<&'a str> {
        while let Some((_, person)) = self.asked.pop_front_if(|(when, _)| *when < now - Self::WINDOW) {
            self.count.entry(person).and_modify(|count| *count -= 1);
        }
        let cost = |person: &str| Load {
            asked_this_month: self.count.get(person).copied().unwrap_or_default(),
            works_now: true,
            overlap: 1.0,
        };
        let mut order: Vec<(f32, &str)> = found
            .people
            .iter()
            .map(|one| (fair(one.score, cost(one.person.as_str())), one.person.as_str()))
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0));
        if let Some((_, first)) = order.first() {
            self.asked.push_back((now, (*first).to_owned()));
            *self.count.entry((*first).to_owned()).or_default() += 1;
        }
        order.into_iter().map(|(_, person)| person).collect()
    }
}

/// Asks every question again and tells how well the true answerers were named; with a model of what questions mean, or
/// without.
///
/// # Errors
/// When the store refuses, or there is no question of the split, or none to explain.
pub async fn evaluate(
    mut history: History,
    options: &Options,
    model: Option<Arc<dyn EmbeddingModel>>,
    clock: &Clock,
    mut progress: impl FnMut(usize, usize),
) -> anyhow::Result<String> {
    if let Some(split) = &options.split {
        if split == HISTORY {
            history.add_threads();
        }
        history.only(split)?;
    }
    if let Some(qid) = &options.explain {
        history.questions.retain(|asked| asked.qid == *qid);
        anyhow::ensure!(
            !history.questions.is_empty(),
            "there is no question {qid}; see the qid of the queries"
        );
    }
    let threads = Threads::of(&history);
    let scope = Scope::everything();
    let scope = if options.untaught { scope.untaught() } else { scope };
    let mut replay = Replay::begin(&history, model, scope).await?;
    let mut outcomes: BTreeMap<String, Outcome> = BTreeMap::new();
    let mut posts = history.posts.as_slice();
    let mut spent = TimeDelta::zero();
    let mut loads: HashMap<Option<&str>, Loads> = HashMap::new();
    for (number, asked) in history.questions.iter().enumerate() {
        replay.write(before(&mut posts, asked)).await?;
        replay.catch_up(asked).await?;
        let before = clock.now();
        let found = replay.ask(asked).await?;
        spent += clock.now() - before;
        if options.explain.is_some() {
            return Ok(explain(asked, &found));
        }
        let workspace = asked.ws.clone().unwrap_or_else(|| "all".to_owned());
        let outcome = outcomes.entry(workspace).or_default();
        outcome.relevant.take(found.people.iter().map(|one| one.person.as_str()), asked);
        if let Some(ours) = outcome.relevant.measures.last().copied() {
            outcome.simple.take(&found, asked, ours);
        }
        let loads = loads.entry(asked.ws.as_deref()).or_default();
        outcome.fair.take(loads.order(&found, asked.ts), asked);
        let is_true = |person: &crate::chat::PersonId| asked.truth.contains_key(person.as_str());
        let fits = found.earlier.iter().map(|earlier| Fits {
            fit: earlier.fit,
            is_shown: earlier.is_shown(),
            is_true: earlier.author.as_ref().is_some_and(is_true),
            judged: threads.judge(asked, earlier),
        });
        outcome.earlier.push(fits.collect());
        outcome.named.push(Candidates::of(&found, asked));
        progress(number + 1, history.questions.len());
    }
    let count = i32::try_from(history.questions.len()).unwrap_or(i32::MAX).max(1);
    let millis = spent.as_seconds_f64() * 1_000.0 / f64::from(count);
    Ok(if options.json {
        told_as_json(&outcomes, millis).to_string() + "\n"
    } else {
        told(&outcomes, millis)
    })
}

fn together(outcomes: &BTreeMap<String, Outcome>) -> Outcome {
    let mut all = Outcome::default();
    for outcome in outcomes.values() {
        all.relevant.add(&outcome.relevant);
        all.fair.add(&outcome.fair);
        all.simple.add(&outcome.simple);
        all.earlier.extend_from_slice(&outcome.earlier);
        all.named.extend_from_slice(&outcome.named);
    }
    all
}

fn told(outcomes: &BTreeMap<String, Outcome>, millis: f64) -> String {
    let mut told = format!(
        "{:<24} {:>9} {:>6} {:>6} {:>6} {:>6} {:>8} {:>6}\n",
        "", "questions", "MRR", "P@1", "P@5", "S@5", "nDCG@10", "Gini"
    );
    let mut line = |name: &str, order: &Order, other: &Order| {
        let mean = Measures::mean(&order.measures);
        let _ = writeln!(
            told,
            "{name:<24} {:>9} {:>6.3} {:>6.3} {:>6.3} {:>6.3} {:>8.3} {:>6.3}",
            order.measures.len(),
            mean.reciprocal_rank,
            mean.precision_at_1,
            mean.precision_at_5,
            mean.success_at_5,
            mean.ndcg_at_10,
            order.gini(other)
        );
    };
    let all = together(outcomes);
    line("by relevance", &all.relevant, &all.fair);
    line("made fair", &all.fair, &all.relevant);
    if outcomes.len() > 1 {
        for (name, outcome) in outcomes {
            line(name, &outcome.relevant, &outcome.fair);
        }
    }
    let _ = writeln!(told, "{millis:.1} ms a question");
    told.push('\n');
    told.push_str(&all.simple.told());
    told.push('\n');
    told.push_str(&named::told(&all.named));
    told.push('\n');
    told.push_str(&earlier::told(&all.earlier));
    told
}

fn told_as_json(outcomes: &BTreeMap<String, Outcome>, millis: f64) -> Value {
    let order = |order: &Order, other: &Order| {
        let mean = Measures::mean(&order.measures);
        json!({
            "mrr": mean.reciprocal_rank,
            "p_at_1": mean.precision_at_1,
            "p_at_5": mean.precision_at_5,
            "s_at_5": mean.success_at_5,
            "ndcg_at_10": mean.ndcg_at_10,
            "gini_of_first": order.gini(other),
        })
    };
    let of = |outcome: &Outcome| {
        let mut told = order(&outcome.relevant, &outcome.fair);
        told["questions"] = json!(outcome.relevant.measures.len());
        told["simple"] = outcome.simple.told_as_json();
        told["named"] = named::told_as_json(&outcome.named);
        told["made_fair"] = order(&outcome.fair, &outcome.relevant);
        (told["earlier"], told["earlier_by_least_fit"]) = earlier::told_as_json(&outcome.earlier);
        told
    };
    let workspaces: serde_json::Map<String, Value> =
        outcomes.iter().map(|(name, outcome)| (name.clone(), of(outcome))).collect();
    json!({ "all": of(&together(outcomes)), "workspaces": workspaces, "millis_per_question": millis })
}
