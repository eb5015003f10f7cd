//! Evidence in, ranked people and earlier answers out.
//!
//! Features record evidence through [`EvidenceLog`]. The index is made from it and never the other way round: it is a
//! cache that reads what has changed whenever it is asked, so that edits and deletions follow at once and several
//! copies of the program agree. Lost or damaged, it is made again from the store.
//!
//! Whoever holds a company's index waits for nothing but a transaction that has begun already: a transaction first,
//! then the index, never the other way round.

mod answers;
mod chatter;
mod earlier;
mod evidence;
mod index;
mod indexes;
mod learning;
mod matches;
mod model;
mod query;
mod rank;
mod rerank;
mod said;
mod script;
mod semantic;
mod signals;
mod store;
mod sync;
mod synonyms;
mod teaching;
mod topics;
mod types;
mod view;
mod visible;
mod walk;
mod why;
mod words;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use answers::{Given, Record, Records};
pub use evidence::{Declared, Evidence, EvidenceId, Kind, Source};
pub use rerank::{Load, fair};
pub use script::{fold, is_unspaced};
pub use signals::NAMES as FIGURES;
pub use store::{
    Answers, Conversations, DELETED, Edit, EvidenceLog, HandedMessages, ImportedChange, Kept, Messages,
    PERSONAL, Withdrawals,
};
pub use teaching::Teaching;
pub use topics::{KnownTopics, Topic, topics};
pub use types::{Earlier, Found, Question, Ranked, Scope, Why};

use crate::chat::{OrgId, PersonId};
use crate::embeddings::EmbeddingModel;
use crate::store::{Db, StoreError, Tx};
use index::company::Company;
use index::doc::NOBODY;
use index::tallies::Circumstances;
use index::vectors::Short;
use indexes::Indexes;
use semantic::Semantic;
use view::View;

/// Nobody is suggested who is known for less than this share of the question, by what they answered or declared: see
/// `docs/ranking.md`.
pub const ENOUGH: f32 = 0.4;
/// Nobody is suggested beside others who is known for less than this share of what the best of them is known for.
pub const BESIDE: f32 = 0.45;
/// Nobody looks further down a list than this.
const MOST: usize = 50;
/// Changes that are read while somebody waits; the rest is left to [`Search::maintain`].
const WHILE_WAITING: usize = 500;

/// Somebody is known for enough of a question to be suggested, where the best of those who can be asked is known for `most`.
pub fn knows_enough(known_for: f32, most: f32) -> bool {
    known_for >= ENOUGH && known_for >= BESIDE * most
}

/// The search. Clones share one index.
#[derive(Clone, Debug)]
pub struct Search {
    indexes: Arc<Indexes>,
    semantic: Option<Semantic>,
}

impl Search {
    /// An index in memory, gone with the process.
    pub fn in_memory() -> Self {
        Self::kept(None, None)
    }

    /// An index in a folder, which is made if need be. It belongs to one process.
    pub fn open(dir: PathBuf) -> Self {
        Self::kept(Some(dir), None)
    }

    /// An index in a folder, or in memory, that knows by a model what questions mean: those who answered what means
    /// nearly the same stand a little higher. The vectors are made by [`Self::maintain`]; without them, and where the
    /// model fails or takes too long, the ranking is as it is without a model.
    pub fn kept(dir: Option<PathBuf>, model: Option<Arc<dyn EmbeddingModel>>) -> Self {
        let name = model.as_ref().map(|model| model.name().to_owned());
        Self { indexes: Arc::new(Indexes::new(dir, name.as_deref())), semantic: model.map(Semantic::new) }
    }

    /// A model of what questions mean is set.
    pub fn has_embeddings(&self) -> bool {
        self.semantic.is_some()
    }

    /// Who can help with this question, and what may answer it already. Counts all evidence that is committed, and
    /// nothing that this transaction has written itself.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn find(&self, tx: &mut Tx, org: &OrgId, question: &Question) -> Result<Found, StoreError> {
        let vector = match &self.semantic {
            Some(semantic) => semantic.question(&question.text, &question.topics, question.now).await,
            None => None,
        };
        let (answer, partial) = {
            let slot = self.indexes.slot_of(org);
            let mut slot = slot.lock().await;
            let company = slot.company(org, question.now);
            let partial = sync::catch_up(company, tx, org, WHILE_WAITING).await?;
            let (company, learned) = slot.taught(org, question);
            let weights =
                learned.map_or(model::MODEL.weights, |learned| learned.weights(&model::MODEL.weights));
            (answer(company, question, vector.as_ref(), &weights), partial)
        };
        let Answer { mut people, speaks, terms, chosen } = answer;
        said::name(tx, org, &mut people, &speaks, &terms).await?;
        let earlier = earlier::read(tx, org, chosen).await?;
        Ok(Found { people, earlier, partial })
    }

    /// Makes a company's index anew from the store, beside the one that is in use. `progress` hears how many pieces
    /// of evidence are in, and how many there are.
    ///
    /// # Errors
    /// When the store cannot be read; then the old index stays.
    pub async fn rebuild(
        &self,
        db: &Db,
        org: &OrgId,
        progress: impl FnMut(u64, u64) + Send,
    ) -> Result<(), StoreError> {
        self.indexes.rebuild(db, org, progress).await
    }

    /// What is done from time to time, every minute or so: reads changes that were too many to read while somebody
    /// waited, lets what was asked and answered teach the ranking, makes what is missing or damaged anew, writes to disk,
    /// lets go of companies that nobody has asked about. True if there is more to teach.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn maintain(&self, db: &Db, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.indexes.maintain(db, now, self.semantic.as_ref()).await
    }

    /// Writes everything to disk and lets it go, so that the next start finds it. For the end of the process.
    pub async fn close(&self) {
        self.indexes.close().await;
    }
}

/// What the index says to a question, before the words that it speaks of are read.
struct Answer {
    people: Vec<Ranked>,
    /// For each of them.
    speaks: Vec<said::Speaks>,
    terms: said::Terms,
    chosen: Vec<earlier::Chosen>,
}

/// All of it is made from what the question may see: see [`view`].
fn answer(
    company: &Company,
    question: &Question,
    vector: Option<&Short>,
    weights: &model::Weights,
) -> Answer {
    let view = View::of(company, &question.scope);
    let around = Circumstances {
        now: u32::try_from(question.now.timestamp().max(0)).unwrap_or(u32::MAX),
        place: question.place.as_ref().map_or(NOBODY, |place| view.place(place.as_str())),
        asker: question.asker.as_ref().and_then(|asker| view.person(asker.as_str())).unwrap_or(NOBODY),
    };
    let concepts = query::concepts(&question.text, &question.topics, &view);
    let mut matches = matches::matches(&view, concepts, |then| rank::fresh(around.now, then));
    if let Some(vector) = vector {
        let weigh = |alike: f32, asked: u32| rank::nearness(alike) * rank::fresh(around.now, asked);
        matches.near = view.nearest(vector, semantic::NEAREST, weigh);
    }
    let skill = |number: usize| {
        let (at, _, _, ask_me) = matches.skills[number];
        let id = EvidenceId::stored(view.id(at)?);
        let (source, name) = id.declaration()?;
        Some(Why::Declared { name: name.to_owned(), source, ask_me })
    };
    let mentioned = question.mentioned.iter().filter_map(|person| view.person(person.as_str()));
    let mentioned: Vec<u32> = mentioned.filter(|person| view.knows(*person)).collect();
    let asked = rank::Asked { mentioned: &mentioned, about: &question.about };
    let ranking = rank::rank(&view, &matches, around, &asked, weights);
    let enough = |candidate: &&rank::Candidate| candidate.signals.strength() >= question.least;
    let people = ranking.candidates.iter().filter(enough).take(question.most).filter_map(|candidate| {
        let (why, speaks) = why::why(&view, candidate, &ranking.weigher, &matches, skill);
        let ranked = Ranked {
            person: PersonId::new(view.name(candidate.person)?),
            score: candidate.score,
            known_for: candidate.signals.strength(),
            why,
            figures: candidate.figures,
            semantic: ranking.weigher.semantic(&candidate.signals),
        };
        Some((ranked, speaks))
    });
    let (people, speaks) = people.unzip();
    let terms = said::Terms::of(&matches, &question.topics);
    Answer { people, speaks, terms, chosen: earlier::choose(&view, &matches, question) }
}

#[cfg(test)]
mod tests;
