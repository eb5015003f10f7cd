//! Where the indexes of the companies are kept: loaded when asked for, written and let go when not.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use parking_lot::Mutex;
use tokio::sync::MutexGuard;

use super::index::company::Company;
use super::index::disk::Merge;
use super::index::doc::digest;
use super::index::vectors::Vectors;
use super::learning::{Learned, Lessons, Step};
use super::semantic::{self, Semantic};
use super::store::EvidenceLog;
use super::sync;
use super::types::Question;
use crate::chat::OrgId;
use crate::store::{Db, StoreError};

/// A company nobody has asked about for so long is let go from memory, if it can be read again.
const UNUSED: TimeDelta = TimeDelta::minutes(10);
/// Changes that are read at a time while nobody waits.
const AT_A_TIME: usize = 5_000;
/// Documents that a minute's maintenance writes anew, on average, so that no file holds words that were deleted or changed.
/// After a larger index was written, as many minutes pass as that is worth.
const PURGED: usize = 200_000;
/// Progress is logged this often, in rows.
const LOGGED: usize = 50_000;

/// The index slots of all companies.
#[derive(Debug)]
pub(super) struct Indexes {
    companies: Mutex<HashMap<OrgId, Arc<tokio::sync::Mutex<IndexSlot>>>>,
    dir: Option<PathBuf>,
    model: Option<Arc<str>>,
}

/// The place of one company's index.
#[derive(Debug, Default)]
pub(super) struct IndexSlot {
    company: Option<Company>,
    dir: Option<PathBuf>,
    /// The model of what questions mean, by its name, if one is set.
    model: Option<Arc<str>>,
    used: DateTime<Utc>,
    /// Up to where the index on disk had read when it was let go.
    tick: i64,
    /// Documents that were written anew ahead of their time.
    owed: usize,
    lessons: Lessons,
}

impl IndexSlot {
    /// The company's index, read from disk if need be.
    pub fn company(&mut self, org: &OrgId, now: DateTime<Utc>) -> &mut Company {
        self.used = self.used.max(now);
        let (dir, model) = (&self.dir, self.model.as_deref());
        self.company.get_or_insert_with(|| {
            let mut company = match dir {
                Some(dir) => Company::open(dir.clone(), org.as_str()),
                None => Company::default(),
            };
            company.vectors = model.map(|model| match dir {
                Some(dir) => Vectors::open(dir, model, &company.cursor),
                None => Vectors::empty(model),
            });
            semantic::want_all(&mut company);
            self.lessons.watch(&mut company);
            company
        })
    }

    /// The company's index, and the weights for a question, if it taught any that may be used.
    pub fn taught(&mut self, org: &OrgId, question: &Question) -> (&mut Company, Option<Arc<Learned>>) {
        let learned = self.lessons.for_question(&question.scope);
        (self.company(org, question.now), learned)
    }

    /// What the company taught so far.
    #[cfg(test)]
    pub fn learned(&self) -> Option<&Learned> {
        self.lessons.used()
    }

    /// So many minutes' worth of documents were written anew ahead of their time.
    #[cfg(test)]
    pub fn owes(&mut self, minutes: usize) {
        self.owed = minutes * PURGED;
    }

    /// Lets the index go, unless it is nowhere but in memory.
    fn let_go(&mut self, org: &OrgId) {
        let (Some(company), true) = (&mut self.company, self.dir.is_some()) else { return };
        match company.save(org.as_str()) {
            Ok(()) => {
                self.tick = company.cursor.tick;
                self.company = None;
                self.lessons.rest();
            }
            Err(error) => tracing::warn!(%org, %error, "the search index could not be written"),
        }
    }
}

impl Indexes {
    /// In a folder, or in memory; with the name of the model of what questions mean, if one is set.
    pub fn new(dir: Option<PathBuf>, model: Option<&str>) -> Self {
        Self { companies: Mutex::default(), dir, model: model.map(Arc::from) }
    }

    pub fn slot_of(&self, org: &OrgId) -> Arc<tokio::sync::Mutex<IndexSlot>> {
        let mut indexes = self.companies.lock();
        let made = || {
            let dir = self.dir.as_ref().map(|dir| dir.join(format!("{:016x}", digest(&[org.as_str()]))));
            let model = self.model.clone();
            Arc::new(tokio::sync::Mutex::new(IndexSlot { dir, model, ..IndexSlot::default() }))
        };
        Arc::clone(indexes.entry(org.clone()).or_insert_with(made))
    }

    pub async fn rebuild(
        &self,
        db: &Db,
        org: &OrgId,
        mut progress: impl FnMut(u64, u64) + Send,
    ) -> Result<(), StoreError> {
        let slot = self.slot_of(org);
        let mut fresh = {
            let mut slot = slot.lock().await;
            let used = slot.used;
            slot.company(org, used).emptied()
        };
        let total = {
            let mut tx = db.read().await?;
            sync::changes(&fresh, &mut tx, org).await?
        };
        let mut done = 0;
        loop {
            let mut tx = db.read().await?;
            let (count, more) = sync::catch_up_counting(&mut fresh, &mut tx, org, AT_A_TIME).await?;
            drop(tx);
            done += count as u64;
            progress(done, total.max(done));
            if fresh.is_heavy() {
                written(org, fresh.flush());
                while let Some(merge) = fresh.to_merge() {
                    let merged = merge.run().and_then(|merged| fresh.merged(&merge, &merged));
                    if !written(org, merged.map(|_| ())) {
                        break;
                    }
                    merge.clean_up();
                }
            }
            if !more {
                break;
            }
        }
        let mut slot = slot.lock().await;
        slot.lessons.forget();
        if let Some(old) = slot.company.replace(fresh) {
            let company = slot.company(org, DateTime::UNIX_EPOCH);
            if written(org, company.save(org.as_str())) {
                old.remove_files();
            }
        }
        Ok(())
    }

    pub async fn maintain(
        &self,
        db: &Db,
        now: DateTime<Utc>,
        semantic: Option<&Semantic>,
    ) -> Result<bool, StoreError> {
        let mut has_taught = false;
        let stands = {
            let mut tx = db.read().await?;
            sync::stands(&mut tx).await?
        };
        for (org, tick) in stands {
            let slot = self.slot_of(&org);
            let idle = {
                let mut slot = slot.lock().await;
                if slot.used == DateTime::<Utc>::default() {
                    slot.used = now;
                }
                slot.company.is_none() && slot.tick > tick
            };
            if idle {
                continue;
            }
            self.read_all(db, &org).await?;
            self.merge(&org).await;
            self.purge(&org).await;
            has_taught |= self.teach(db, &org, now).await?;
            if let Some(semantic) = semantic {
                self.understand(db, &org, semantic, now).await?;
            }
            let mut slot = slot.lock().await;
            // Let go, it would not be looked at until something changes.
            let is_stale = slot.company.as_ref().is_some_and(|company| !company.to_purge().is_empty());
            if now - slot.used >= UNUSED && !is_stale {
                slot.let_go(&org);
            }
        }
        Ok(has_taught)
    }

    pub async fn close(&self) {
        let indexes: Vec<_> = {
            let indexes = self.companies.lock();
            indexes.iter().map(|(org, slot)| (org.clone(), Arc::clone(slot))).collect()
        };
        for (org, slot) in indexes {
            slot.lock().await.let_go(&org);
        }
    }

    /// Reads all that has changed, letting others in between.
    async fn read_all(&self, db: &Db, org: &OrgId) -> Result<(), StoreError> {
        let slot = self.slot_of(org);
        let mut done = 0;
        loop {
            let mut tx = db.read().await?;
            let mut slot: MutexGuard<IndexSlot> = slot.lock().await;
            let used = slot.used;
            let company = slot.company(org, used);
            let (count, more) = sync::catch_up_counting(company, &mut tx, org, AT_A_TIME).await?;
            drop(tx);
            let flushed = company.is_heavy() && written(org, company.flush());
            if flushed {
                written(org, company.list(org.as_str()));
            }
            drop(slot);
            if flushed {
                self.merge(org).await;
            }
            if (done + count) / LOGGED > done / LOGGED {
                tracing::info!(%org, done = done + count, "reading evidence into the search index");
            }
            done += count;
            if !more {
                return Ok(());
            }
        }
    }

    /// Lets the next questions of a company teach its ranking, letting others in between. False if there are none.
    async fn teach(&self, db: &Db, org: &OrgId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let slot = self.slot_of(org);
        let plan = loop {
            let mut slot = slot.lock().await;
            let IndexSlot { company: Some(company), lessons, .. } = &mut *slot else { return Ok(false) };
            match lessons.plan(company, now) {
                Step::Next(plan) => break plan,
                Step::Walking => {}
                Step::Nothing | Step::Taught => return Ok(false),
            }
        };
        for lesson in &plan.lessons {
            let asked = {
                let mut tx = db.read().await?;
                tx.of::<EvidenceLog>(org).evidence(&lesson.id).await?
            };
            // Whoever is named is asked, whatever they know.
            let Some(asked) = asked.filter(|asked| asked.text.mentioned().is_empty()) else { continue };
            let (title, words) = (asked.title, asked.text.words());
            let title = title.filter(|title| !words.starts_with(title.as_str()));
            let text = title.into_iter().chain([words]).collect::<Vec<_>>().join("\n");
            loop {
                let mut slot = slot.lock().await;
                let IndexSlot { company: Some(company), lessons, .. } = &mut *slot else { return Ok(false) };
                match lessons.teach(company, lesson, &text, &asked.topics) {
                    Step::Walking => {}
                    Step::Taught => break,
                    Step::Nothing | Step::Next(_) => return Ok(false),
                }
            }
        }
        let mut slot = slot.lock().await;
        if let IndexSlot { company: Some(company), lessons, .. } = &mut *slot {
            lessons.taught(company, &plan);
        }
        Ok(true)
    }

    /// Makes the vectors that a company's threads want, while its index stays in use. Neither the index nor a transaction
    /// is held while the model is asked. Ends when there is nothing to do, or the model fails: the rest is for later.
    async fn understand(
        &self,
        db: &Db,
        org: &OrgId,
        semantic: &Semantic,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let slot = self.slot_of(org);
        loop {
            let wanted = slot.lock().await.company.as_mut().map(semantic::wanted).unwrap_or_default();
            if wanted.is_empty() {
                return Ok(());
            }
            let texts = {
                let mut tx = db.read().await?;
                semantic::texts(&mut tx, org, &wanted).await?
            };
            let made = semantic.vectors(&texts, now).await;
            let mut slot = slot.lock().await;
            let Some(company) = slot.company.as_mut() else { return Ok(()) };
            semantic::put(company, &wanted, made.as_deref());
            if made.is_none() {
                return Ok(());
            }
        }
    }

    /// Makes one segment of several, while the index stays in use.
    async fn merge(&self, org: &OrgId) {
        let slot = self.slot_of(org);
        loop {
            let Some(merge) = slot.lock().await.company.as_ref().and_then(Company::to_merge) else { return };
            if !self.merged(org, merge).await {
                return;
            }
        }
    }

    /// Writes segments anew whose files hold words of what was deleted or changed, while the index stays in use.
    async fn purge(&self, org: &OrgId) {
        let slot = self.slot_of(org);
        let stale = {
            let mut slot = slot.lock().await;
            slot.owed = slot.owed.saturating_sub(PURGED);
            if slot.owed > 0 {
                return;
            }
            slot.company.as_ref().map(Company::to_purge).unwrap_or_default()
        };
        for path in stale {
            let mut held = slot.lock().await;
            let Some((merge, docs)) = held.company.as_ref().and_then(|company| company.purge(&path)) else {
                continue;
            };
            held.owed += docs;
            drop(held);
            if !self.merged(org, merge).await {
                return;
            }
        }
    }

    /// Does it; false if that failed, or the segments are others by now.
    async fn merged(&self, org: &OrgId, merge: Merge) -> bool {
        let slot = self.slot_of(org);
        let merge = Arc::new(merge);
        let work = Arc::clone(&merge);
        let Ok(merged) = tokio::task::spawn_blocking(move || work.run()).await else { return false };
        let mut slot = slot.lock().await;
        let Some(company) = slot.company.as_mut() else { return false };
        let put = merged.and_then(|merged| {
            let put = company.merged(&merge, &merged)?;
            company.list(org.as_str())?;
            Ok(put)
        });
        match put {
            Ok(true) => merge.clean_up(),
            Ok(false) => return false,
            Err(error) => {
                tracing::warn!(%org, %error, "segments of the search index could not be merged");
                return false;
            }
        }
        true
    }
}

fn written(org: &OrgId, result: std::io::Result<()>) -> bool {
    if let Err(error) = result {
        tracing::warn!(%org, %error, "the search index could not be written");
        return false;
    }
    true
}
