//! Who does something, and where.

use super::company::Person;
use super::request_error::RequestError;
use super::world::World;
use crate::chat::{MessageId, Place, PlaceId, PlaceKind, ReplyHandle, Standing};

/// Where something was done, and how whoever did it can be answered.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) at: Place,
    pub(super) handle: Option<ReplyHandle>,
}

impl Scene {
    /// In a place.
    pub(super) fn at(world: &World, place: &PlaceId, thread: Option<MessageId>) -> Self {
        let kind = world.kind(place).unwrap_or(PlaceKind::Nowhere);
        let shared = world.channel(place).is_some_and(|channel| channel.shared);
        Self { at: Place { id: place.clone(), kind, thread, shared }, handle: None }
    }

    /// On the home page, in a form, in a menu.
    pub(super) fn nowhere() -> Self {
        let id = PlaceId::new("playground:nowhere");
        Self { at: Place { id, kind: PlaceKind::Nowhere, thread: None, shared: false }, handle: None }
    }

    /// The same, with a way to answer.
    pub(super) fn answered_by(mut self, handle: String) -> Self {
        self.handle = Some(ReplyHandle::new(handle));
        self
    }
}

/// Somebody of this company.
pub(super) fn known<'a>(world: &'a World, key: &str) -> Result<&'a Person, RequestError> {
    world.person(key).ok_or(RequestError::NotFound("There is nobody of that name here."))
}

/// Somebody who can still do something.
pub(super) fn active<'a>(world: &'a World, key: &str) -> Result<&'a Person, RequestError> {
    let person = known(world, key)?;
    if person.standing == Standing::Gone {
        return Err(RequestError::Conflict("This person has left and can do nothing here any more."));
    }
    Ok(person)
}
