//! Earlier threads that may answer the question already. Better none than a wrong one.

use super::matches::{Fit, Matches};
use super::rank::share;
use super::types::{Earlier, Question};
use super::view::View;
use super::why::moment;
use crate::chat::{MessageText, OrgId};
use crate::search::evidence::EvidenceId;
use crate::search::store::EvidenceLog;
use crate::store::{StoreError, Tx};

/// At most so many are shown.
const SHOWN: usize = 3;
/// How well the earlier question must fit: see `docs/ranking.md`. Four other fits were tried on the same questions (the
/// geometric and the harmonic mean, and the lesser, of how much each question has of the other, each word weighed by how rare
/// it is; and the first of these times how much they share): none rose faster.
const ENOUGH: f32 = 0.25;
/// How much what they share must tell, in shares of what the rarest word would: a company with little written down has
/// no rare words yet.
const ENOUGH_SHARED: f32 = 0.5;
/// An answer of fewer words solves nothing, unless it was accepted.
const FEWEST_WORDS: f32 = 8.0;

/// A thread worth showing, before its words are read.
#[derive(Debug)]
pub(super) struct Chosen {
    root: String,
    answer: String,
    accepted: bool,
    last: u32,
    fit: f32,
}

impl Earlier {
    /// It fits well enough to be shown to people.
    pub fn is_shown(&self) -> bool {
        self.fit >= ENOUGH
    }
}

/// The threads that fit best, each with its best answer.
pub(super) fn choose(view: &View<'_>, matches: &Matches, question: &Question) -> Vec<Chosen> {
    #[expect(clippy::cast_precision_loss, reason = "for a logarithm")]
    let all = view.totals().docs() as f32;
    let mut best: Vec<(bool, f32, f32, usize)> = Vec::new();
    for (at, pair) in matches.pairs.iter().enumerate() {
        let Some(root) = pair.root else { continue };
        let words = view.doc(root).words();
        let fit = fit(matches, pair.asked, words, all);
        let enough = question.least_fit.unwrap_or(ENOUGH);
        if fit < enough || !(pair.accepted || pair.words >= FEWEST_WORDS) {
            continue;
        }
        best.push((pair.accepted, fit, pair.asked.score + pair.answered.score, at));
    }
    best.sort_by(|a, b| {
        b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)).then(b.2.total_cmp(&a.2)).then(a.3.cmp(&b.3))
    });
    let mut chosen = Vec::new();
    let mut threads = Vec::new();
    for (accepted, fit, _, at) in best {
        let pair = &matches.pairs[at];
        if chosen.len() == SHOWN || threads.contains(&pair.thread) {
            continue;
        }
        threads.push(pair.thread);
        // Another answer of the same thread may be the accepted one.
        let same = matches.pairs.iter().filter(|other| other.thread == pair.thread);
        let pair = same.clone().find(|other| other.accepted).unwrap_or(pair);
        if let (Some(root), Some(answer)) = (pair.root.and_then(|at| view.id(at)), view.id(pair.best)) {
            chosen.push(Chosen { root, answer, accepted: accepted || pair.accepted, last: pair.last, fit });
        }
    }
    chosen
}

/// How well an earlier question fits: how much of this one it has, and how much of it this one has. Nought if what
/// they share could be said of many.
fn fit(matches: &Matches, asked: Fit, words: f32, all: f32) -> f32 {
    let shared: f32 = (0..)
        .zip(matches.rarity.iter().take(32))
        .filter(|(bit, _)| asked.concepts >> bit & 1 == 1)
        .map(|(_, tells)| tells)
        .sum();
    let count = f32::from(u16::try_from(asked.concepts.count_ones()).unwrap_or(0));
    if count < 2.0 || shared < ENOUGH_SHARED * all.ln_1p() {
        return 0.0;
    }
    // Half of a question's words are there to make it a sentence.
    let back = (2.0 * count / words.max(1.0)).min(1.0);
    share(&matches.rarity, asked.concepts) * back.sqrt()
}

/// Reads the words of what was chosen; what is gone from the store is left out.
pub(super) async fn read(tx: &mut Tx, org: &OrgId, chosen: Vec<Chosen>) -> Result<Vec<Earlier>, StoreError> {
    let mut earlier = Vec::new();
    for thread in chosen {
        let root = tx.of::<EvidenceLog>(org).evidence(&EvidenceId::stored(thread.root)).await?;
        let answer = tx.of::<EvidenceLog>(org).evidence(&EvidenceId::stored(thread.answer)).await?;
        let (Some(root), Some(answer)) = (root, answer) else { continue };
        earlier.push(Earlier {
            question: root.title.map_or(root.text, MessageText::from),
            answer: answer.text,
            author: answer.author,
            accepted: thread.accepted,
            place: root.place,
            thread: root.message,
            when: moment(thread.last),
            fit: thread.fit,
        });
    }
    Ok(earlier)
}
