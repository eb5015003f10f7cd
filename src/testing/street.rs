//! A platform that is nothing but a list of what arrived.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::drawing;
use crate::chat::{
    AccountId, Button, Card, ChannelStatement, Circle, Delivered, Delivery, DeliveryAction, DeliveryId,
    Faces, Fate, MessageId, Part, PlaceId, Platform, Profile, Reason, ReplyHandle, Roster, Target,
    Undelivered, Visibility, WorkspaceId,
};

/// Something that stands somewhere for somebody to see.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub number: usize,
    pub place: PlaceId,
    pub thread: Option<MessageId>,
    pub id: MessageId,
    /// Only this account sees it.
    pub only: Option<AccountId>,
    pub handle: Option<ReplyHandle>,
    pub card: Card,
    pub faces: Faces,
    pub changed: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Street {
    pub shown: Mutex<Vec<Shown>>,
    pub failures: Mutex<VecDeque<Undelivered>>,
    pub trap: Mutex<Option<(&'static str, Undelivered)>>,
    /// Cards that begin so are never taken.
    pub never: Mutex<Option<(&'static str, Undelivered)>>,
    /// Cards that begin so arrive, and no answer comes back.
    pub silent: Mutex<Option<&'static str>>,
    /// It opens no conversations of several people, as Teams does not.
    pub has_no_groups: Mutex<bool>,
    /// Nobody can look whether something arrived.
    pub is_blind: Mutex<bool>,
    arrived: Mutex<HashMap<DeliveryId, Delivered>>,
    clock: Mutex<usize>,
    pub deleted: Mutex<usize>,
    /// What the platform states about channels, and who is in them.
    pub channels: Mutex<HashMap<PlaceId, ChannelStatement>>,
    pub rosters: Mutex<HashMap<Circle, Vec<AccountId>>>,
    /// Who is back, told with the next roster that is read.
    pub returned: Mutex<Vec<Profile>>,
}

impl Street {
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// A channel is so. Whoever could be in it is, if anybody can read it and nobody was named.
    pub fn knows_channel(
        &self,
        place: &PlaceId,
        statement: &ChannelStatement,
        everybody: impl Iterator<Item = AccountId>,
    ) {
        let mut channels = self.channels.lock().unwrap();
        let known = channels.entry(place.clone()).or_default();
        known.name = statement.name.clone().or(known.name.take());
        known.visibility = statement.visibility.clone().or(known.visibility.take());
        known.shared = statement.shared.or(known.shared);
        known.gone = statement.gone.or(known.gone);
        let open = known.visibility.as_ref().is_some_and(|visibility| *visibility != Visibility::Members);
        let mut rosters = self.rosters.lock().unwrap();
        let roster = rosters.entry(Circle::Place(place.clone())).or_default();
        if open && roster.is_empty() {
            roster.extend(everybody);
        }
    }

    /// Somebody is in a channel from now on.
    pub fn enters(&self, place: &PlaceId, account: &AccountId) {
        let mut rosters = self.rosters.lock().unwrap();
        let roster = rosters.entry(Circle::Place(place.clone())).or_default();
        if !roster.contains(account) {
            roster.push(account.clone());
        }
    }

    /// Who is in a channel or team.
    pub fn roster(&self, circle: &Circle) -> Vec<AccountId> {
        self.rosters.lock().unwrap().get(circle).cloned().unwrap_or_default()
    }

    fn tick(&self) -> usize {
        let mut clock = self.clock.lock().unwrap();
        *clock += 1;
        *clock
    }

    pub fn show(
        &self,
        place: &PlaceId,
        thread: Option<&MessageId>,
        only: Option<&AccountId>,
        card: &Card,
        faces: &Faces,
    ) -> MessageId {
        let number = self.tick();
        let id = MessageId::new(format!("m{number}"));
        self.shown.lock().unwrap().push(Shown {
            number,
            place: place.clone(),
            thread: thread.cloned(),
            id: id.clone(),
            only: only.cloned(),
            handle: only.map(|_| ReplyHandle::new(format!("handle {number}"))),
            card: card.clone(),
            faces: faces.clone(),
            changed: number,
        });
        id
    }

    fn change(&self, which: impl Fn(&Shown) -> bool, card: &Card, faces: &Faces) {
        let changed = self.tick();
        for shown in self.shown.lock().unwrap().iter_mut().filter(|shown| which(shown)) {
            shown.card = card.clone();
            shown.faces = faces.clone();
            shown.changed = changed;
        }
    }
}

impl Shown {
    pub fn is_seen_by(&self, account: &AccountId) -> bool {
        if let Some(keys) = self.place.as_str().strip_prefix(GROUP) {
            return keys.split('+').any(|key| account.as_str().rsplit(':').next() == Some(key));
        }
        self.only.as_ref().is_none_or(|only| only == account)
    }

    pub fn draw(&self) -> String {
        let mut wher = self.place.as_str().replacen("test:", "#", 1);
        if let Some(name) = wher.strip_prefix("#dm:") {
            wher = format!("to {name}");
        }
        if self.thread.is_some() {
            wher.push_str(" thread");
        }
        if let Some(only) = &self.only
            && !wher.starts_with("to ")
        {
            let name = only.as_str().rsplit(':').next().unwrap();
            wher = format!("only {name}");
        }
        let again = if self.changed > self.number { ", changed" } else { "" };
        format!("({wher}{again}) {}", drawing::card(&self.card, &self.faces))
    }

    pub fn button(&self, label: &str) -> Option<&Button> {
        self.card.parts.iter().find_map(|part| match part {
            Part::Buttons(buttons) => buttons.iter().find(|button| button.label == label),
            Part::Item { button, .. } => Some(button).filter(|button| button.label == label),
            _ => None,
        })
    }
}

pub(super) fn direct(account: &AccountId) -> PlaceId {
    PlaceId::new(format!("test:dm:{}", account.as_str().rsplit(':').next().unwrap()))
}

/// Where these people talk together with the bot.
fn group(accounts: &[AccountId]) -> PlaceId {
    let keys: Vec<&str> = accounts.iter().filter_map(|account| account.as_str().rsplit(':').next()).collect();
    PlaceId::new(format!("{GROUP}{}", keys.join("+")))
}

/// Before the keys of several people.
const GROUP: &str = "test:group:";

#[async_trait]
impl Platform for Street {
    fn opens_groups(&self) -> bool {
        !*self.has_no_groups.lock().unwrap()
    }

    async fn deliver(&self, delivery: &Delivery) -> Result<Delivered, Undelivered> {
        if let Some(failure) = self.failures.lock().unwrap().pop_front() {
            return Err(failure);
        }
        let faces = &delivery.faces;
        if let Some((words, failure)) = &*self.never.lock().unwrap()
            && delivery.act.card().is_some_and(|card| drawing::card(card, faces).starts_with(words))
        {
            return Err(failure.clone());
        }
        let mut trap = self.trap.lock().unwrap();
        let caught = trap.as_ref().is_some_and(|(words, _)| {
            delivery.act.card().is_some_and(|card| drawing::card(card, faces).starts_with(words))
        });
        if caught && let Some((_, failure)) = trap.take() {
            return Err(failure);
        }
        drop(trap);
        let done = match &delivery.act {
            DeliveryAction::Post { to, card } => {
                let (place, thread, only) = match to {
                    Target::Place { place, thread } => (place.clone(), thread.clone(), None),
                    Target::Only { account, place, thread, .. } => (
                        place.clone().unwrap_or_else(|| direct(account)),
                        thread.clone(),
                        Some(account.clone()),
                    ),
                    Target::Direct(account) => (direct(account), None, Some(account.clone())),
                    Target::Group(accounts) => (group(accounts), None, None),
                };
                let message = self.show(&place, thread.as_ref(), only.as_ref(), card, faces);
                Delivered { place: Some(place), message: Some(message) }
            }
            DeliveryAction::Edit { place, message, card } => {
                self.change(|shown| shown.place == *place && shown.id == *message, card, faces);
                Delivered::default()
            }
            DeliveryAction::Delete { place, message } => {
                self.shown.lock().unwrap().retain(|shown| shown.place != *place || shown.id != *message);
                *self.deleted.lock().unwrap() += 1;
                Delivered::default()
            }
            DeliveryAction::Replace { handle, card } => {
                self.change(|shown| shown.handle.as_ref() == Some(handle), card, faces);
                Delivered::default()
            }
            DeliveryAction::Home { account, card } => {
                let place = PlaceId::new("test:home");
                self.shown.lock().unwrap().retain(|shown| shown.place != place);
                self.show(&place, None, Some(account), card, faces);
                Delivered::default()
            }
        };
        self.arrived.lock().unwrap().insert(delivery.id.clone(), done.clone());
        let mut silent = self.silent.lock().unwrap();
        let is_silent = silent.is_some_and(|words| {
            delivery.act.card().is_some_and(|card| drawing::card(card, faces).starts_with(words))
        });
        if is_silent {
            *silent = None;
            return Err(Undelivered::Unanswered("time-out".to_owned()));
        }
        Ok(done)
    }

    async fn fate(&self, delivery: &Delivery, _: DateTime<Utc>) -> Result<Fate, Undelivered> {
        if *self.is_blind.lock().unwrap() {
            return Ok(Fate::Unknowable);
        }
        let arrived = self.arrived.lock().unwrap().get(&delivery.id).cloned();
        Ok(arrived.map_or(Fate::Lost, Fate::Arrived))
    }

    async fn profile(&self, _: &WorkspaceId, account: &AccountId) -> Result<Profile, Undelivered> {
        Err(Undelivered::Unreached(format!("nobody knows {account}")))
    }

    async fn permalink(&self, _: &WorkspaceId, place: &PlaceId, message: &MessageId) -> Option<String> {
        Some(format!("https://test/{}/{message}", place.as_str().trim_start_matches("test:")))
    }

    async fn channel(&self, _: &WorkspaceId, place: &PlaceId) -> Result<ChannelStatement, Undelivered> {
        let known = self.channels.lock().unwrap().get(place).cloned();
        known.ok_or(Undelivered::Refused(Reason::NoSuchChannel))
    }

    async fn members(&self, _: &WorkspaceId, circle: &Circle) -> Result<Roster, Undelivered> {
        let returned = std::mem::take(&mut *self.returned.lock().unwrap());
        Ok(Roster { accounts: self.roster(circle), returned })
    }

    async fn open_channels(
        &self,
        _: &WorkspaceId,
    ) -> Result<Option<Vec<(PlaceId, ChannelStatement)>>, Undelivered> {
        Ok(None)
    }
}
