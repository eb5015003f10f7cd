//! The retrieval against a plain scan of every word of every document.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::{noon, person};
use crate::chat::{MessageId, PlaceId};
use crate::search::Scope;
use crate::search::evidence::{Evidence, Kind, Stored};
use crate::search::index::company::Company;
use crate::search::matches::matches;
use crate::search::query::concepts;
use crate::search::view::View;
use crate::search::words::words;

const WORDS: &[&str] = &["postgres", "kafka", "deploy", "rust", "C#", "R", "helm", "terraform"];

fn evidence(thread: usize, reply: usize, author: usize, text: &str) -> Evidence {
    let (place, message) = (PlaceId::new("p"), MessageId::new(format!("{thread}.{reply}")));
    let kind = if reply == 0 { Kind::Question } else { Kind::Answer };
    let sent = noon() + TimeDelta::minutes(i64::try_from(reply).unwrap());
    Evidence::message(kind, &place, &message, Some(&person(&format!("p{author}"))), sent, text)
        .in_thread(&MessageId::new(format!("{thread}.0")))
}

fn text(words: &[usize]) -> String {
    words.iter().map(|at| WORDS[*at]).collect::<Vec<_>>().join(" ")
}

/// BM25 as the books have it, over all documents at once.
#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn scanned(documents: &[(bool, String)], query: &str) -> Vec<f32> {
    let terms: Vec<Vec<String>> =
        documents.iter().map(|(_, text)| words(text).into_iter().map(|word| word.term).collect()).collect();
    let mean = |reply: bool| {
        let of: Vec<usize> = (0..documents.len()).filter(|at| documents[*at].0 == reply).collect();
        (of.iter().map(|at| terms[*at].len()).sum::<usize>() as f32 / of.len().max(1) as f32).max(1.0)
    };
    let mut wanted: BTreeMap<String, f32> = BTreeMap::new();
    for word in words(query) {
        wanted.entry(word.term).and_modify(|weight| *weight += 0.3).or_insert(1.0);
    }
    let count = |at: usize, term: &str| terms[at].iter().filter(|other| *other == term).count() as f32;
    let all = documents.len().max(500) as f32;
    let score = |at: usize| {
        let (b, reply) = if documents[at].0 { (0.6, true) } else { (0.6, false) };
        let norm = 1.0 - b + b * terms[at].len() as f32 / mean(reply);
        let of = |(term, weight): (&String, &f32)| {
            let having = (0..documents.len()).filter(|at| count(*at, term) > 0.0).count() as f32;
            let tells = (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
            weight * tells * count(at, term) * 2.5 / (count(at, term) + 1.5 * norm)
        };
        wanted.iter().map(of).sum()
    };
    (0..documents.len()).map(score).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pairs_score_as_a_plain_scan_says(
        threads in prop::collection::vec((prop::collection::vec(0..8_usize, 1..9), prop::collection::vec(0..8_usize, 1..9)), 1..12),
        query in prop::collection::vec(0..8_usize, 1..6),
    ) {
        let mut company = Company::default();
        let mut documents = Vec::new();
        for (thread, (question, answer)) in threads.iter().enumerate() {
            for (reply, said) in [question, answer].into_iter().enumerate() {
                let evidence = evidence(thread, reply, thread * 2 + reply, &text(said));
                documents.push((reply == 1, evidence.text.words()));
                company.apply(&Stored { evidence, tick: 1, deleted: false });
            }
        }
        let scores = scanned(&documents, &text(&query));
        let view = View::of(&company, &Scope::everything());
        let found = matches(&view, concepts(&text(&query), &[], &view), |_| 1.0);
        let mut expected = threads.len();
        for thread in 0..threads.len() {
            let author = company.people.known(&format!("p{}", thread * 2 + 1)).unwrap();
            let (asked, answered) = (scores[thread * 2], scores[thread * 2 + 1]);
            let pair = found.pairs.iter().find(|pair| pair.author == author);
            let Some(pair) = pair else {
                prop_assert!(asked <= 0.0 && answered <= 0.0);
                expected -= 1;
                continue;
            };
            prop_assert!((pair.asked.score - asked).abs() < 1e-3, "{} instead of {asked}", pair.asked.score);
            prop_assert!((pair.answered.score - answered).abs() < 1e-3, "{} instead of {answered}", pair.answered.score);
        }
        prop_assert_eq!(found.pairs.len(), expected);
    }
}
