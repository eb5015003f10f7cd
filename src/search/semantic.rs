//! What questions mean, where a model is set: vectors are made while nobody waits, and the ranking goes on without
//! where there are none.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rustc_hash::FxHashMap;

use super::evidence::EvidenceId;
use super::index::company::Company;
use super::index::vectors::Short;
use super::store::EvidenceLog;
use crate::chat::OrgId;
use crate::embeddings::{EmbeddingError, EmbeddingModel};
use crate::store::{StoreError, Tx};

/// How long somebody who asks waits for their question's vector at the most.
const WHILE_WAITING: Duration = Duration::from_millis(250);
/// After a failure the model is left alone for so long.
const PAUSE: TimeDelta = TimeDelta::minutes(1);
/// Vectors that are asked for at once.
const AT_A_TIME: usize = 64;
/// So much of a text is looked at, in characters.
const LONGEST: usize = 2_000;
/// So many threads nearest to a question are looked at.
pub(super) const NEAREST: usize = 400;

/// The model, and whether it can be asked now.
#[derive(Clone, Debug)]
pub(super) struct Semantic {
    model: Arc<dyn EmbeddingModel>,
    /// Until when it is left alone after a failure, in milliseconds; zero while it works.
    until: Arc<AtomicI64>,
}

/// A thread whose question wants a vector.
#[derive(Debug)]
pub(super) struct Wanted {
    thread: u64,
    asked: u32,
    place: u32,
    id: EvidenceId,
}

impl Semantic {
    pub fn new(model: Arc<dyn EmbeddingModel>) -> Self {
        Self { model, until: Arc::default() }
    }

    /// The vector of a question; none if it says nothing to the model, or the model fails or is slow.
    pub async fn question(&self, text: &str, topics: &[String], now: DateTime<Utc>) -> Option<Short> {
        if self.is_resting(now) {
            return None;
        }
        let texts = [said(None, text, topics)];
        let Ok(vectors) = tokio::time::timeout(WHILE_WAITING, self.model.vectors(&texts)).await else {
            self.failed(&EmbeddingError::Unreached("it takes too long".to_owned()), now);
            return None;
        };
        Short::of(&self.worked(vectors, now)?.pop()??)
    }

    fn is_resting(&self, now: DateTime<Utc>) -> bool {
        now.timestamp_millis() < self.until.load(Ordering::Relaxed)
    }

    /// What came of it, if something did. The first of several failures is logged, and so is the end of them.
    fn worked<T>(&self, result: Result<T, EmbeddingError>, now: DateTime<Utc>) -> Option<T> {
        match result {
            Ok(result) => {
                if self.until.swap(0, Ordering::Relaxed) != 0 {
                    tracing::info!("questions have vectors again");
                }
                Some(result)
            }
            Err(error) => {
                self.failed(&error, now);
                None
            }
        }
    }

    fn failed(&self, error: &EmbeddingError, now: DateTime<Utc>) {
        let until = (now + PAUSE).timestamp_millis();
        if self.until.swap(until, Ordering::Relaxed) == 0 {
            tracing::warn!(%error, "questions have no vectors now; the ranking goes on without");
        }
    }

    /// A vector for each text, asked for while nobody waits; none if the model fails, or failed a moment ago.
    pub async fn vectors(&self, texts: &[String], now: DateTime<Utc>) -> Option<Vec<Option<Vec<f32>>>> {
        if self.is_resting(now) {
            return None;
        }
        let vectors = self.model.vectors(texts).await;
        self.worked(vectors, now).filter(|vectors| vectors.len() == texts.len())
    }
}

/// What the model is to be told of a question; nothing where it is gone from the store.
pub(super) async fn texts(tx: &mut Tx, org: &OrgId, wanted: &[Wanted]) -> Result<Vec<String>, StoreError> {
    let mut texts = Vec::with_capacity(wanted.len());
    for one in wanted {
        let evidence = tx.of::<EvidenceLog>(org).evidence(&one.id).await?;
        texts.push(evidence.map_or_else(String::new, |evidence| {
            said(evidence.title.as_deref(), &evidence.text.words(), &evidence.topics)
        }));
    }
    Ok(texts)
}

/// Keeps the vectors that were made. Where none were, they are wanted again.
pub(super) fn put(company: &mut Company, wanted: &[Wanted], made: Option<&[Option<Vec<f32>>]>) {
    let Some(vectors) = &mut company.vectors else { return };
    let Some(made) = made else {
        return wanted.iter().for_each(|one| vectors.want(one.thread, one.asked));
    };
    for (one, made) in wanted.iter().zip(made) {
        if let Some(short) = made.as_deref().and_then(Short::of) {
            vectors.put(one.thread, (one.asked, one.place), &short);
        }
    }
}

/// Threads that were answered and have no vector, the next of them.
pub(super) fn wanted(company: &mut Company) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let Some(mut vectors) = company.vectors.take() else { return wanted };
    while wanted.len() < AT_A_TIME {
        let Some(thread) = vectors.take() else { break };
        if !vectors.has(thread) {
            wanted.extend(answered(company, thread).filter(|one| vectors.has_room(one.asked)));
        }
    }
    company.vectors = Some(vectors);
    wanted
}

/// The question of a thread, if somebody answered it.
fn answered(company: &Company, thread: u64) -> Option<Wanted> {
    let parts = company.parts();
    let mut question: Option<(u32, (usize, u32))> = None;
    let mut is_answered = false;
    for (number, part) in parts.iter().enumerate() {
        for at in part.thread(thread).into_iter().filter(|at| !part.deleted().has(*at)) {
            let doc = part.docs()[at as usize];
            is_answered |= doc.answers();
            if doc.is_root() && question.is_none_or(|(sent, _)| doc.sent < sent) {
                question = Some((doc.sent, (number, at)));
            }
        }
    }
    let (asked, (part, at)) = question.filter(|_| is_answered)?;
    let id = EvidenceId::stored(parts[part].id(at)?);
    let place = parts[part].docs()[at as usize].place;
    Some(Wanted { thread, asked, place, id })
}

/// After the index was opened: every thread wants a vector, if it has none. Those whose question the index has not (it
/// was changed or deleted, and that is still to be read) lose theirs.
pub(super) fn want_all(company: &mut Company) {
    let Some(mut vectors) = company.vectors.take() else { return };
    let mut asked = FxHashMap::default();
    for part in company.parts() {
        for (at, doc) in (0..).zip(part.docs()) {
            if doc.is_root() && !part.deleted().has(at) {
                asked.insert(doc.thread, doc.place);
                if !vectors.has(doc.thread) {
                    vectors.want(doc.thread, doc.sent);
                }
            }
        }
    }
    vectors.keep_only(&asked);
    company.vectors = Some(vectors);
}

/// The words of a question as the model is given them, the same for one that is asked and one that was.
fn said(title: Option<&str>, text: &str, topics: &[String]) -> String {
    let parts = title.into_iter().chain([text]).chain(topics.iter().map(String::as_str));
    let whole = parts.filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n");
    whole.chars().take(LONGEST).collect()
}
