//! What a person does, and what they see.

use super::drawing;
use super::house::{ABROAD, House, account, account_abroad, channel};
use super::street::{Shown, direct};
use crate::chat::{
    AccountId, Event, GroupMention, Message, MessageId, MessageText, Place, PlaceKind, Press, Profile,
    Reaction, Receipt, ReplyHandle, Standing, Submission, Visibility, What, WorkspaceId,
};

/// Somebody in the house.
pub(crate) struct Someone<'h> {
    pub(super) house: &'h mut House,
    pub(super) key: &'static str,
    pub(super) at: Place,
    /// On their account in the other workspace.
    pub(super) abroad: bool,
}

impl Someone<'_> {
    /// On their account in the company's other workspace.
    pub fn abroad(mut self) -> Self {
        self.abroad = true;
        self
    }

    fn me(&self) -> AccountId {
        if self.abroad { account_abroad(self.key) } else { account(self.key) }
    }

    fn workspace(&self) -> WorkspaceId {
        if self.abroad { WorkspaceId::new(ABROAD) } else { self.house.workspace.clone() }
    }

    /// In another channel.
    pub fn in_channel(mut self, name: &str) -> Self {
        self.at = channel(name);
        self
    }

    /// In a channel that people from outside read.
    pub fn in_shared_channel(mut self, name: &str) -> Self {
        self.at = Place { shared: true, ..channel(name) };
        self
    }

    /// In a channel that only its members can read.
    pub fn in_private_channel(mut self, name: &str) -> Self {
        self.at = Place { kind: PlaceKind::Private, ..channel(name) };
        self
    }

    /// Somewhere.
    pub fn at(mut self, place: Place) -> Self {
        self.at = place;
        self
    }

    /// They see a button with this label.
    pub fn can_press(self, label: &str) -> bool {
        let me = self.me();
        let shown = self.house.street.shown.lock().unwrap();
        shown.iter().any(|shown| shown.only.as_ref() == Some(&me) && shown.button(label).is_some())
    }

    /// In the direct conversation with the bot.
    pub fn alone(mut self) -> Self {
        let id = direct(&self.me());
        self.at = Place { id, kind: PlaceKind::Direct, thread: None, shared: false };
        self
    }

    /// Types a slash command, or words to the bot. `<@account>` and `<#place>` in it are mentions, as a platform makes
    /// them of what people choose.
    pub async fn says(self, words: &str) {
        let slash = words.starts_with('/');
        let words = MessageText::decode(words.trim_start_matches('/'));
        self.does(What::Command { words, slash, message: None, groups: Vec::new() }, None).await;
    }

    /// Types it letter by letter: nothing in it is a mention, whatever it looks like.
    pub async fn types(self, words: &str) {
        let slash = words.starts_with('/');
        let words = MessageText::from(words.trim_start_matches('/'));
        self.does(What::Command { words, slash, message: None, groups: Vec::new() }, None).await;
    }

    /// Types a slash command that mentions a group; nobody in it, if the platform does not tell.
    pub async fn says_to_group(self, words: &str, name: &str, members: Option<&[&str]>) {
        let members = members.map(|keys| keys.iter().map(|key| account(key)).collect());
        let groups = vec![GroupMention { name: name.to_owned(), members }];
        let words = MessageText::decode(words.trim_start_matches('/'));
        self.does(What::Command { words, slash: true, message: None, groups }, None).await;
    }

    /// Writes a message to everybody; its name is given back.
    pub async fn writes(self, text: &str, thread: Option<&MessageId>) -> MessageId {
        let key = self.house.event_key();
        let id = MessageId::new(format!("by {} {}", self.key, key));
        let message = Message {
            id: id.clone(),
            author: Some(self.me()),
            text: MessageText::decode(text),
            thread: thread.cloned(),
            sent: self.house.now(),
            edited: None,
        };
        self.does(What::Overheard(message), None).await;
        id
    }

    /// Writes to the bot alone, or below a message there; the message's name is given back.
    pub async fn tells(self, words: &str, thread: Option<&MessageId>) -> MessageId {
        let mut me = self.alone();
        let id = MessageId::new(format!("by {} {}", me.key, me.house.event_key()));
        me.at.thread = thread.cloned();
        me.does(
            What::Command {
                words: MessageText::decode(words),
                slash: false,
                message: Some(id.clone()),
                groups: Vec::new(),
            },
            None,
        )
        .await;
        id
    }

    /// Changes what they wrote.
    pub async fn changes(self, id: &MessageId, text: &str) {
        let message = Message {
            id: id.clone(),
            author: Some(self.me()),
            text: MessageText::decode(text),
            thread: self.at.thread.clone(),
            sent: self.house.now(),
            edited: None,
        };
        self.does(What::Edited(message), None).await;
    }

    /// Sets a reaction on a message, or takes it back.
    pub async fn reacts(self, message: &MessageId, emoji: &str, added: bool) {
        self.does(What::Reaction(reaction(message, emoji, added)), None).await;
    }

    /// Their account is switched off.
    pub async fn leaves(self) {
        let profile = self.profile(None, Standing::Gone);
        self.does(What::Profile(profile), None).await;
    }

    /// Their profile has this title now.
    pub async fn has_the_title(self, title: &str) {
        let profile = self.profile(Some(title), Standing::Member);
        self.does(What::Profile(profile), None).await;
    }

    fn profile(&self, title: Option<&str>, standing: Standing) -> Profile {
        let mut letters = self.key.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        Profile {
            account: self.me(),
            name: first.chain(letters).collect(),
            title: title.map(str::to_owned),
            email: None,
            time_zone: None,
            standing,
            teams: None,
        }
    }

    /// Takes away what they wrote.
    pub async fn takes_away(self, id: &MessageId) {
        self.does(What::Deleted(id.clone()), None).await;
    }

    /// Presses the newest button with this label that they can see.
    pub async fn presses(self, label: &str) {
        let me = self.me();
        let shown = self.house.street.shown.lock().unwrap().clone();
        let carrier: &Shown = shown
            .iter()
            .rev()
            .find(|shown| shown.is_seen_by(&me) && shown.button(label).is_some())
            .unwrap_or_else(|| panic!("{} sees no button [{label}]", self.key));
        let button = carrier.button(label).unwrap();
        let message = carrier.only.is_none().then(|| carrier.id.clone());
        let press = Press { action: button.action.clone(), value: button.value.clone(), message };
        let handle = carrier.handle.clone();
        let said_so = button.opens_form;
        let at = Place { thread: carrier.thread.clone(), ..place_of(carrier) };
        let Someone { house, key, abroad, .. } = self;
        Someone { house: &mut *house, key, at, abroad }.does(What::Press(press), handle).await;
        let opened = matches!(house.last, Some(Receipt::Open(..)));
        assert!(said_so || !opened, "[{label}] opens a form, and did not say so");
    }

    /// Presses a button with this action and value, as if they had been shown one.
    pub async fn forces(self, action: &str, value: &str) {
        let signed = self.house.signs(action, value).await;
        self.forges(action, &signed).await;
    }

    /// Makes up a button that they were never shown: sends this value as it stands.
    pub async fn forges(self, action: &str, value: &str) {
        let press = Press { action: action.to_owned(), value: value.to_owned(), message: None };
        self.does(What::Press(press), None).await;
    }

    /// Chooses a menu entry on a message.
    pub async fn chooses(self, name: &str, message: Option<Message>) {
        self.does(What::Shortcut { name: name.to_owned(), message }, None).await;
    }

    /// Fills in the form that is open before them. People are given by their keys, as `@bob` or
    /// `@abroad:bob`.
    pub async fn fills_in(self, values: &[(&str, &str)]) {
        let form = self.house.open_forms.get(self.key).unwrap_or_else(|| panic!("{} has no form", self.key));
        let (name, context) = (form.name.clone(), form.context.clone());
        self.forges_form(&name, &context, values).await;
    }

    /// Makes up a form: sends this name and this context as they stand. Values are as in [`Self::fills_in`].
    pub async fn forges_form(mut self, name: &str, context: &str, values: &[(&str, &str)]) {
        let value = |value: &str| match value.strip_prefix('@') {
            Some(key) => match key.strip_prefix("abroad:") {
                Some(key) => account_abroad(key).to_string(),
                None => account(key).to_string(),
            },
            None => value.to_owned(),
        };
        let values = values.iter().map(|(field, it)| ((*field).to_owned(), vec![value(it)])).collect();
        let submission = Submission { form: name.to_owned(), context: context.to_owned(), values };
        self.at.kind = PlaceKind::Nowhere;
        self.does(What::Submission(submission), None).await;
    }

    /// Whatever the platform may report.
    pub async fn does(self, what: What, handle: Option<ReplyHandle>) {
        let event = Event {
            key: self.house.event_key(),
            org: self.house.org.clone(),
            workspace: self.workspace(),
            from: self.me(),
            at: self.at.clone(),
            handle,
            answers_inline: false,
            what,
        };
        let key = self.key;
        let house = self.house;
        house.platform_states(&event).await;
        house.happens(key, event).await;
    }

    /// What pressing would send.
    pub fn would_press(self, label: &str) -> Event {
        let me = self.me();
        let shown = self.house.street.shown.lock().unwrap().clone();
        let carrier =
            shown.iter().rev().find(|shown| shown.is_seen_by(&me) && shown.button(label).is_some()).unwrap();
        let button = carrier.button(label).unwrap();
        let message = carrier.only.is_none().then(|| carrier.id.clone());
        let press = Press { action: button.action.clone(), value: button.value.clone(), message };
        let at = Place { thread: carrier.thread.clone(), ..place_of(carrier) };
        self.event(at, What::Press(press), carrier.handle.clone())
    }

    /// What saying would send.
    pub fn would_say(self, words: &str) -> Event {
        let slash = words.starts_with('/');
        let words = MessageText::decode(words.trim_start_matches('/'));
        let at = self.at.clone();
        self.event(at, What::Command { words, slash, message: None, groups: Vec::new() }, None)
    }

    /// What reacting would send.
    pub fn would_react(self, message: &MessageId, emoji: &str) -> Event {
        let at = self.at.clone();
        self.event(at, What::Reaction(reaction(message, emoji, true)), None)
    }

    /// Presses a button that was there before, wherever it stood.
    pub async fn forces_again(self, action: &str) {
        let id = self.house.last_question().await;
        self.forces(action, &id).await;
    }

    fn event(self, at: Place, what: What, handle: Option<ReplyHandle>) -> Event {
        Event {
            key: self.house.event_key(),
            org: self.house.org.clone(),
            workspace: self.workspace(),
            from: self.me(),
            at,
            handle,
            answers_inline: false,
            what,
        }
    }

    /// What is new and only for them.
    pub fn only_mine(self) -> String {
        let key = self.key;
        let all = self.sees();
        let mut mine = Vec::new();
        let mut on = false;
        for line in all.lines() {
            if line.starts_with('(')
                && (line.starts_with("(#") || line.starts_with("(only ") || line.starts_with("(to "))
            {
                on = line.starts_with(&format!("(only {key}")) || line.starts_with(&format!("(to {key}"));
            }
            if on {
                mine.push(line);
            }
        }
        mine.join("\n")
    }

    /// What is new before them since they last looked, the form or errors included.
    pub fn sees(self) -> String {
        let me = self.me();
        let since = self.house.seen.get(self.key).copied().unwrap_or_default();
        let mut lines: Vec<(usize, String)> = self
            .house
            .street
            .shown
            .lock()
            .unwrap()
            .iter()
            .filter(|shown| shown.changed > since && shown.is_seen_by(&me))
            .map(|shown| (shown.changed, shown.draw()))
            .collect();
        lines.sort();
        let newest = lines.last().map_or(since, |(at, _)| *at);
        self.house.seen.insert(self.key.to_owned(), newest);
        let mut seen: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
        match self.house.last.take() {
            Some(Receipt::Open(form, _)) => seen.push(drawing::form(&form)),
            Some(Receipt::Errors(errors)) => {
                seen.extend(
                    errors.iter().map(|error| format!("error in {}: {}", error.field, error.message)),
                );
            }
            _ => {}
        }
        seen.join("\n")
    }

    /// Looks, and forgets it.
    pub fn looks(self) {
        let _ = self.sees();
    }
}

impl House {
    /// A platform states what a channel is before anything from there comes in, once; whoever acts there is in it.
    async fn platform_states(&self, event: &Event) {
        let (place, kind) = (&event.at.id, event.at.kind);
        if !matches!(kind, PlaceKind::Channel | PlaceKind::Private) {
            return;
        }
        let is_known = self.street.channels.lock().unwrap().contains_key(place);
        if !is_known {
            let open = if kind == PlaceKind::Channel { Visibility::Workspace } else { Visibility::Members };
            let name = place.as_str().trim_start_matches("test:").to_owned();
            self.has_channel(&name, open, event.at.shared).await;
        }
        self.street.enters(place, &event.from);
    }

    /// An event comes in, and what follows at once is done.
    pub async fn happens(&mut self, key: &str, event: Event) {
        let receipt = self.machine.receive_all(std::slice::from_ref(&event)).await.remove(0).unwrap();
        if let Receipt::Open(form, _) = &receipt {
            self.open_forms.insert(key.to_owned(), form.clone());
        }
        self.last = Some(receipt);
        self.machine.settle().await.unwrap();
    }
}

fn reaction(message: &MessageId, emoji: &str, added: bool) -> Reaction {
    // A platform tells who wrote a person's message.
    let author = message.as_str().strip_prefix("by ").and_then(|rest| rest.split(' ').next()).map(account);
    Reaction { message: message.clone(), author, emoji: emoji.to_owned(), added }
}

fn place_of(shown: &Shown) -> Place {
    let name = shown.place.as_str().trim_start_matches("test:");
    let kind = match name.split(':').next() {
        Some("dm") => PlaceKind::Direct,
        Some("group") => PlaceKind::Group,
        _ => PlaceKind::Channel,
    };
    Place { kind, ..channel(name) }
}
