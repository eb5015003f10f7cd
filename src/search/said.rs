//! What people's own answers have in common with a question, in the words that they wrote: never the asker's typing.

use std::collections::HashMap;

use super::chatter;
use super::evidence::EvidenceId;
use super::matches::{Matches, Pair};
use super::store::EvidenceLog;
use super::types::{Ranked, Why};
use super::view::View;
use super::words::{Word, words};
use crate::chat::OrgId;
use crate::store::{StoreError, Tx};

/// So many words are named.
const NAMED: usize = 3;
/// Of so many people, the best first, the answers are read.
const PEOPLE: usize = 8;
/// So many answers are read of each of them.
const ANSWERS: usize = 3;
/// Longer words are not named, in characters.
const LONGEST: usize = 40;

/// The answers that speak for somebody, before they are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Speaks {
    /// By name: each answer with the question it stands under, if that is known.
    answers: Vec<(String, Option<String>)>,
    /// Which of the first 32 concepts these threads have.
    concepts: u32,
}

impl Speaks {
    /// Of the threads that a reason names, the best first.
    pub fn of(view: &View<'_>, pairs: &[&Pair]) -> Self {
        let names = |pair: &&Pair| Some((view.id(pair.best)?, pair.root.and_then(|root| view.id(root))));
        Self {
            answers: pairs.iter().take(ANSWERS).filter_map(names).collect(),
            concepts: pairs.iter().fold(0, |all, pair| all | pair.asked.concepts | pair.answered.concepts),
        }
    }
}

/// What can be named of a question: its terms, those that tell most first.
pub(super) struct Terms(Vec<Term>);

struct Term {
    bit: u32,
    terms: Vec<String>,
    /// The topic that the question was filed under.
    topic: Option<String>,
}

impl Terms {
    /// Of a question filed under these topics, which are its first concepts.
    pub fn of(matches: &Matches, topics: &[String]) -> Self {
        let is_said = |at: &usize| matches.concepts[*at].says >= 0.5 || matches.concepts[*at].is_topic;
        let mut order: Vec<usize> = (0..matches.concepts.len().min(32)).filter(is_said).collect();
        order.sort_by(|a, b| matches.rarity[*b].total_cmp(&matches.rarity[*a]).then(a.cmp(b)));
        let term = |at: usize| Term {
            bit: 1 << at,
            terms: matches.concepts[at].terms.iter().map(|(term, _)| term.clone()).collect(),
            topic: topics.get(at).cloned().filter(|_| matches.concepts[at].is_topic),
        };
        Self(order.into_iter().map(term).collect())
    }

    /// The words that these texts, somebody's own first, have in common with the question, as they stand there.
    fn said_in(&self, concepts: u32, texts: &[Vec<Word>]) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        for term in self.0.iter().filter(|term| term.bit & concepts != 0) {
            let found = match &term.topic {
                Some(topic) => Some(topic.clone()),
                // Where it begins a sentence a capital letter says nothing: it may stand elsewhere as it is written.
                None => texts
                    .iter()
                    .find_map(|text| self.stands_in(text, term, |word| !word.begins_sentence()))
                    .or_else(|| texts.iter().find_map(|text| self.stands_in(text, term, |_| true))),
            };
            let Some(found) = found.filter(|found| found.chars().count() <= LONGEST) else { continue };
            if !said.iter().any(|other| other.to_lowercase() == found.to_lowercase()) {
                said.push(found);
            }
            if said.len() == NAMED {
                break;
            }
        }
        said
    }

    /// The term as this text has it. In a script that is read in pairs, all of what stands there together.
    fn stands_in(&self, text: &[Word], term: &Term, counts: impl Fn(&Word) -> bool) -> Option<String> {
        let is = |word: &Word| !word.within && term.terms.contains(&word.term) && counts(word);
        let at = text.iter().position(|word| is(word) && chatter::says(word) >= 0.5)?;
        if !text[at].paired {
            return Some(text[at].shown.clone());
        }
        let is_any = |word: &&Word| {
            word.paired && !word.within && self.0.iter().any(|it| it.terms.contains(&word.term))
        };
        let before = text[..at].iter().rev().take_while(is_any).count();
        let mut whole = text[at - before].shown.clone();
        for word in text[at - before + 1..].iter().take_while(is_any) {
            // Pairs overlap in a sign: where they do not, another run begins.
            let Some(rest) = (1..word.shown.len())
                .filter(|cut| word.shown.is_char_boundary(*cut))
                .find(|cut| whole.ends_with(&word.shown[..*cut]))
            else {
                break;
            };
            whole.push_str(&word.shown[rest..]);
        }
        Some(whole)
    }
}

/// Reads the answers of the first people, and says in their reasons what they have in common with the question. What is
/// gone from the store says nothing.
pub(super) async fn name(
    tx: &mut Tx,
    org: &OrgId,
    people: &mut [Ranked],
    speaks: &[Speaks],
    terms: &Terms,
) -> Result<(), StoreError> {
    let first = || people.iter().zip(speaks).take(PEOPLE);
    let names: Vec<EvidenceId> = first()
        .flat_map(|(_, speaks)| &speaks.answers)
        .flat_map(|(answer, root)| std::iter::once(answer).chain(root))
        .map(|name| EvidenceId::stored(name.clone()))
        .collect();
    let texts: HashMap<String, Vec<Word>> = tx
        .of::<EvidenceLog>(org)
        .texts(&names)
        .await?
        .into_iter()
        .map(|(name, text)| (name, words(&text)))
        .collect();
    for (ranked, speaks) in people.iter_mut().zip(speaks).take(PEOPLE) {
        let own = speaks.answers.iter().map(|(answer, _)| answer);
        let asked = speaks.answers.iter().filter_map(|(_, root)| root.as_ref());
        let texts: Vec<Vec<Word>> = own.chain(asked).filter_map(|name| texts.get(name).cloned()).collect();
        let said = terms.said_in(speaks.concepts, &texts);
        for why in &mut ranked.why {
            if let Why::AcceptedAnswers { about, .. } | Why::Answered { about, .. } = why {
                about.clone_from(&said);
            }
        }
    }
    Ok(())
}
