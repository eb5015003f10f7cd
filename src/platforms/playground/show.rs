//! What the page asks to see: everything around the messages, the messages of a place, a person's home page.

use chrono::{DateTime, Utc};

use super::Playground;
use super::company::Person;
use super::draw::Pen;
use super::names::direct_place;
use super::request_error::RequestError;
use super::scene::known;
use super::wire;
use super::world::World;
use crate::chat::{MessageId, PlaceId, Standing};

impl Playground {
    /// Everything around the messages, as JSON; for a page that is nobody yet, as the first who works here.
    pub(super) fn show_state(&self, who: &str) -> Result<serde_json::Value, RequestError> {
        let state = self.state();
        let world = &state.world;
        let first = world.company.people.iter().find(|it| it.standing == Standing::Member);
        let me = match first {
            Some(first) if who.is_empty() => first,
            _ => known(world, who)?,
        };
        let who = me.key.as_str();
        let now = self.clock.now();
        let commands = self.commands.iter().filter(|spec| me.lead || !spec.leads_only);
        let direct = direct_place(who);
        let company = &world.company;
        let state = wire::State {
            company: &company.name,
            now: now.timestamp_millis(),
            me: &me.key,
            people: company.people.iter().map(|it| person(it, now)).collect(),
            channels: company.channels.iter().filter_map(|it| channel(world, me, it)).collect(),
            direct: wire::Direct { id: direct.to_string(), unread: world.unread(me, &direct) },
            groups: world.groups_of(me).into_iter().map(|place| group(world, me, place)).collect(),
            commands: commands
                .map(|it| wire::Command { words: it.words, usage: it.usage, about: it.about })
                .collect(),
            shortcuts: self
                .shortcuts
                .iter()
                .map(|it| wire::Shortcut {
                    name: it.name,
                    label: it.label,
                    about: it.about,
                    on_message: it.on_message,
                })
                .collect(),
        };
        json(&state)
    }

    /// What the person sees in a place, or below one message of it, as JSON.
    pub(super) fn show_messages(
        &self,
        who: &str,
        place: &PlaceId,
        thread: Option<&MessageId>,
    ) -> Result<serde_json::Value, RequestError> {
        let state = self.state();
        let world = &state.world;
        let me = known(world, who)?;
        if !world.enters(me, place) {
            return Err(RequestError::NotFound("There is no such place for you."));
        }
        if thread.is_some_and(|root| world.seen(me, root).is_none_or(|said| said.place != *place)) {
            return Err(RequestError::NotFound("That message is gone."));
        }
        let pen = Pen { world, viewer: who };
        let messages: Vec<_> =
            world.view(me, place, thread).into_iter().map(|said| pen.message(said)).collect();
        json(&serde_json::json!({ "messages": messages }))
    }

    /// The person's home page as it was drawn last, as JSON.
    pub(super) fn show_home(&self, who: &str) -> Result<serde_json::Value, RequestError> {
        let state = self.state();
        let world = &state.world;
        known(world, who)?;
        let pen = Pen { world, viewer: who };
        let card = world.home(who).map(|(card, faces)| pen.card(card, faces));
        json(&serde_json::json!({ "card": card }))
    }
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value, RequestError> {
    serde_json::to_value(value).map_err(|_| RequestError::Unavailable)
}

fn person(person: &Person, now: DateTime<Utc>) -> wire::Person<'_> {
    wire::Person {
        key: &person.key,
        name: &person.name,
        title: &person.title,
        department: &person.department,
        time_zone: person.time_zone.name(),
        standing: match person.standing {
            Standing::Member => "member",
            Standing::Guest => "guest",
            Standing::Bot => "bot",
            Standing::Stranger => "stranger",
            Standing::Gone | Standing::Unknown => "gone",
        },
        lead: person.lead,
        local: now.with_timezone(&person.time_zone).format("%H:%M").to_string(),
    }
}

/// Called by whoever else is in it.
fn group(world: &World, me: &Person, place: &PlaceId) -> wire::Group {
    let others = world.talkers(place).into_iter().filter(|it| it.key != me.key);
    let name = others.map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ");
    wire::Group { id: place.to_string(), name, unread: world.unread(me, place) }
}

fn channel<'a>(
    world: &World,
    me: &Person,
    channel: &'a super::company::Channel,
) -> Option<wire::Channel<'a>> {
    let place = super::channel(&channel.name);
    world.enters(me, &place).then(|| wire::Channel {
        id: place.to_string(),
        name: &channel.name,
        topic: &channel.about,
        private: channel.private,
        shared: channel.shared,
        unread: world.unread(me, &place),
    })
}
