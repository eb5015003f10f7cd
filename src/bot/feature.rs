//! The registration of a feature: all that the machine, the help, the manifests and the home page know of it.

use chrono::{DateTime, Utc};

use super::access::{Access, Guarded};
use super::handler::{AskedLately, Handler, Handles};
use super::{
    Answer, BadgeFamily, Call, Command, ContributionKind, DomainEvent, Due, Erasure, Failure, FirstStep,
    Parts,
};
use crate::chat::{
    Card, CommandSpec, Message, MessageId, PersonId, Place, Press, Reaction, ShortcutSpec, Standing,
    Submission, Text,
};
use crate::people::Caller;
use crate::store::{PersonalTable, Retention};

/// A feature, as a value.
#[derive(Debug)]
pub struct Feature {
    pub(super) name: &'static str,
    access: Access,
    pub(super) commands: Vec<(CommandSpec, Guarded<Command>)>,
    pub(super) aliases: Vec<(&'static str, Guarded<Command>)>,
    pub(super) shortcuts: Vec<(ShortcutSpec, Guarded<Option<Message>>)>,
    pub(super) buttons: Vec<(&'static str, Guarded<Press>)>,
    pub(super) forms: Vec<(&'static str, Guarded<Submission>)>,
    pub(super) jobs: Vec<(&'static str, Job)>,
    pub(super) on_event: Vec<Handler<DomainEvent>>,
    pub(super) overhears: Vec<Handler<Call<Message>>>,
    pub(super) follows: Vec<Handler<Changed>>,
    pub(super) reacts: Vec<Handler<Call<Reaction>>>,
    pub(super) otherwise: Option<Handler<Call<Command>>>,
    pub(super) opens_home: Option<Handler<Caller>>,
    pub(super) redraws_home: Option<Handler<Caller>>,
    pub(super) arrives: Option<Handler<Call<()>>>,
    pub(super) home: Vec<(Access, Handler<Caller, Parts>)>,
    pub(super) first_steps: Vec<(FirstStep, fn() -> Text)>,
    pub(super) own_page: Vec<Handler<PersonId, Parts>>,
    pub(super) asked: Vec<Handler<DateTime<Utc>, AskedLately>>,
    pub(super) badges: Vec<Counts>,
    pub(super) personal: Vec<&'static PersonalTable>,
    pub(super) erases: Vec<Handler<Erasure>>,
    pub(super) looks_around: Vec<&'static str>,
    pub(super) retention: Vec<&'static Retention>,
}

/// What its author did with a message that was written before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was changed and reads so now.
    Edited(Message),
    /// It is gone.
    Deleted(MessageId),
}

/// A message was changed or is gone: its channel opted in, or something of it is kept. Nobody is met by that; it comes in
/// any order, and also before the message.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Where it stands.
    pub at: Place,
    /// What happened to it.
    pub what: Change,
}

/// What a badge with steps counts.
#[derive(Debug)]
pub(super) enum Counts {
    /// Contributions of a kind, as they are kept.
    Contributions(&'static ContributionKind),
    /// What a feature counts itself, for one person.
    Itself(&'static BadgeFamily, Handler<PersonId, Result<i64, Failure>>),
}

/// Something that can be put off.
#[derive(Debug)]
pub(super) struct Job {
    /// What it does, after "I could not".
    pub about: &'static str,
    /// It comes again every week.
    pub is_weekly: bool,
    /// Who does it.
    pub handler: Handler<Due>,
}

impl Feature {
    /// A feature without any entry.
    pub fn named(name: &'static str) -> Self {
        Self {
            name,
            access: Access::Everybody,
            commands: Vec::new(),
            aliases: Vec::new(),
            shortcuts: Vec::new(),
            buttons: Vec::new(),
            forms: Vec::new(),
            jobs: Vec::new(),
            on_event: Vec::new(),
            overhears: Vec::new(),
            follows: Vec::new(),
            reacts: Vec::new(),
            otherwise: None,
            opens_home: None,
            redraws_home: None,
            arrives: None,
            home: Vec::new(),
            first_steps: Vec::new(),
            own_page: Vec::new(),
            asked: Vec::new(),
            badges: Vec::new(),
            personal: Vec::new(),
            erases: Vec::new(),
            looks_around: Vec::new(),
            retention: Vec::new(),
        }
    }

    /// A command: its words, what follows them, what it does.
    #[must_use]
    pub fn command(
        mut self,
        words: &'static str,
        usage: &'static str,
        about: &'static str,
        handler: impl for<'a> Handles<'a, Call<Command>, Answer> + 'static,
    ) -> Self {
        let spec = CommandSpec { words, usage, about, leads_only: self.access.is_for_leads() };
        self.commands.push((spec, Guarded::new(self.access, Handler::new(handler))));
        self
    }

    /// Other words for a command. They are listed nowhere: neither help nor manifests name them.
    #[must_use]
    pub fn also(
        mut self,
        words: &'static str,
        handler: impl for<'a> Handles<'a, Call<Command>, Answer> + 'static,
    ) -> Self {
        self.aliases.push((words, Guarded::new(self.access, Handler::new(handler))));
        self
    }

    /// The commands, menu entries, buttons and forms that `declares` adds are for leads. Everybody else is shown the refusal,
    /// and no handler is called. Help and menus name such commands to leads alone.
    #[must_use]
    pub fn leads_only(self, refusal: fn() -> Card, declares: impl FnOnce(Self) -> Self) -> Self {
        self.only(Access::Leads(refusal), declares)
    }

    /// The same for colleagues. Guests, people from outside and whoever is not known yet are shown the refusal.
    #[must_use]
    pub fn members_only(self, refusal: fn(Standing) -> Card, declares: impl FnOnce(Self) -> Self) -> Self {
        self.only(Access::Members(refusal), declares)
    }

    /// The same for colleagues and whoever is not known yet; guests and people from outside are shown the refusal.
    #[must_use]
    pub fn no_outsiders(self, refusal: fn() -> Card, declares: impl FnOnce(Self) -> Self) -> Self {
        self.only(Access::Insiders(refusal), declares)
    }

    fn only(mut self, access: Access, declares: impl FnOnce(Self) -> Self) -> Self {
        let before = std::mem::replace(&mut self.access, access);
        Self { access: before, ..declares(self) }
    }

    /// An entry in the platform's menus, on a message or from anywhere.
    #[must_use]
    pub fn shortcut(
        mut self,
        spec: ShortcutSpec,
        handler: impl for<'a> Handles<'a, Call<Option<Message>>, Answer> + 'static,
    ) -> Self {
        self.shortcuts.push((spec, Guarded::new(self.access, Handler::new(handler))));
        self
    }

    /// A button.
    #[must_use]
    pub fn button(
        mut self,
        action: &'static str,
        handler: impl for<'a> Handles<'a, Call<Press>, Answer> + 'static,
    ) -> Self {
        self.buttons.push((action, Guarded::new(self.access, Handler::new(handler))));
        self
    }

    /// A form that was sent.
    #[must_use]
    pub fn form(
        mut self,
        name: &'static str,
        handler: impl for<'a> Handles<'a, Call<Submission>, Answer> + 'static,
    ) -> Self {
        self.forms.push((name, Guarded::new(self.access, Handler::new(handler))));
        self
    }

    /// These commands, buttons, forms and shortcuts look around for long, as do `home`, the home page, and `otherwise`, words that are no command: they are
    /// run before their event's turn, on a connection that only reads. What they write, they write last and by
    /// [`crate::store::Tx::defer`]; where they cannot, they are run in their turn.
    #[must_use]
    pub fn looks_around(mut self, names: &[&'static str]) -> Self {
        self.looks_around.extend(names);
        self
    }

    /// Something that was put off with [`super::Ctx::schedule`]. `about` says what it does, as a lead reads it after "I could
    /// not": "ask the next person".
    #[must_use]
    pub fn job(
        mut self,
        kind: &'static str,
        about: &'static str,
        handler: impl for<'a> Handles<'a, Due, Answer> + 'static,
    ) -> Self {
        self.jobs.push((kind, Job { about, is_weekly: false, handler: Handler::new(handler) }));
        self
    }

    /// Something that comes again every week, from when [`super::Ctx::schedule_weekly`] asked for it until it is not wanted
    /// any more. One that fails for good comes again the next week all the same. For `about` see [`Feature::job`].
    #[must_use]
    pub fn weekly(
        mut self,
        kind: &'static str,
        about: &'static str,
        handler: impl for<'a> Handles<'a, Due, Answer> + 'static,
    ) -> Self {
        self.jobs.push((kind, Job { about, is_weekly: true, handler: Handler::new(handler) }));
        self
    }

    /// What other features, and the machine, announce.
    #[must_use]
    pub fn on_event(mut self, handler: impl for<'a> Handles<'a, DomainEvent, Answer> + 'static) -> Self {
        self.on_event.push(Handler::new(handler));
        self
    }

    /// New messages in channels that opted in; never any other.
    #[must_use]
    pub fn overhears(mut self, handler: impl for<'a> Handles<'a, Call<Message>, Answer> + 'static) -> Self {
        self.overhears.push(Handler::new(handler));
        self
    }

    /// Changes and deletions of messages, in channels that opted in and of what is kept. Whoever keeps words of a message
    /// follows it, and keeps nothing that was not kept before of a place that is not read.
    #[must_use]
    pub fn follows(mut self, handler: impl for<'a> Handles<'a, Changed, Answer> + 'static) -> Self {
        self.follows.push(Handler::new(handler));
        self
    }

    /// Reactions on any message that the platform tells of; whoever hears them looks at the bot's own posts only, or at
    /// channels that opted in.
    #[must_use]
    pub fn reacts(mut self, handler: impl for<'a> Handles<'a, Call<Reaction>, Answer> + 'static) -> Self {
        self.reacts.push(Handler::new(handler));
        self
    }

    /// Words for the bot that are no command: a mention, a direct message. One feature at the most.
    #[must_use]
    pub fn otherwise(mut self, handler: impl for<'a> Handles<'a, Call<Command>, Answer> + 'static) -> Self {
        self.otherwise = Some(Handler::new(handler));
        self
    }

    /// What is said where the bot was just added. The first feature that wants to say it does.
    #[must_use]
    pub fn arrives(mut self, handler: impl for<'a> Handles<'a, Call<()>, Answer> + 'static) -> Self {
        self.arrives = Some(Handler::new(handler));
        self
    }

    /// A person opens their home page. One feature at the most; it asks the others with [`super::Registry::home`].
    #[must_use]
    pub fn opens_home(mut self, handler: impl for<'a> Handles<'a, Caller, Answer> + 'static) -> Self {
        self.opens_home = Some(Handler::new(handler));
        self
    }

    /// A home page anew, in place of the one that was looked at, for [`super::Ctx::redraw_home`]. One feature at the most.
    #[must_use]
    pub fn redraws_home(mut self, handler: impl for<'a> Handles<'a, Caller, Answer> + 'static) -> Self {
        self.redraws_home = Some(Handler::new(handler));
        self
    }

    /// This feature's part of a person's home page. Among what is for leads only it is their settings and figures: nobody else
    /// is shown it, and the handler is not called.
    #[must_use]
    pub fn home(mut self, handler: impl for<'a> Handles<'a, Caller, Parts> + 'static) -> Self {
        self.home.push((self.access, Handler::new(handler)));
        self
    }

    /// What somebody can do first with this feature, in a sentence. They stand in the order of the features.
    #[must_use]
    pub fn first_step(mut self, at: FirstStep, says: fn() -> Text) -> Self {
        self.first_steps.push((at, says));
        self
    }

    /// This feature's part of a person's own page, which nobody else is shown. Nothing, if it has nothing to say.
    #[must_use]
    pub fn own_page(mut self, handler: impl for<'a> Handles<'a, PersonId, Parts> + 'static) -> Self {
        self.own_page.push(Handler::new(handler));
        self
    }

    /// What was asked through this feature since a moment, on topics of the company's. What was shown to nobody but its asker,
    /// or was taken back, is not among it.
    #[must_use]
    pub fn asked(mut self, handler: impl for<'a> Handles<'a, DateTime<Utc>, AskedLately> + 'static) -> Self {
        self.asked.push(Handler::new(handler));
        self
    }

    /// People contribute so here: the feature announces each with [`DomainEvent::Contributed`], and takes back what was none
    /// with [`DomainEvent::ContributionWithdrawn`]. Its badge is shown in the order in which features declare theirs.
    #[must_use]
    pub fn contributes(mut self, kind: &'static ContributionKind) -> Self {
        self.badges.push(Counts::Contributions(kind));
        self
    }

    /// A badge for what this feature counts itself: how much of it one person has, at the moment when it is asked.
    #[must_use]
    pub fn badge(
        mut self,
        family: &'static BadgeFamily,
        count: impl for<'a> Handles<'a, PersonId, Result<i64, Failure>> + 'static,
    ) -> Self {
        self.badges.push(Counts::Itself(family, Handler::new(count)));
        self
    }

    /// This feature's tables with people in them, so that what is kept of a person can be exported and erased.
    #[must_use]
    pub fn keeps(mut self, tables: &'static [PersonalTable]) -> Self {
        self.personal.extend(tables);
        self
    }

    /// What of this feature's tables is not kept for ever.
    #[must_use]
    pub fn keeps_no_longer(mut self, retention: &'static [Retention]) -> Self {
        self.retention.extend(retention);
        self
    }

    /// Somebody is erased: what is left to do once they are gone from this feature's tables, such as what stands in cards.
    /// Done again it changes nothing.
    #[must_use]
    pub fn erases(mut self, handler: impl for<'a> Handles<'a, Erasure, Answer> + 'static) -> Self {
        self.erases.push(Handler::new(handler));
        self
    }
}
