//! All features together: which handler something belongs to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::access::{Access, Guarded};
use super::feature::{Changed, Counts, Job};
use super::handler::{AskedLately, Boxed, Handler, RegistryView, Tallied};
use super::store::{PERSONAL, RETENTION};
use super::{
    Answer, BadgeFamily, Call, Command, ContributionKind, Ctx, DomainEvent, Due, Erasure, Feature, FirstStep,
    Parts, Words, notifications,
};
use crate::chat::{
    CommandSpec, Message, MessageText, PersonId, Press, Reaction, Reply, ShortcutSpec, Submission, Text, What,
};
use crate::people::Caller;
use crate::store::{PersonalTable, Retention};

/// By this name a home page is looked around for.
const HOME: &str = "home";
/// By this name words that are no command are looked around for.
const OTHERWISE: &str = "otherwise";

/// A command and what it does.
#[derive(Debug)]
pub(super) struct CommandEntry {
    pub words: &'static str,
    pub handler: Guarded<Command>,
}

/// What all features registered.
#[derive(Debug, Default)]
pub struct Registry {
    commands: Vec<CommandEntry>,
    specs: Vec<CommandSpec>,
    shortcuts: Vec<(ShortcutSpec, Guarded<Option<Message>>)>,
    buttons: BTreeMap<&'static str, Guarded<Press>>,
    forms: BTreeMap<&'static str, Guarded<Submission>>,
    jobs: BTreeMap<&'static str, Job>,
    pub(super) on_event: Vec<Handler<DomainEvent>>,
    pub(super) overhears: Vec<Handler<Call<Message>>>,
    pub(super) follows: Vec<Handler<Changed>>,
    pub(super) reacts: Vec<Handler<Call<Reaction>>>,
    pub(super) otherwise: Option<Handler<Call<Command>>>,
    pub(super) opens_home: Option<Handler<Caller>>,
    redraws_home: Option<Handler<Caller>>,
    pub(super) arrives: Option<Handler<Call<()>>>,
    home: Vec<(Access, Handler<Caller, Parts>)>,
    first_steps: Vec<(FirstStep, fn() -> Text)>,
    own_page: Vec<Handler<PersonId, Parts>>,
    asked: Vec<Handler<DateTime<Utc>, AskedLately>>,
    badges: Vec<Counts>,
    personal: Vec<&'static PersonalTable>,
    erases: Vec<Handler<Erasure>>,
    looks_around: BTreeSet<&'static str>,
    retention: Vec<&'static Retention>,
}

impl Registry {
    /// Registers all features, in the order in which they are to be shown.
    ///
    /// # Errors
    /// When two features want the same words, button, form or job: the name of it.
    pub fn of(features: Vec<Feature>) -> Result<Self, String> {
        let mut registry = Self::default();
        let tell = Handler::new(notifications::tell);
        let about = "tell somebody the news that had waited for them";
        registry.jobs.insert(notifications::TELL, Job { about, is_weekly: false, handler: tell });
        registry.on_event.push(Handler::new(notifications::joined));
        for feature in features {
            let described = feature.commands.into_iter().map(|(spec, handler)| {
                let words = spec.words;
                registry.specs.push(spec);
                (words, handler)
            });
            let all: Vec<_> = described.chain(feature.aliases).collect();
            for (words, handler) in all {
                if registry.commands.iter().any(|other| other.words == words) {
                    return Err(twice(feature.name, words));
                }
                registry.commands.push(CommandEntry { words, handler });
            }
            registry.shortcuts.extend(feature.shortcuts);
            register(&mut registry.buttons, feature.name, feature.buttons)?;
            register(&mut registry.forms, feature.name, feature.forms)?;
            register(&mut registry.jobs, feature.name, feature.jobs)?;
            registry.on_event.extend(feature.on_event);
            registry.overhears.extend(feature.overhears);
            registry.follows.extend(feature.follows);
            registry.reacts.extend(feature.reacts);
            registry.home.extend(feature.home);
            registry.asked.extend(feature.asked);
            registry.first_steps.extend(feature.first_steps);
            registry.own_page.extend(feature.own_page);
            registry.badges.extend(feature.badges);
            registry.personal.extend(feature.personal);
            registry.erases.extend(feature.erases);
            registry.looks_around.extend(feature.looks_around);
            registry.retention.extend(feature.retention);
            registry.otherwise = registry.otherwise.or(feature.otherwise);
            registry.opens_home = registry.opens_home.or(feature.opens_home);
            registry.redraws_home = registry.redraws_home.or(feature.redraws_home);
            registry.arrives = registry.arrives.or(feature.arrives);
        }
        // Accounts and people last: what is kept of them is found by these.
        registry
            .personal
            .extend(crate::search::PERSONAL.iter().chain(PERSONAL).chain(crate::people::PERSONAL));
        // The longest words first: `lyceum me` before `lyceum`.
        registry.commands.sort_by_key(|command| std::cmp::Reverse(command.words.split(' ').count()));
        registry.specs.sort_by_key(|spec| spec.words);
        Ok(registry)
    }

    /// All menu entries.
    pub fn shortcuts(&self) -> Vec<ShortcutSpec> {
        self.shortcuts.iter().map(|(spec, _)| spec.clone()).collect()
    }

    pub(super) fn command(&self, words: &MessageText) -> Option<(&CommandEntry, Words)> {
        let all = Words::new(words.clone());
        self.commands.iter().find_map(|command| {
            let mut rest = all.clone();
            command.words.split(' ').all(|word| rest.take(word)).then_some((command, rest))
        })
    }

    pub(super) fn shortcut(&self, name: &str) -> Option<&Guarded<Option<Message>>> {
        self.shortcuts.iter().find(|(spec, _)| spec.name == name).map(|(_, handler)| handler)
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
    pub(crate) fn nameless(&self) -> [(&'static str, usize); 12] {
        [
            ("home", self.home.len()),
            ("own_page", self.own_page.len()),
            ("hears", self.on_event.len()),
            ("overhears", self.overhears.len()),
            ("follows", self.follows.len()),
            ("reacts", self.reacts.len()),
            ("erases", self.erases.len()),
            ("otherwise", usize::from(self.otherwise.is_some())),
            ("opens_home", usize::from(self.opens_home.is_some())),
            ("redraws_home", usize::from(self.redraws_home.is_some())),
            ("asked", self.asked.len()),
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

    /// What is not kept for ever, of all features and of the machine.
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

impl RegistryView for Registry {
    fn personal(&self) -> Vec<&'static PersonalTable> {
        self.personal.clone()
    }

    fn erase<'a>(&'a self, ctx: &'a mut Ctx, erasure: &'a Erasure) -> Boxed<'a, Answer> {
        Box::pin(async move {
            let mut reply = Reply::nothing();
            for feature in &self.erases {
                reply = reply.with(feature.call(ctx, erasure.clone()).await?);
            }
            Ok(reply)
        })
    }

    fn commands(&self) -> Vec<CommandSpec> {
        self.specs.clone()
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

    fn asked<'a>(&'a self, ctx: &'a mut Ctx, since: DateTime<Utc>) -> Boxed<'a, AskedLately> {
        Box::pin(async move {
            let mut all = Vec::new();
            for handler in &self.asked {
                all.extend(handler.call(ctx, since).await?);
            }
            Ok(all)
        })
    }

    fn redraw_home<'a>(&'a self, ctx: &'a mut Ctx, caller: &'a Caller) -> Boxed<'a, Answer> {
        Box::pin(async move {
            match &self.redraws_home {
                Some(handler) => handler.call(ctx, caller.clone()).await,
                None => Ok(Reply::nothing()),
            }
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

fn register<H>(
    entries: &mut BTreeMap<&'static str, H>,
    feature: &str,
    specs: Vec<(&'static str, H)>,
) -> Result<(), String> {
    for (name, handler) in specs {
        if entries.insert(name, handler).is_some() {
            return Err(twice(feature, name));
        }
    }
    Ok(())
}

fn twice(feature: &str, name: &str) -> String {
    format!("{feature}: `{name}` is registered twice")
}
