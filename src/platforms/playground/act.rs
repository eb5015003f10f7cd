//! What a person does to messages: saying, changing, deleting, reacting. It is seen at once, whatever the bot
//! makes of it.

use super::Playground;
use super::request_error::RequestError;
use super::scene::{Scene, active, known};
use super::words::{called, groups, resolved};
use super::world::{Body, Change, Said, World};
use crate::chat::{Message, MessageId, PlaceId, PlaceKind, Reaction, Standing, What};

/// What an emoji's name has at most.
const LONGEST_EMOJI: usize = 64;
const GONE: RequestError = RequestError::NotFound("That message is gone.");
const NOT_YOURS: RequestError = RequestError::Conflict("Only whoever wrote a message can change it.");

impl Playground {
    /// Words, typed. A slash command is not shown to anybody.
    pub(super) async fn say(
        &self,
        who: &str,
        place: PlaceId,
        thread: Option<MessageId>,
        text: String,
    ) -> Result<(Scene, What), RequestError> {
        if text.trim().is_empty() {
            return Err(RequestError::Bad("There is nothing to say in an empty message.".into()));
        }
        self.change(|world| {
            let me = active(world, who)?;
            if !world.enters(me, &place) {
                return Err(RequestError::NotFound("There is no such place for you."));
            }
            let thread = match thread {
                None => None,
                Some(id) => {
                    let below = world.seen(me, &id).filter(|said| said.stays_in(&place)).ok_or(GONE)?;
                    Some(below.thread.clone().unwrap_or(id))
                }
            };
            let scene = Scene::at(world, &place, thread.clone());
            if let Some(words) = text.strip_prefix('/') {
                let groups = groups(world, words);
                let words = resolved(world, words).trimmed();
                return Ok((None, (scene, What::Command { words, slash: true, message: None, groups })));
            }
            let said = Said {
                id: world.next_id(),
                place: place.clone(),
                thread,
                by: Some(who.to_owned()),
                body: Body::Words(text.clone()),
                at: self.clock.now(),
                edited: false,
                only: None,
                reactions: Vec::new(),
            };
            let to_bot = match world.kind(&place) {
                Some(PlaceKind::Direct) => {
                    Some(called(world, &text).unwrap_or_else(|| resolved(world, text.trim())))
                }
                _ => called(world, &text),
            };
            let what = match to_bot {
                Some(words) => What::Command {
                    words,
                    slash: false,
                    message: Some(said.id.clone()),
                    groups: groups(world, &text),
                },
                None => What::Overheard(message(world, &said)),
            };
            Ok((Some(Change::Said(said)), (scene, what)))
        })
        .await
    }

    /// One's own message reads otherwise now.
    pub(super) async fn reword(
        &self,
        who: &str,
        place: &PlaceId,
        id: MessageId,
        text: String,
    ) -> Result<(Scene, What), RequestError> {
        if text.trim().is_empty() {
            return Err(RequestError::Bad("A message cannot be left empty. Delete it instead.".into()));
        }
        self.change(|world| {
            let said = own(world, who, place, &id)?;
            let body = Body::Words(text);
            let now = Said { body: body.clone(), ..said.clone() };
            let scene = Scene::at(world, place, said.thread.clone());
            let now = Message { edited: Some(self.clock.now()), ..message(world, &now) };
            Ok((Some(Change::Reworded { id, body }), (scene, What::Edited(now))))
        })
        .await
    }

    /// One's own message goes. What was said below it keeps a word in its place.
    pub(super) async fn unsay(
        &self,
        who: &str,
        place: &PlaceId,
        id: MessageId,
    ) -> Result<(Scene, What), RequestError> {
        self.change(|world| {
            let said = own(world, who, place, &id)?;
            let scene = Scene::at(world, place, said.thread.clone());
            let change = if world.replies(&id).is_some() {
                Change::Reworded { id: id.clone(), body: Body::Words("This message was deleted.".into()) }
            } else {
                Change::Gone { id: id.clone() }
            };
            Ok((Some(change), (scene, What::Deleted(id))))
        })
        .await
    }

    /// A reaction, set or taken back; nothing if it is so already.
    pub(super) async fn react(
        &self,
        who: &str,
        place: &PlaceId,
        id: MessageId,
        emoji: String,
        on: bool,
    ) -> Result<Option<(Scene, What)>, RequestError> {
        if emoji.is_empty() || emoji.chars().count() > LONGEST_EMOJI {
            return Err(RequestError::Bad("That is not the name of an emoji.".into()));
        }
        self.change(|world| {
            let me = active(world, who)?;
            let said = world.seen(me, &id).filter(|said| said.stays_in(place)).ok_or(GONE)?;
            if said.has(who, &emoji) == on {
                return Ok((None, None));
            }
            let author = said.by.as_deref().map(|key| world.account(key));
            let scene = Scene::at(world, place, said.thread.clone());
            let what =
                What::Reaction(Reaction { message: id.clone(), author, emoji: emoji.clone(), added: on });
            Ok((Some(Change::Reacted { id, by: who.to_owned(), emoji, on }), Some((scene, what))))
        })
        .await
    }

    /// The person looked at a place.
    pub(super) async fn look(&self, who: &str, place: PlaceId) -> Result<(), RequestError> {
        self.change(|world| {
            let me = known(world, who)?;
            if !world.enters(me, &place) {
                return Err(RequestError::NotFound("There is no such place for you."));
            }
            if world.unread(me, &place) == 0 {
                return Ok((None, ()));
            }
            let upto = world.newest(&place).unwrap_or_else(|| world.next_id());
            Ok((Some(Change::Read { by: who.to_owned(), place, upto }), ()))
        })
        .await
    }
}

/// A message as an event carries it.
pub(super) fn message(world: &World, said: &Said) -> Message {
    let author = said.by.as_deref().and_then(|key| world.person(key));
    let author = author.filter(|person| person.standing != Standing::Bot);
    Message {
        id: said.id.clone(),
        author: author.map(|person| world.account(&person.key)),
        text: match &said.body {
            Body::Words(words) => resolved(world, words),
            Body::Card(card, _) => card.summary.as_str().into(),
        },
        thread: said.thread.clone(),
        sent: said.at,
        edited: None,
    }
}

fn own<'a>(world: &'a World, who: &str, place: &PlaceId, id: &MessageId) -> Result<&'a Said, RequestError> {
    let me = active(world, who)?;
    let said = world.seen(me, id).filter(|said| said.place == *place).ok_or(GONE)?;
    if said.by.as_deref() == Some(who) { Ok(said) } else { Err(NOT_YOURS) }
}
