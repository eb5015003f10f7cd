//! The tallies as they are at one moment, for one place and one asker, of all places or of some.

use super::faded::Faded;
use super::habit::{Habit, Hour};
use super::person::Counted;
use super::{LOCAL, Local, PLACE, PlaceTally, Tallies};
use crate::search::index::bitset::BitSet;
use crate::search::index::doc::NOBODY;

/// The mean of a flow with a half-life of one day is so many days' worth of it.
const MEAN_LIFE: f64 = std::f64::consts::LOG2_E;
/// In seconds.
const DAY: u32 = 86_400;

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
    /// Answers anywhere, half-life 180 days.
    pub anywhere_long: f32,
    /// Answers to this asker, half-life 180 days.
    pub to_asker: f32,
    /// Answers between them and this asker, either way, half-life 30 days.
    pub met: f32,
    /// Messages they write at this hour of the day, half-life 60 days.
    pub this_hour: f32,
    /// How much more of their messages they write at this hour than others do, as a logarithm; zero if unknown.
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
            anywhere_long: 0.0,
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
    /// By number; zero is anywhere.
    pub place: u32,
    /// By number; zero if not known.
    pub asker: u32,
}

/// Somebody who never wrote has been silent for so many days.
const LONG_SILENT: f32 = 3_000.0;

impl Tallies {
    /// As it all is at one moment; where only some places count, as if nothing had been written anywhere else.
    pub fn at<'a>(&'a self, around: Circumstances, only: Option<&'a BitSet>) -> Moment<'a> {
        let hour = Hour::of(around.now);
        let anywhere = self.places.get(&NOBODY);
        let here = match only {
            None => Here::Place(self.places.get(&around.place)),
            Some(_) if around.place == NOBODY => Here::Anywhere,
            Some(only) => Here::Place(self.places.get(&around.place).filter(|_| only.has(around.place))),
        };
        let mut moment = Moment { tallies: self, around, only, here, anywhere, usual: None, hour };
        let habit = if only.is_none() {
            anywhere.map(|tally| tally.habit).unwrap_or_default()
        } else {
            let mut habit = Habit::default();
            moment.places().for_each(|tally| habit.take_in(&tally.habit, 1.0));
            habit
        };
        let (near, all) = habit.at(&hour);
        moment.usual = (near > 0.0 && all > 0.0).then(|| near / all);
        moment
    }

    /// Somebody wrote in one of these places; in any, if none are given.
    pub fn knows(&self, person: u32, only: Option<&BitSet>) -> bool {
        let mut places = self.people.get(person as usize).into_iter().flat_map(super::person::Person::places);
        places.any(|place| {
            only.is_none_or(|only| only.has(place))
                && self.local(place, person).is_some_and(|local| local.seen > 0)
        })
    }

    fn local(&self, place: u32, person: u32) -> Option<&Local> {
        self.places.get(&place)?.people.get(&person)
    }
}

/// The tallies as they are at one moment, for one place and one asker.
#[derive(Debug)]
pub(in crate::search) struct Moment<'a> {
    tallies: &'a Tallies,
    around: Circumstances,
    /// The places that count; none if all do.
    only: Option<&'a BitSet>,
    here: Here<'a>,
    anywhere: Option<&'a PlaceTally>,
    hour: Hour,
    /// The share of all messages that are written at this hour; none if there are none.
    usual: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
enum Here<'a> {
    /// One place, or all that there are.
    Place(Option<&'a PlaceTally>),
    /// All places that count.
    Anywhere,
}

impl<'a> Moment<'a> {
    /// Whoever has answered here, with how much within the last month or so.
    pub fn answerers(&self) -> impl Iterator<Item = (u32, f32)> {
        let (here, anywhere) = match self.here {
            Here::Place(tally) => (tally, None),
            Here::Anywhere => (None, self.anywhere),
        };
        let of = |tally: Option<&'a PlaceTally>| {
            let people = tally.into_iter().flat_map(|tally| &tally.people);
            people.filter(|(_, local)| local.threads > 0)
        };
        let here =
            of(here).map(|(person, local)| (*person, local.faded.one_at::<1>(self.around.now, &LOCAL)));
        let anywhere = of(anywhere).filter_map(|(person, _)| {
            let (threads, month) = self.answers_anywhere::<1>(*person, &self.counted(*person));
            (threads > 0).then_some((*person, month))
        });
        here.chain(anywhere).map(|(person, month)| (person, small(month)))
    }

    /// One person's activity.
    pub fn activity(&self, person: u32) -> Activity {
        let now = self.around.now;
        let counted = self.counted(person);
        let here = match self.here {
            Here::Place(tally) => {
                tally.and_then(|tally| tally.people.get(&person)).copied().unwrap_or_default()
            }
            Here::Anywhere => self.local_anywhere(person, &counted),
        };
        let [week, month, half_year, day_messages, week_messages, first] = here.faded.at(now, &LOCAL);
        let met = |asker: u32, person: u32| {
            let met = (asker != NOBODY).then(|| self.tallies.met.get(&(asker, person))).flatten();
            met.map_or([0.0; 2], |met| met.at(now, self.only))
        };
        let (to_asker, back) = (met(self.around.asker, person), met(person, self.around.asker));
        let (this_hour, habit) = self.habit(person, &counted);
        Activity {
            week: small(week),
            month: small(month),
            half_year: small(half_year),
            day_messages: small(day_messages),
            week_messages: small(week_messages),
            first: small(first),
            idle_here: idle(now, here.seen),
            idle: idle(now, self.seen_anywhere(person, &counted)),
            anywhere: small(self.answers_anywhere::<1>(person, &counted).1),
            anywhere_long: small(self.answers_anywhere::<2>(person, &counted).1),
            to_asker: small(to_asker[0]),
            met: small(to_asker[1] + back[1]),
            this_hour,
            habit,
        }
    }

    /// How many messages a day are written here, and how many answers were given lately, half-life 30 days.
    pub fn tempo(&self) -> (f32, f32) {
        let all = match self.here {
            Here::Place(tally) => tally.map(|tally| tally.all).unwrap_or_default(),
            Here::Anywhere => {
                let all: Vec<&Faded<2>> = self.places().map(|tally| &tally.all).collect();
                Faded::together(all.into_iter(), &PLACE)
            }
        };
        let [messages, answers] = all.at(self.around.now, &PLACE);
        (small(messages / (PLACE[0] * MEAN_LIFE)), small(answers))
    }

    /// The places that count, each by itself.
    fn places(&self) -> impl Iterator<Item = &PlaceTally> {
        let counts = |place: u32| self.only.is_none_or(|only| only.has(place));
        let places =
            self.tallies.places.iter().filter(move |(place, _)| **place != NOBODY && counts(**place));
        places.map(|(_, tally)| tally)
    }

    /// Which of the places somebody wrote in count.
    fn counted(&self, person: u32) -> Counted {
        let (Some(only), Some(known)) = (self.only, self.tallies.people.get(person as usize)) else {
            return Counted::All;
        };
        // What claims to be from the future would swallow the rest, if it were taken away again. What stands in no place
        // has no tally of its own that could be.
        let latest = self.all_of(person).map_or(0, |local| local.faded.latest());
        let exact = latest > self.around.now.saturating_add(DAY) || known.places().next() == Some(NOBODY);
        known.counted(|place| only.has(place), exact)
    }

    /// What somebody did anywhere, whether or not it counts.
    fn all_of(&self, person: u32) -> Option<&Local> {
        self.anywhere?.people.get(&person)
    }

    fn locals(&self, person: u32, places: &[u32]) -> impl Iterator<Item = &Local> + Clone {
        places.iter().filter_map(move |place| self.tallies.local(*place, person))
    }

    /// What somebody did anywhere, as far as it counts.
    fn local_anywhere(&self, person: u32, counted: &Counted) -> Local {
        let all = self.all_of(person).copied().unwrap_or_default();
        let of = |places| self.locals(person, places).map(|local| &local.faded);
        let faded = match counted {
            Counted::All => return all,
            Counted::Only(places) => Faded::together(of(places), &LOCAL),
            Counted::AllBut(places) => all.faded.without(of(places), &LOCAL),
        };
        let (threads, _) = self.answers_anywhere::<1>(person, counted);
        Local { faded, threads, seen: self.seen_anywhere(person, counted) }
    }

    /// In how many threads somebody ever answered, and how many answers they gave lately, by one of the half-lives, as far
    /// as they count: what [`Self::local_anywhere`] says, with less work.
    fn answers_anywhere<const I: usize>(&self, person: u32, counted: &Counted) -> (u32, f64) {
        let (Some(all), now) = (self.all_of(person), self.around.now) else { return (0, 0.0) };
        let of = |places| self.locals(person, places).map(|local| &local.faded);
        let threads = |places| self.locals(person, places).map(|local| local.threads).sum::<u32>();
        match counted {
            Counted::All => (all.threads, all.faded.one_at::<I>(now, &LOCAL)),
            Counted::Only(places) => (threads(places), Faded::one_together::<I>(of(places), now, &LOCAL)),
            Counted::AllBut(places) => (
                all.threads.saturating_sub(threads(places)),
                all.faded.one_without::<I>(of(places), now, &LOCAL),
            ),
        }
    }

    /// When somebody last wrote anywhere, as far as it counts.
    fn seen_anywhere(&self, person: u32, counted: &Counted) -> u32 {
        let all = self.all_of(person).map_or(0, |local| local.seen);
        let last = |places| self.locals(person, places).map(|local| local.seen).max().unwrap_or(0);
        match counted {
            Counted::All => all,
            Counted::Only(places) => last(places),
            Counted::AllBut(places) if last(places) < all => all,
            Counted::AllBut(places) => {
                let known = self.tallies.people[person as usize].places();
                last(&known.filter(|place| !places.contains(place)).collect::<Vec<u32>>())
            }
        }
    }

    /// Messages at this hour of the day, and how the share of them compares with everybody's, shrunk towards zero
    /// by as much as [`DOUBT`] messages would.
    fn habit(&self, person: u32, counted: &Counted) -> (f32, f32) {
        let (Some(known), Some(usual)) = (self.tallies.people.get(person as usize), self.usual) else {
            return (0.0, 0.0);
        };
        let (here, all) = known.habit(counted).at(&self.hour);
        let own = (here + DOUBT * usual) / (all + DOUBT);
        (small(here), small((own / usual).ln()))
    }
}

/// So many messages are needed before somebody's habits count for more than everybody's.
const DOUBT: f64 = 3.0;

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
