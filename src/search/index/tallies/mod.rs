//! What everybody did lately, where, when in the day, and for whom: kept up with every change, so that no question has
//! to walk through all that was ever written.

mod faded;

use std::collections::HashMap;

use super::doc::{Doc, NOBODY};
use faded::Faded;

/// Half-lives in days: answers, three times; messages, twice; first answers.
const LOCAL: [f64; 6] = [7.0, 30.0, 180.0, 1.0, 7.0, 30.0];
/// Messages; answers.
const PLACE: [f64; 2] = [7.0, 30.0];
/// Answers to somebody, twice.
const MET: [f64; 2] = [180.0, 30.0];
/// When in the day somebody writes is forgotten by half after so many days.
const HABIT: f64 = 60.0;
const HOURS: usize = 24;
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
    people: HashMap<u32, Local>,
}

/// All tallies of one company.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Tallies {
    places: HashMap<u32, PlaceTally>,
    /// By asker and answerer.
    met: HashMap<(u32, u32), Faded<2>>,
    habits: Vec<Faded<HOURS>>,
    everybody: Faded<HOURS>,
}

/// Somebody's activity, as it is at one moment. Threads count once, however much somebody wrote there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::search) struct Activity {
    /// Answers here, half-life 7 days.
    pub week: f32,
    /// Answers here, half-life 30 days.
    pub month: f32,
    /// Answers here, half-life 180 days.
    pub half_year: f32,
    /// Answers here, ever.
    pub ever: f32,
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
        self.ever = 0.0;
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
    /// Counts one message, or takes it out. When somebody was last seen is not taken back: see [`Self::unsee`].
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
        let mut hours = [0.0; HOURS];
        hours[hour(doc.sent)] = sign;
        let author = doc.author as usize;
        if self.habits.len() <= author {
            self.habits.resize(author + 1, Faded::default());
        }
        self.habits[author].add(doc.sent, hours, &[HABIT; HOURS]);
        self.everybody.add(doc.sent, hours, &[HABIT; HOURS]);
    }

    /// Counts the answers of one thread, given all its living messages, or takes them out.
    pub fn count_thread(&mut self, docs: &mut [Doc], sign: f64) {
        docs.sort_by_key(|doc| (doc.sent, doc.author, doc.len));
        let mut answered: Vec<u32> = Vec::new();
        for doc in docs.iter().filter(|doc| doc.answers()) {
            if answered.contains(&doc.author) {
                continue;
            }
            let first = if answered.is_empty() { sign } else { 0.0 };
            answered.push(doc.author);
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

    /// Somebody was last seen in other messages than was thought: these are all theirs that are left.
    pub fn unsee<'a>(&mut self, person: u32, left: impl Iterator<Item = &'a Doc>) {
        for tally in self.places.values_mut() {
            if let Some(local) = tally.people.get_mut(&person) {
                local.seen = 0;
            }
        }
        for doc in left.filter(|doc| !doc.is_skill()) {
            for place in places(doc) {
                if let Some(local) =
                    self.places.get_mut(&place).and_then(|tally| tally.people.get_mut(&person))
                {
                    local.seen = local.seen.max(doc.sent);
                }
            }
        }
    }

    /// Whoever has answered in a place, or anywhere, with how much they did within the last month or so.
    pub fn answerers(&self, place: u32, now: u32) -> impl Iterator<Item = (u32, f32)> {
        let people = self.places.get(&place).map(|tally| &tally.people);
        people.into_iter().flatten().filter(|(_, local)| local.threads > 0).map(move |(person, local)| {
            let [_, month, ..] = local.faded.at(now, &LOCAL);
            (*person, small(month))
        })
    }

    /// One person's activity.
    pub fn activity(&self, person: u32, around: Circumstances) -> Activity {
        let local = |place: u32| {
            self.places.get(&place).and_then(|tally| tally.people.get(&person)).copied().unwrap_or_default()
        };
        let (here, anywhere) = (local(around.place), local(NOBODY));
        let [week, month, half_year, day_messages, week_messages, first] = here.faded.at(around.now, &LOCAL);
        let met = |asker: u32, person: u32| {
            let met = (asker != NOBODY).then(|| self.met.get(&(asker, person))).flatten();
            met.map_or([0.0; 2], |met| met.at(around.now, &MET))
        };
        let (to_asker, back) = (met(around.asker, person), met(person, around.asker));
        let (this_hour, habit) = self.habit(person, around.now);
        Activity {
            week: small(week),
            month: small(month),
            half_year: small(half_year),
            ever: small(f64::from(here.threads)),
            day_messages: small(day_messages),
            week_messages: small(week_messages),
            first: small(first),
            idle_here: idle(around.now, here.seen),
            idle: idle(around.now, anywhere.seen),
            anywhere: small(anywhere.faded.at(around.now, &LOCAL)[1]),
            to_asker: small(to_asker[0]),
            met: small(to_asker[1] + back[1]),
            this_hour,
            habit,
        }
    }

    /// How many messages a day are written in a place, and how many answers were given lately, half-life 30 days.
    pub fn tempo(&self, around: Circumstances) -> (f32, f32) {
        let all = self.places.get(&around.place).map(|tally| tally.all).unwrap_or_default();
        let [messages, answers] = all.at(around.now, &PLACE);
        (small(messages / (PLACE[0] * MEAN_LIFE)), small(answers))
    }

    /// Messages at this hour of the day, and how the share of them compares with everybody's, shrunk towards nought
    /// by as much as [`DOUBT`] messages would.
    fn habit(&self, person: u32, now: u32) -> (f32, f32) {
        let Some(habit) = self.habits.get(person as usize) else { return (0.0, 0.0) };
        let sums = |habit: &Faded<HOURS>| {
            let hours = habit.at(now, &[HABIT; HOURS]);
            let near: f64 = hours.iter().enumerate().map(|(at, sum)| sum * nearness(at, now)).sum();
            (near, hours.iter().sum::<f64>())
        };
        let (near, all) = sums(habit);
        let (others_near, others) = sums(&self.everybody);
        if others <= 0.0 || others_near <= 0.0 {
            return (0.0, 0.0);
        }
        let usual = others_near / others;
        let own = (near + DOUBT * usual) / (all + DOUBT);
        (small(near), small((own / usual).ln()))
    }
}

/// So many messages are needed before somebody's habits count for more than everybody's.
const DOUBT: f64 = 3.0;
/// Hours of the day nearer than this, about, count as the same.
const SPREAD: f64 = 1.5;

/// How near an hour of the day is to the present moment, from 0 to 1.
fn nearness(hour: usize, now: u32) -> f64 {
    let present = f64::from(now % 86_400) / 3_600.0;
    let middle = f64::from(u8::try_from(hour).unwrap_or_default()) + 0.5;
    let apart = (present - middle).abs();
    let apart = apart.min(24.0 - apart) / SPREAD;
    (-apart * apart / 2.0).exp()
}

fn hour(sent: u32) -> usize {
    (sent % 86_400 / 3_600) as usize
}

fn places(doc: &Doc) -> impl Iterator<Item = u32> + use<> {
    [NOBODY].into_iter().chain((doc.place != NOBODY).then_some(doc.place))
}

fn idle(now: u32, seen: u32) -> f32 {
    if seen == 0 {
        return LONG_SILENT;
    }
    small(f64::from(now.saturating_sub(seen)) / 86_400.0).min(LONG_SILENT)
}

/// As features are; what is left over by rounding is nothing.
#[expect(clippy::cast_possible_truncation, reason = "features need no more")]
fn small(figure: f64) -> f32 {
    if figure.abs() < 1e-6 { 0.0 } else { figure as f32 }
}
