//! What everybody did lately, where, when in the day, and for whom: kept up with every change, so that no question has
//! to walk through all that was ever written.

mod faded;
mod habit;

use rustc_hash::{FxHashMap, FxHashSet};

use super::doc::{Doc, NOBODY};
use faded::Faded;
use habit::Habit;

/// Half-lives in days: answers, three times; messages, twice; first answers.
const LOCAL: [f64; 6] = [7.0, 30.0, 180.0, 1.0, 7.0, 30.0];
/// Messages; answers.
const PLACE: [f64; 2] = [7.0, 30.0];
/// Answers to somebody, twice.
const MET: [f64; 2] = [180.0, 30.0];
/// The mean of a flow with a half-life of one day is so many days' worth of it.
const MEAN_LIFE: f64 = std::f64::consts::LOG2_E;

/// What one person did in one place; in the place called [`NOBODY`], what they did anywhere.
#[derive(Clone, Copy, Debug, Default)]
struct Local {
    faded: Faded<6>,
    /// Threads of others in which they answered.
    threads: u32,
    /// When they last wrote, in seconds.
    seen: u32,
}

/// What all did in one place.
#[derive(Clone, Debug, Default)]
struct PlaceTally {
    all: Faded<2>,
    people: FxHashMap<u32, Local>,
}

/// All tallies of one company.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Tallies {
    places: FxHashMap<u32, PlaceTally>,
    /// By asker and answerer.
    met: FxHashMap<(u32, u32), Faded<2>>,
    habits: Vec<Habit>,
    everybody: Habit,
}

/// Somebody's activity, as it is at one moment. Threads count once, however much somebody wrote there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::search) struct Activity {
    /// Answers here, half-life 7 days.
    pub week: f32,
    /// Answers here, half-life 30 days.
    pub month: f32,
    /// Answers here, half-life 180 days.
    pub half_year: f32,
    /// Messages here, half-life 1 day.
    pub day_messages: f32,
    /// Messages here, half-life 7 days.
    pub week_messages: f32,
    /// Answers here that were the first, half-life 30 days.
    pub first: f32,
    /// Days since they last wrote here.
    pub idle_here: f32,
    /// Days since they last wrote anywhere.
    pub idle: f32,
    /// Answers anywhere, half-life 30 days.
    pub anywhere: f32,
    /// Answers to this asker, half-life 180 days.
    pub to_asker: f32,
    /// Answers between them and this asker, either way, half-life 30 days.
    pub met: f32,
    /// Messages they write at this hour of the day, half-life 60 days.
    pub this_hour: f32,
    /// How much more of their messages they write at this hour than others do, as a logarithm; nought if unknown.
    pub habit: f32,
}

impl Default for Activity {
    /// Of somebody who never wrote.
    fn default() -> Self {
        Self {
            week: 0.0,
            month: 0.0,
            half_year: 0.0,
            day_messages: 0.0,
            week_messages: 0.0,
            first: 0.0,
            idle_here: LONG_SILENT,
            idle: LONG_SILENT,
            anywhere: 0.0,
            to_asker: 0.0,
            met: 0.0,
            this_hour: 0.0,
            habit: 0.0,
        }
    }
}

impl Activity {
    /// As if they had never answered this asker.
    pub fn forget_asker(&mut self) {
        self.to_asker = 0.0;
        self.met = 0.0;
    }

    /// As if they had never answered here.
    pub fn forget_place(&mut self) {
        self.week = 0.0;
        self.month = 0.0;
        self.half_year = 0.0;
        self.first = 0.0;
    }
}

/// Where, when and for whom activity is asked for.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) struct Circumstances {
    /// In seconds.
    pub now: u32,
    /// By number; nought is anywhere.
    pub place: u32,
    /// By number; nought if not known.
    pub asker: u32,
}

/// Somebody who never wrote has been silent for so many days.
const LONG_SILENT: f32 = 3_000.0;

impl Tallies {
    /// Counts one message, or takes it out. When somebody was last seen is not taken back: [`Self::shows_last`] says
    /// whether it should be, and [`Self::see_anew`] does so.
    pub fn count_message(&mut self, doc: &Doc, sign: f64) {
        if doc.is_skill() || doc.author == NOBODY {
            return;
        }
        for place in places(doc) {
            let tally = self.places.entry(place).or_default();
            tally.all.add(doc.sent, [sign, 0.0], &PLACE);
            let local = tally.people.entry(doc.author).or_default();
            local.faded.add(doc.sent, [0.0, 0.0, 0.0, sign, sign, 0.0], &LOCAL);
            if sign > 0.0 {
                local.seen = local.seen.max(doc.sent);
            }
        }
        let author = doc.author as usize;
        if self.habits.len() <= author {
            self.habits.resize(author + 1, Habit::default());
        }
        self.habits[author].add(doc.sent, sign);
        self.everybody.add(doc.sent, sign);
    }

    /// Counts the answers of one thread, given all its living messages, or takes them out.
    pub fn count_thread(&mut self, docs: &mut [Doc], sign: f64) {
        docs.sort_by_key(|doc| (doc.sent, doc.author, doc.len));
        let mut answered: FxHashSet<u32> = FxHashSet::default();
        let begun = docs.iter().find(|doc| doc.answers()).map(|doc| doc.sent);
        for doc in docs.iter().filter(|doc| doc.answers()) {
            if !answered.insert(doc.author) {
                continue;
            }
            // Whoever answered in the same second was first as well.
            let first = if begun == Some(doc.sent) { sign } else { 0.0 };
            for place in places(doc) {
                let tally = self.places.entry(place).or_default();
                tally.all.add(doc.sent, [0.0, sign], &PLACE);
                let local = tally.people.entry(doc.author).or_default();
                local.faded.add(doc.sent, [sign, sign, sign, 0.0, 0.0, first], &LOCAL);
                let threads = &mut local.threads;
                *threads = if sign > 0.0 { *threads + 1 } else { threads.saturating_sub(1) };
            }
            if doc.asker != NOBODY {
                self.met.entry((doc.asker, doc.author)).or_default().add(doc.sent, [sign, sign], &MET);
            }
        }
    }

    /// Whoever wrote this was last seen then, there or anywhere.
    pub fn shows_last(&self, doc: &Doc) -> bool {
        places(doc).any(|place| {
            let local = self.places.get(&place).and_then(|tally| tally.people.get(&doc.author));
            local.is_some_and(|local| local.seen == doc.sent)
        })
    }

    /// Some people were last seen in other messages than was thought: these are all that are left, of everybody.
    pub fn see_anew<'a>(&mut self, people: &FxHashSet<u32>, left: impl Iterator<Item = &'a Doc>) {
        for tally in self.places.values_mut() {
            for person in people {
                if let Some(local) = tally.people.get_mut(person) {
                    local.seen = 0;
                }
            }
        }
        for doc in left.filter(|doc| !doc.is_skill() && people.contains(&doc.author)) {
            for place in places(doc) {
                let tally = self.places.get_mut(&place);
                if let Some(local) = tally.and_then(|tally| tally.people.get_mut(&doc.author)) {
                    local.seen = local.seen.max(doc.sent);
                }
            }
        }
    }

    /// As it all is at one moment.
    pub fn at(&self, around: Circumstances) -> Moment<'_> {
        let hour = habit::Hour::of(around.now);
        let (near, all) = self.everybody.at(&hour);
        Moment {
            tallies: self,
            around,
            here: self.places.get(&around.place),
            anywhere: self.places.get(&NOBODY),
            usual: (near > 0.0 && all > 0.0).then(|| near / all),
            hour,
        }
    }
}

/// The tallies as they are at one moment, for one place and one asker.
#[derive(Debug)]
pub(in crate::search) struct Moment<'a> {
    tallies: &'a Tallies,
    around: Circumstances,
    here: Option<&'a PlaceTally>,
    anywhere: Option<&'a PlaceTally>,
    hour: habit::Hour,
    /// The share of all messages that are written at this hour; none if there are none.
    usual: Option<f64>,
}

impl Moment<'_> {
    /// Whoever has answered here, with how much within the last month or so.
    pub fn answerers(&self) -> impl Iterator<Item = (u32, f32)> {
        let people = self.here.map(|tally| &tally.people);
        people
            .into_iter()
            .flatten()
            .filter(|(_, local)| local.threads > 0)
            .map(move |(person, local)| (*person, small(local.faded.one_at::<1>(self.around.now, &LOCAL))))
    }

    /// One person's activity.
    pub fn activity(&self, person: u32) -> Activity {
        let now = self.around.now;
        let local = |tally: Option<&PlaceTally>| {
            tally.and_then(|tally| tally.people.get(&person)).copied().unwrap_or_default()
        };
        let (here, anywhere) = (local(self.here), local(self.anywhere));
        let [week, month, half_year, day_messages, week_messages, first] = here.faded.at(now, &LOCAL);
        let met = |asker: u32, person: u32| {
            let met = (asker != NOBODY).then(|| self.tallies.met.get(&(asker, person))).flatten();
            met.map_or([0.0; 2], |met| met.at(now, &MET))
        };
        let (to_asker, back) = (met(self.around.asker, person), met(person, self.around.asker));
        let (this_hour, habit) = self.habit(person);
        Activity {
            week: small(week),
            month: small(month),
            half_year: small(half_year),
            day_messages: small(day_messages),
            week_messages: small(week_messages),
            first: small(first),
            idle_here: idle(now, here.seen),
            idle: idle(now, anywhere.seen),
            anywhere: small(anywhere.faded.one_at::<1>(now, &LOCAL)),
            to_asker: small(to_asker[0]),
            met: small(to_asker[1] + back[1]),
            this_hour,
            habit,
        }
    }

    /// How many messages a day are written here, and how many answers were given lately, half-life 30 days.
    pub fn tempo(&self) -> (f32, f32) {
        let all = self.here.map(|tally| tally.all).unwrap_or_default();
        let [messages, answers] = all.at(self.around.now, &PLACE);
        (small(messages / (PLACE[0] * MEAN_LIFE)), small(answers))
    }

    /// Messages at this hour of the day, and how the share of them compares with everybody's, shrunk towards nought
    /// by as much as [`DOUBT`] messages would.
    fn habit(&self, person: u32) -> (f32, f32) {
        let (Some(habit), Some(usual)) = (self.tallies.habits.get(person as usize), self.usual) else {
            return (0.0, 0.0);
        };
        let (here, all) = habit.at(&self.hour);
        let own = (here + DOUBT * usual) / (all + DOUBT);
        (small(here), small((own / usual).ln()))
    }
}

/// So many messages are needed before somebody's habits count for more than everybody's.
const DOUBT: f64 = 3.0;

fn places(doc: &Doc) -> impl Iterator<Item = u32> + use<> {
    [NOBODY].into_iter().chain((doc.place != NOBODY).then_some(doc.place))
}

fn idle(now: u32, seen: u32) -> f32 {
    if seen == 0 {
        return LONG_SILENT;
    }
    small(f64::from(now.saturating_sub(seen)) / 86_400.0).min(LONG_SILENT)
}

/// As figures are; what is left over by rounding is nothing, and what claims to be from a far future is not endless.
#[expect(clippy::cast_possible_truncation, reason = "figures need no more")]
fn small(figure: f64) -> f32 {
    if figure.abs() < 1e-6 { 0.0 } else { figure.clamp(-1e6, 1e6) as f32 }
}
