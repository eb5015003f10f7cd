//! All there is in the playground, as a plain value: it changes only by [`Change`]s, so the same ones in the
//! same order make the same world again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::company::{Channel, Company, Person};
use super::names::{CHANNEL, DIRECT, FIRST_LIVE, GROUP, handle_of, message_id};
use crate::chat::{AccountId, Card, Faces, MessageId, PlaceId, PlaceKind, Standing};

/// What stands in a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Body {
    /// A person's words, as typed.
    Words(String),
    /// Ours.
    Card(Card, Faces),
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) id: MessageId,
    pub(super) place: PlaceId,
    pub(super) thread: Option<MessageId>,
    /// The key of who wrote it; none for ours.
    pub(super) by: Option<String>,
    pub(super) body: Body,
    pub(super) at: DateTime<Utc>,
    pub(super) edited: bool,
    /// The key of the only person who sees it.
    pub(super) only: Option<String>,
    pub(super) reactions: Vec<(String, Vec<String>)>,
}

/// Something that changes the world. The journal's entries are these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Change {
    Said(Said),
    Reworded {
        id: MessageId,
        body: Body,
    },
    Gone {
        id: MessageId,
    },
    Reacted {
        id: MessageId,
        by: String,
        emoji: String,
        on: bool,
    },
    Read {
        by: String,
        place: PlaceId,
        upto: MessageId,
    },
    Home {
        of: String,
        card: Card,
        faces: Faces,
    },
    /// A form of this name has these fields for people.
    Form {
        name: String,
        people: Vec<String>,
    },
}

/// The world.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) org: String,
    pub(super) company: Company,
    messages: BTreeMap<MessageId, Said>,
    read: BTreeMap<(String, PlaceId), MessageId>,
    homes: BTreeMap<String, (Card, Faces)>,
    forms: BTreeMap<String, Vec<String>>,
    next: u64,
}

impl World {
    /// A company on the first day, with its history.
    pub(super) fn new(org: &str, company: Company) -> Self {
        let mut messages = BTreeMap::new();
        let mut add = |id: &MessageId, place: &PlaceId, thread, by: &str, text: &str, at| {
            let body = Body::Words(text.to_owned());
            let (id, place, by) = (id.clone(), place.clone(), Some(by.to_owned()));
            let said =
                Said { id, place, thread, by, body, at, edited: false, only: None, reactions: Vec::new() };
            messages.insert(said.id.clone(), said);
        };
        for thread in &company.threads {
            add(&thread.id, &thread.place, None, &thread.by, &thread.text, thread.sent);
            for reply in &thread.replies {
                let below = Some(thread.id.clone());
                add(&reply.id, &thread.place, below, &reply.by, &reply.text, reply.sent);
            }
        }
        let org = org.to_owned();
        let (read, homes, forms) = Default::default();
        Self { org, company, messages, read, homes, forms, next: FIRST_LIVE }
    }

    /// Changes it. What the change speaks of and is not there any more is passed over.
    pub(super) fn apply(&mut self, change: Change) {
        match change {
            Change::Said(said) => {
                let number = said.id.as_str().parse().unwrap_or(self.next);
                self.next = self.next.max(number + 1);
                self.messages.insert(said.id.clone(), said);
            }
            Change::Reworded { id, body } => {
                if let Some(said) = self.messages.get_mut(&id) {
                    said.body = body;
                    said.edited = true;
                }
            }
            Change::Gone { id } => {
                self.messages.remove(&id);
            }
            Change::Reacted { id, by, emoji, on } => {
                if let Some(said) = self.messages.get_mut(&id) {
                    said.react(&by, &emoji, on);
                }
            }
            Change::Read { by, place, upto } => {
                self.read.insert((by, place), upto);
            }
            Change::Home { of, card, faces } => {
                self.homes.insert(of, (card, faces));
            }
            Change::Form { name, people } => {
                self.forms.insert(name, people);
            }
        }
    }

    /// The name of the next message.
    pub(super) fn next_id(&self) -> MessageId {
        message_id(self.next)
    }

    /// Who has this key.
    pub(super) fn person(&self, key: &str) -> Option<&Person> {
        self.company.people.iter().find(|person| person.key == key)
    }

    /// The account of a key.
    pub(super) fn account(&self, key: &str) -> AccountId {
        super::account(&self.org, key)
    }

    /// The person who has this account.
    pub(super) fn holder(&self, account: &AccountId) -> Option<&Person> {
        let key = account.as_str().strip_prefix("playground:")?.strip_prefix(&self.org)?.strip_prefix(':')?;
        self.person(key)
    }

    /// The channel at a place.
    pub(super) fn channel(&self, place: &PlaceId) -> Option<&Channel> {
        let name = place.as_str().strip_prefix(CHANNEL)?;
        self.company.channels.iter().find(|channel| channel.name == name)
    }

    /// The person whose direct conversation is at a place.
    pub(super) fn talker(&self, place: &PlaceId) -> Option<&Person> {
        self.person(place.as_str().strip_prefix(DIRECT)?)
    }

    /// The people whose conversation together is at a place; nobody if there is none.
    pub(super) fn talkers(&self, place: &PlaceId) -> Vec<&Person> {
        let keys = place.as_str().strip_prefix(GROUP).into_iter().flat_map(|keys| keys.split('+'));
        keys.filter_map(|key| self.person(key)).collect()
    }

    /// The conversations of several people that this person is in.
    pub(super) fn groups_of(&self, person: &Person) -> BTreeSet<&PlaceId> {
        let places = self.messages.values().map(|said| &said.place);
        places.filter(|place| place.as_str().starts_with(GROUP) && self.enters(person, place)).collect()
    }

    /// What kind of place it is, if there is such a place.
    pub(super) fn kind(&self, place: &PlaceId) -> Option<PlaceKind> {
        match self.channel(place) {
            Some(channel) if channel.private => Some(PlaceKind::Private),
            Some(_) => Some(PlaceKind::Channel),
            None if !self.talkers(place).is_empty() => Some(PlaceKind::Group),
            None => self.talker(place).map(|_| PlaceKind::Direct),
        }
    }

    /// The person can read there.
    pub(super) fn enters(&self, person: &Person, place: &PlaceId) -> bool {
        let Some(channel) = self.channel(place) else {
            return self.talker(place).into_iter().chain(self.talkers(place)).any(|it| it.key == person.key);
        };
        match (&channel.members, person.standing) {
            (_, Standing::Gone | Standing::Unknown) => false,
            (Some(members), _) if members.contains(&person.key) => true,
            (Some(_), _) if channel.private => false,
            (_, Standing::Member | Standing::Bot) => true,
            (None, Standing::Stranger) => channel.shared,
            (_, Standing::Guest | Standing::Stranger) => false,
        }
    }

    /// The message, if the person can see it.
    pub(super) fn seen(&self, person: &Person, id: &MessageId) -> Option<&Said> {
        let said = self.messages.get(id)?;
        let meant = said.only.as_ref().is_none_or(|only| *only == person.key);
        (meant && self.enters(person, &said.place)).then_some(said)
    }

    /// The message, whoever may see it.
    pub(super) fn message(&self, id: &MessageId) -> Option<&Said> {
        self.messages.get(id)
    }

    /// What the person sees in a place, or below one message of it, the oldest first.
    pub(super) fn view(&self, person: &Person, place: &PlaceId, thread: Option<&MessageId>) -> Vec<&Said> {
        let mut found: Vec<&Said> = self
            .messages
            .values()
            .filter(|said| said.place == *place)
            .filter(|said| match thread {
                Some(root) => said.id == *root || said.thread.as_ref() == Some(root),
                None => said.thread.is_none(),
            })
            .filter(|said| self.seen(person, &said.id).is_some())
            .collect();
        found.sort_by_key(|said| (said.at, &said.id));
        found
    }

    /// How many answers stay below a message, and when the last came.
    pub(super) fn replies(&self, root: &MessageId) -> Option<(usize, DateTime<Utc>)> {
        let below = self.messages.values().filter(|it| it.thread.as_ref() == Some(root) && it.only.is_none());
        let times: Vec<_> = below.map(|said| said.at).collect();
        times.iter().max().map(|last| (times.len(), *last))
    }

    /// How many messages of others the person has not looked at there. History counts as read.
    pub(super) fn unread(&self, person: &Person, place: &PlaceId) -> usize {
        let start = message_id(FIRST_LIVE - 1);
        let read = self.read.get(&(person.key.clone(), place.clone())).unwrap_or(&start);
        let newer = self.messages.range((std::ops::Bound::Excluded(read), std::ops::Bound::Unbounded));
        let others = newer.filter(|(_, said)| said.place == *place && said.by.as_ref() != Some(&person.key));
        others.filter(|(id, _)| self.seen(person, id).is_some()).count()
    }

    /// The newest message in a place.
    pub(super) fn newest(&self, place: &PlaceId) -> Option<MessageId> {
        self.messages.iter().rev().find(|(_, said)| said.place == *place).map(|(id, _)| id.clone())
    }

    /// A person's home page, once it was drawn.
    pub(super) fn home(&self, key: &str) -> Option<&(Card, Faces)> {
        self.homes.get(key)
    }

    /// The fields for people in forms of this name.
    pub(super) fn people_fields(&self, form: &str) -> &[String] {
        self.forms.get(form).map_or(&[], Vec::as_slice)
    }
}

impl Said {
    fn react(&mut self, by: &str, emoji: &str, on: bool) {
        let place = self.reactions.iter().position(|(name, _)| name == emoji);
        let place = place.unwrap_or_else(|| {
            self.reactions.push((emoji.to_owned(), Vec::new()));
            self.reactions.len() - 1
        });
        let people = &mut self.reactions[place].1;
        people.retain(|key| key != by);
        if on {
            people.push(by.to_owned());
        }
        self.reactions.retain(|(_, people)| !people.is_empty());
    }

    /// The way to change it, for whoever pressed a button on it.
    pub(super) fn handle(&self) -> String {
        handle_of(&self.id)
    }

    /// It is there, for everybody.
    pub(super) fn stays_in(&self, place: &PlaceId) -> bool {
        self.place == *place && self.only.is_none()
    }

    /// The person set this reaction.
    pub(super) fn has(&self, by: &str, emoji: &str) -> bool {
        self.reactions.iter().any(|(name, people)| name == emoji && people.iter().any(|key| key == by))
    }
}
