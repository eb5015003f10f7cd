//! What the bot says, put into the world.

use async_trait::async_trait;

use super::names::{direct_place, group_place, handled};
use super::world::{Body, Change, Said, World};
use super::{Playground, workspace};
use crate::chat::{
    AccountId, Card, ChannelStatement, Circle, Delivered, Delivery, DeliveryAction, Faces, MessageId,
    PlaceId, Platform, Profile, Reason, Roster, Standing, Target, Undelivered, WorkspaceId,
};

type Outcome = Result<(Option<Change>, Delivered), Undelivered>;

#[async_trait]
impl Platform for Playground {
    async fn deliver(&self, delivery: &Delivery) -> Result<Delivered, Undelivered> {
        self.is_own(&delivery.workspace)?;
        let faces = &delivery.faces;
        self.change(|world| match &delivery.act {
            DeliveryAction::Post { to, card } => self.post(world, to, card, faces),
            DeliveryAction::Edit { place, message, card } => match own(world, place, message) {
                Some(said) => Ok((Some(reworded(said, card, faces)), delivered(said))),
                None => Err(refused(Reason::NoSuchMessage)),
            },
            DeliveryAction::Delete { place, message } => match own(world, place, message) {
                Some(said) => Ok((Some(Change::Gone { id: said.id.clone() }), delivered(said))),
                None => Ok((None, Delivered::default())),
            },
            DeliveryAction::Replace { handle, card } => {
                let said = handled(handle.expose()).and_then(|id| world.message(&id));
                match said.filter(|said| said.by.is_none()) {
                    Some(said) => Ok((Some(reworded(said, card, faces)), delivered(said))),
                    None => Err(refused(Reason::HandleExpired)),
                }
            }
            DeliveryAction::Home { account, card } => {
                let of = reader(world, account)?.to_owned();
                let change = Change::Home { of, card: card.clone(), faces: faces.clone() };
                Ok((Some(change), Delivered::default()))
            }
        })
        .await
    }

    async fn profile(&self, workspace: &WorkspaceId, account: &AccountId) -> Result<Profile, Undelivered> {
        self.is_own(workspace)?;
        let state = self.state();
        let person = state.world.holder(account).ok_or_else(|| refused(Reason::PersonGone))?;
        Ok(Profile {
            account: account.clone(),
            name: person.name.clone(),
            title: Some(person.title.clone()).filter(|title| !title.is_empty()),
            email: None,
            time_zone: Some(person.time_zone.name().to_owned()),
            standing: person.standing,
            teams: None,
        })
    }

    async fn channel(
        &self,
        workspace: &WorkspaceId,
        place: &PlaceId,
    ) -> Result<ChannelStatement, Undelivered> {
        self.is_own(workspace)?;
        let state = self.state();
        let channel = state.world.channel(place).ok_or_else(|| refused(Reason::NoSuchChannel))?;
        Ok(super::statement(&channel.name, channel.private, channel.shared))
    }

    async fn members(&self, workspace: &WorkspaceId, circle: &Circle) -> Result<Roster, Undelivered> {
        self.is_own(workspace)?;
        let Circle::Place(place) = circle else { return Err(refused(Reason::NoSuchChannel)) };
        let state = self.state();
        let world = &state.world;
        world.channel(place).ok_or_else(|| refused(Reason::NoSuchChannel))?;
        let inside = world.company.people.iter().filter(|person| world.enters(person, place));
        Ok(Roster::of(inside.map(|person| world.account(&person.key)).collect()))
    }

    fn opens_groups(&self) -> bool {
        true
    }

    async fn open_channels(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Option<Vec<(PlaceId, ChannelStatement)>>, Undelivered> {
        self.is_own(workspace)?;
        Ok(None)
    }
}

impl Playground {
    fn is_own(&self, other: &WorkspaceId) -> Result<(), Undelivered> {
        if workspace(&self.org) == *other { Ok(()) } else { Err(refused(Reason::Revoked)) }
    }

    fn post(&self, world: &World, to: &Target, card: &Card, faces: &Faces) -> Outcome {
        let (place, thread, only) = aim(world, to)?;
        let thread = match thread {
            None => None,
            Some(id) => {
                let below = world.message(&id).filter(|said| said.stays_in(&place));
                let below = below.ok_or_else(|| refused(Reason::NoSuchMessage))?;
                Some(below.thread.clone().unwrap_or(id))
            }
        };
        let said = Said {
            id: world.next_id(),
            place,
            thread,
            by: None,
            body: Body::Card(card.clone(), faces.clone()),
            at: self.clock.now(),
            edited: false,
            only,
            reactions: Vec::new(),
        };
        let delivered = delivered(&said);
        Ok((Some(Change::Said(said)), delivered))
    }
}

type Aim = (PlaceId, Option<MessageId>, Option<String>);

/// Where it goes, and whether only one person sees it there.
fn aim(world: &World, to: &Target) -> Result<Aim, Undelivered> {
    match to {
        Target::Place { place, thread } => {
            world.kind(place).ok_or_else(|| refused(Reason::NoSuchChannel))?;
            Ok((place.clone(), thread.clone(), None))
        }
        Target::Only { account, place, thread, .. } => {
            let key = reader(world, account)?;
            let there = place
                .as_ref()
                .filter(|place| world.person(key).is_some_and(|person| world.enters(person, place)));
            Ok(match there {
                Some(place) => (place.clone(), thread.clone(), Some(key.to_owned())),
                None => (direct_place(key), None, None),
            })
        }
        Target::Direct(account) => Ok((direct_place(reader(world, account)?), None, None)),
        Target::Group(accounts) => {
            let keys =
                accounts.iter().map(|account| reader(world, account)).collect::<Result<Vec<_>, _>>()?;
            Ok((group_place(&keys), None, None))
        }
    }
}

/// The key of somebody who can still read what they are sent.
fn reader<'a>(world: &'a World, account: &AccountId) -> Result<&'a str, Undelivered> {
    let holder = world.holder(account).filter(|person| person.standing != Standing::Gone);
    holder.map(|person| person.key.as_str()).ok_or_else(|| refused(Reason::PersonGone))
}

/// A message of ours in that place.
fn own<'a>(world: &'a World, place: &PlaceId, id: &MessageId) -> Option<&'a Said> {
    world.message(id).filter(|said| said.place == *place && said.by.is_none())
}

fn reworded(said: &Said, card: &Card, faces: &Faces) -> Change {
    Change::Reworded { id: said.id.clone(), body: Body::Card(card.clone(), faces.clone()) }
}

/// What only one person sees is no message that stays.
fn delivered(said: &Said) -> Delivered {
    if said.only.is_some() {
        return Delivered::default();
    }
    Delivered { place: Some(said.place.clone()), message: Some(said.id.clone()) }
}

fn refused(reason: Reason) -> Undelivered {
    Undelivered::Refused(reason)
}
