//! All door plates together: where something belongs.

use std::collections::{BTreeMap, BTreeSet};

use super::access::{Access, Guarded};
use super::feature::{Changed, Counts, Job};
use super::handler::{Boxed, Handler, Plates, Tallied};
use super::store::{PERSONAL, RETENTION};
use super::{
    Answer, BadgeFamily, Call, Command, ContributionKind, Ctx, Due, Erasure, Feature, FirstStep, Happening,
    Parts, Words, sealed, unasked,
};
use crate::chat::{
    CommandPlate, Message, MessageText, PersonId, Press, Reaction, Reply, ShortcutPlate, Submission, Text,
    What,
};
use crate::people::Caller;
use crate::store::{PersonalTable, Retention};

/// By this name a home page is looked around for.
const HOME: &str = "home";
/// By this name words that are no command are looked around for.
const OTHERWISE: &str = "otherwise";

/// A command and what it does.
#[derive(Debug)]
pub(super) struct Knocker {
    pub words: &'static str,
    pub handler: Guarded<Command>,
}

/// The door plates of all rooms.
#[derive(Debug, Default)]
pub struct Doors {
    commands: Vec<Knocker>,
    plates: Vec<CommandPlate>,
    shortcuts: Vec<(ShortcutPlate, Guarded<Option<Message>>)>,
    buttons: BTreeMap<&'static str, Guarded<Press>>,
    forms: BTreeMap<&'static str, Guarded<Submission>>,
    jobs: BTreeMap<&'static str, Job>,
    pub(super) hears: Vec<Handler<Happening>>,
    pub(super) overhears: Vec<Handler<Call<Message>>>,
    pub(super) follows: Vec<Handler<Changed>>,
    pub(super) reacts: Vec<Handler<Call<Reaction>>>,
    pub(super) otherwise: Option<Handler<Call<Command>>>,
    pub(super) opens_home: Option<Handler<Caller>>,
    pub(super) arrives: Option<Handler<Call<()>>>,
    home: Vec<(Access, Handler<Caller, Parts>)>,
    first_steps: Vec<(FirstStep, fn() -> Text)>,
    own_page: Vec<Handler<PersonId, Parts>>,
    badges: Vec<Counts>,
    personal: Vec<&'static PersonalTable>,
    erases: Vec<Handler<Erasure>>,
    looks_around: BTreeSet<&'static str>,
    retention: Vec<&'static Retention>,
}

impl Doors {
    /// Hangs up the plates of all rooms, in the order in which they are to be shown.
    ///
    /// # Errors
    /// When two rooms want the same words, button, form or job: the name of it.
    pub fn of(features: Vec<Feature>) -> Result<Self, String> {
        let mut doors = Self::default();
        let tell = Handler::new(unasked::tell);
        let about = "tell somebody the news that had waited for them";
        doors.jobs.insert(unasked::TELL, Job { about, is_weekly: false, handler: tell });
        doors.hears.push(Handler::new(unasked::joined));
        doors.hears.push(Handler::new(sealed::joined));
        for feature in features {
            let plated = feature.commands.into_iter().map(|(plate, handler)| {
                let words = plate.words;
                doors.plates.push(plate);
                (words, handler)
            });
            let all: Vec<_> = plated.chain(feature.aliases).collect();
            for (words, handler) in all {
                if doors.commands.iter().any(|other| other.words == words) {
                    return Err(twice(feature.name, words));
                }
                doors.commands.push(Knocker { words, handler });
            }
            doors.shortcuts.extend(feature.shortcuts);
            hang(&mut doors.buttons, feature.name, feature.buttons)?;
            hang(&mut doors.forms, feature.name, feature.forms)?;
            hang(&mut doors.jobs, feature.name, feature.jobs)?;
            doors.hears.extend(feature.hears);
            doors.overhears.extend(feature.overhears);
            doors.follows.extend(feature.follows);
            doors.reacts.extend(feature.reacts);
            doors.home.extend(feature.home);
            doors.first_steps.extend(feature.first_steps);
            doors.own_page.extend(feature.own_page);
            doors.badges.extend(feature.badges);
            doors.personal.extend(feature.personal);
            doors.erases.extend(feature.erases);
            doors.looks_around.extend(feature.looks_around);
            doors.retention.extend(feature.retention);
            doors.otherwise = doors.otherwise.or(feature.otherwise);
            doors.opens_home = doors.opens_home.or(feature.opens_home);
            doors.arrives = doors.arrives.or(feature.arrives);
        }
        // Accounts and people last: what is kept of them is found by these.
        doors.personal.extend(crate::search::PERSONAL.iter().chain(PERSONAL).chain(crate::people::PERSONAL));
        // The longest words first: `lyceum me` before `lyceum`.
        doors.commands.sort_by_key(|command| std::cmp::Reverse(command.words.split(' ').count()));
        doors.plates.sort_by_key(|plate| plate.words);
        Ok(doors)
    }

    /// All menu entries.
    pub fn shortcuts(&self) -> Vec<ShortcutPlate> {
        self.shortcuts.iter().map(|(plate, _)| plate.clone()).collect()
    }

    pub(super) fn command(&self, words: &MessageText) -> Option<(&Knocker, Words)> {
        let all = Words::new(words.clone());
        self.commands.iter().find_map(|command| {
            let mut rest = all.clone();
            command.words.split(' ').all(|word| rest.take(word)).then_some((command, rest))
        })
    }

    pub(super) fn shortcut(&self, name: &str) -> Option<&Guarded<Option<Message>>> {
        self.shortcuts.iter().find(|(plate, _)| plate.name == name).map(|(_, handler)| handler)
    }

    pub(super) fn button(&self, action: &str) -> Option<&Guarded<Press>> {
        self.buttons.get(action)
    }

    pub(super) fn form(&self, name: &str) -> Option<&Guarded<Submission>> {
        self.forms.get(name)
    }

    /// The actions of all buttons, and the names of all forms.
    #[cfg(test)]
    pub(crate) fn comes_back(&self) -> (Vec<&'static str>, Vec<&'static str>) {
        (self.buttons.keys().copied().collect(), self.forms.keys().copied().collect())
    }

    /// How many say something without being called by a name: on a page, or when something happened.
    #[cfg(test)]
    pub(crate) fn nameless(&self) -> [(&'static str, usize); 10] {
        [
            ("home", self.home.len()),
            ("own_page", self.own_page.len()),
            ("hears", self.hears.len()),
            ("overhears", self.overhears.len()),
            ("follows", self.follows.len()),
            ("reacts", self.reacts.len()),
            ("erases", self.erases.len()),
            ("otherwise", usize::from(self.otherwise.is_some())),
            ("opens_home", usize::from(self.opens_home.is_some())),
            ("arrives", usize::from(self.arrives.is_some())),
        ]
    }

    /// What speaks without being pressed or filled in: jobs.
    #[cfg(test)]
    pub(crate) fn by_themselves(&self) -> Vec<&'static str> {
        self.jobs.keys().copied().collect()
    }

    /// Whoever answers to this looks around for long.
    pub(super) fn looks_around(&self, what: &What) -> bool {
        let name = match what {
            What::Command { words, .. } => {
                Some(self.command(words).map_or(OTHERWISE, |(command, _)| command.words))
            }
            What::Shortcut { name, .. } => Some(name.as_str()),
            What::Press(press) => Some(press.action.as_str()),
            What::Submission(sent) => Some(sent.form.as_str()),
            What::Home => Some(HOME),
            _ => None,
        };
        name.is_some_and(|name| self.looks_around.contains(name))
    }

    /// What is not kept for ever, of all rooms and of the machine.
    pub(super) fn retention(&self) -> impl Iterator<Item = &'static Retention> {
        RETENTION.iter().chain(self.retention.iter().copied())
    }

    /// This job comes again every week.
    pub(super) fn is_weekly(&self, kind: &str) -> bool {
        self.jobs.get(kind).is_some_and(|job| job.is_weekly)
    }

    pub(super) fn job(&self, kind: &str) -> Option<&Handler<Due>> {
        self.jobs.get(kind).map(|job| &job.handler)
    }
}

impl Plates for Doors {
    fn personal(&self) -> Vec<&'static PersonalTable> {
        self.personal.clone()
    }

    fn erase<'a>(&'a self, ctx: &'a mut Ctx, erasure: &'a Erasure) -> Boxed<'a, Answer> {
        Box::pin(async move {
            let mut reply = Reply::nothing();
            for room in &self.erases {
                reply = reply.with(room.call(ctx, erasure.clone()).await?);
            }
            Ok(reply)
        })
    }

    fn commands(&self) -> Vec<CommandPlate> {
        self.plates.clone()
    }

    fn first_steps(&self, at: FirstStep) -> Vec<Text> {
        self.first_steps
            .iter()
            .filter(|(where_it_is, _)| *where_it_is == at)
            .map(|(_, says)| says())
            .collect()
    }

    fn job_is_about(&self, kind: &str) -> Option<&'static str> {
        self.jobs.get(kind).map(|job| job.about)
    }

    fn contributions(&self) -> Vec<&'static ContributionKind> {
        let kind = |counts: &Counts| match counts {
            Counts::Contributions(kind) => Some(*kind),
            Counts::Itself(..) => None,
        };
        self.badges.iter().filter_map(kind).collect()
    }

    fn badges(&self) -> Vec<&'static BadgeFamily> {
        let family = |counts: &Counts| match counts {
            Counts::Contributions(kind) => &kind.badge,
            Counts::Itself(family, _) => *family,
        };
        self.badges.iter().map(family).collect()
    }

    fn count_badges<'a>(&'a self, ctx: &'a mut Ctx, person: &'a PersonId) -> Boxed<'a, Tallied> {
        Box::pin(async move {
            let mut counted = Vec::new();
            for counts in &self.badges {
                if let Counts::Itself(family, count) = counts {
                    counted.push((*family, count.call(ctx, person.clone()).await?));
                }
            }
            Ok(counted)
        })
    }

    fn home<'a>(&'a self, ctx: &'a mut Ctx, caller: &'a Caller) -> Boxed<'a, Parts> {
        Box::pin(async move {
            let mut parts = Vec::new();
            let sections = self.home.iter().filter(|(access, _)| access.refusal(caller).is_none());
            for (_, section) in sections {
                parts.extend(section.call(ctx, caller.clone()).await?);
            }
            Ok(parts)
        })
    }

    fn own_page<'a>(&'a self, ctx: &'a mut Ctx, person: &'a PersonId) -> Boxed<'a, Parts> {
        Box::pin(async move {
            let mut parts = Vec::new();
            for section in &self.own_page {
                parts.extend(section.call(ctx, person.clone()).await?);
            }
            Ok(parts)
        })
    }
}

fn hang<H>(
    door: &mut BTreeMap<&'static str, H>,
    room: &str,
    plates: Vec<(&'static str, H)>,
) -> Result<(), String> {
    for (name, handler) in plates {
        if door.insert(name, handler).is_some() {
            return Err(twice(room, name));
        }
    }
    Ok(())
}

fn twice(room: &str, name: &str) -> String {
    format!("{room}: `{name}` hangs on two doors")
}
