//! Which questions teach, and what one of them does.

use std::collections::BTreeMap;

use super::learned::Learned;
use crate::search::evidence::EvidenceId;
use crate::search::index::company::Company;
use crate::search::index::doc::{Doc, NOBODY};
use crate::search::index::tallies::Circumstances;
use crate::search::model::{MODEL, Standard, Weights};
use crate::search::view::View;
use crate::search::walk::Walk;
use crate::search::{matches, query, rank};

const DAY: u32 = 86_400;
/// A question teaches so long after it was asked: most of those who answer have answered by then. In days.
const SETTLED: u32 = 7;
/// So many questions of one day teach at the most.
const A_DAY: usize = 16;
/// So many questions teach at a time, by whole days.
const AT_A_TIME: usize = 300;
/// So many first messages are looked at for them.
const LOOKED_AT: usize = 50_000;

/// A question that teaches.
#[derive(Clone, Debug)]
pub(in crate::search) struct Lesson {
    thread: u64,
    asked: u32,
    asker: u32,
    place: u32,
    /// What its first message is called in the store.
    pub id: EvidenceId,
}

/// The next questions that teach, in the order in which they were asked.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Plan {
    pub lessons: Vec<Lesson>,
    /// With them, what was asked before this second has taught.
    pub until: u32,
}

/// What can teach by now: whole days that are long enough past.
pub(super) fn settled(now: u32) -> u32 {
    (now / DAY).saturating_sub(SETTLED) * DAY
}

impl Plan {
    /// What comes after a second; none if it is too early for anything.
    pub fn after(company: &Company, walk: &Walk, from: u32, now: u32) -> Option<Self> {
        let settled = settled(now);
        if settled <= from {
            return None;
        }
        let (by_day, until) = asked(company, walk, from, settled);
        let mut plan = Self { lessons: Vec::new(), until };
        for (day, mut roots) in by_day {
            if plan.lessons.len() >= AT_A_TIME {
                plan.until = day * DAY;
                break;
            }
            // Those of a day are drawn by their digests: the same everywhere.
            roots.sort_unstable();
            let lessons = roots.into_iter().filter_map(|(thread, at)| Lesson::of(company, thread, at));
            let mut lessons: Vec<Lesson> = lessons.take(A_DAY).collect();
            lessons.sort_by_key(|lesson| (lesson.asked, lesson.thread));
            plan.lessons.extend(lessons);
        }
        Some(plan)
    }
}

/// The first message of a thread: where it lies.
type Root = (u64, (usize, u32));

/// What was asked in the open from one second to another, by day, and up to where it was looked.
fn asked(company: &Company, walk: &Walk, from: u32, until: u32) -> (BTreeMap<u32, Vec<Root>>, u32) {
    let mut roots: Vec<(u32, Root)> = Vec::new();
    for (number, part) in company.parts().iter().enumerate() {
        for (at, doc) in (0..).zip(part.docs()) {
            let is_asked = doc.is_root() && !doc.is_asked() && doc.author != NOBODY;
            let is_next = (from..until).contains(&doc.sent) && walk.has(doc.place);
            if is_asked && is_next && !part.deleted().has(at) {
                roots.push((doc.sent, (doc.thread, (number, at))));
            }
        }
    }
    let mut looked = until;
    if roots.len() > LOOKED_AT {
        let (_, (sent, _), _) = roots.select_nth_unstable(LOOKED_AT);
        looked = (*sent / DAY * DAY).max(from.saturating_add(DAY)).min(until);
    }
    let mut by_day: BTreeMap<u32, Vec<Root>> = BTreeMap::new();
    for (sent, root) in roots.into_iter().filter(|(sent, _)| *sent < looked) {
        by_day.entry(sent / DAY).or_default().push(root);
    }
    (by_day, looked)
}

impl Lesson {
    /// The question of this thread, if somebody else answered it in time.
    fn of(company: &Company, thread: u64, (part, at): (usize, u32)) -> Option<Self> {
        let doc = company.parts()[part].docs()[at as usize];
        let docs = company.living(thread);
        let is_first = docs.iter().all(|other| !other.is_root() || other.sent >= doc.sent);
        if !is_first || !docs.iter().any(|other| counts(other, doc.sent)) {
            return None;
        }
        let id = EvidenceId::stored(company.parts()[part].id(at)?);
        Some(Self { thread, asked: doc.sent, asker: doc.author, place: doc.place, id })
    }

    /// When it was asked, in seconds.
    pub fn asked(&self) -> u32 {
        self.asked
    }

    /// Teaches: ranks the question as it would have been ranked when it was asked, the walk having come to that second.
    pub fn teach(
        &self,
        company: &Company,
        walk: &Walk,
        text: &str,
        topics: &[String],
        learned: &mut Learned,
    ) {
        let view = View::then(company, walk);
        let around = Circumstances { now: self.asked, place: self.place, asker: self.asker };
        let concepts = query::concepts(text, topics, &view);
        let matches = matches::matches(&view, concepts, |then| rank::fresh(self.asked, then));
        let (candidates, _) = rank::candidates(&view, &matches, around, &rank::Asked::default());
        let standard = Standard::of(candidates.iter().map(|candidate| &candidate.figures));
        let inputs: Vec<Weights> =
            candidates.iter().map(|candidate| standard.inputs(&candidate.figures)).collect();
        let worth = self.worth(company);
        let worth: Vec<f32> = candidates
            .iter()
            .map(|candidate| worth.get(&candidate.person).copied().unwrap_or_default())
            .collect();
        learned.teach(&MODEL.weights, &inputs, &worth);
    }

    /// What everybody's answer was worth: 3 for an accepted one, or the longest where none was accepted, 1 for any other.
    /// Those are the gains by which a ranking is measured.
    fn worth(&self, company: &Company) -> BTreeMap<u32, f32> {
        let mut answers: BTreeMap<u32, (bool, f32)> = BTreeMap::new();
        for doc in company.living(self.thread).iter().filter(|doc| counts(doc, self.asked)) {
            let (accepted, words) = answers.entry(doc.author).or_default();
            *accepted |= doc.is_accepted();
            *words += doc.words();
        }
        let any = answers.values().any(|(accepted, _)| *accepted);
        let most = answers.values().map(|(_, words)| *words).fold(0.0, f32::max);
        let is_best = |accepted: bool, words: f32| if any { accepted } else { words >= most };
        answers
            .into_iter()
            .map(|(person, (accepted, words))| (person, if is_best(accepted, words) { 3.0 } else { 1.0 }))
            .collect()
    }
}

/// Somebody else wrote this, and in time.
fn counts(doc: &Doc, asked: u32) -> bool {
    doc.answers() && doc.sent < asked.saturating_add(SETTLED * DAY)
}
