//! From a row to a delivery: places, faces and links that were not known when it was written.

use crate::bot::cards;
use crate::bot::outgoing::{OutboxAction, Way};
use crate::bot::store::{Claimed, Outbox, Post, Posts};
use crate::chat::{
    Card, Delivery, DeliveryAction, DeliveryId, MessageId, Part, PlaceId, Platform, PostId, Reason, Span,
    Target,
};
use crate::people::Accounts;
use crate::store::{StoreError, Tx};

pub(super) enum Prepared {
    /// With how often it was tried, and where the posts stand that it links to.
    Send(Box<Delivery>, i64, Vec<Conversation>),
    /// Nothing is left to do.
    Done,
    /// It waits for another row.
    NotYet,
    Never(Reason),
}

/// Finds the places and faces that were not known when the row was written.
pub(super) async fn prepare(tx: &mut Tx, row: &Claimed) -> Result<Prepared, StoreError> {
    let Ok(errand) = serde_json::from_str::<OutboxAction>(&row.errand) else {
        return Ok(Prepared::Never(Reason::Other("unreadable".to_owned())));
    };
    let people: Vec<_> =
        errand.card().map(|card| card.people().into_iter().cloned().collect()).unwrap_or_default();
    let mut act = match errand {
        OutboxAction::Post { to: Way::To(to), card } => DeliveryAction::Post { to, card },
        OutboxAction::Post { to: Way::Below(root), card } => {
            match tx.of::<Posts>(&row.org).post(&root).await? {
                Some(post) => match (post.place, post.thread.or(post.message)) {
                    (Some(place), Some(thread)) => {
                        DeliveryAction::Post { to: Target::Place { place, thread: Some(thread) }, card }
                    }
                    _ if tx.of::<Outbox>(&row.org).is_waiting(&root).await? => return Ok(Prepared::NotYet),
                    _ => return Ok(Prepared::Never(Reason::NoThread)),
                },
                None => return Ok(Prepared::Never(Reason::NoThread)),
            }
        }
        OutboxAction::Replace { handle, card } => DeliveryAction::Replace { handle, card },
        OutboxAction::Home { account, card } => DeliveryAction::Home { account, card },
        errand @ (OutboxAction::Edit { .. } | OutboxAction::Delete) => {
            let Some(id) = &row.post else { return Ok(Prepared::Done) };
            let (place, message) = match tx.of::<Posts>(&row.org).post(id).await? {
                Some(post) => match (post.place, post.message) {
                    (Some(place), Some(message)) => (place, message),
                    _ if tx.of::<Outbox>(&row.org).is_waiting(id).await? => return Ok(Prepared::NotYet),
                    _ => return Ok(Prepared::Done),
                },
                None => return Ok(Prepared::Done),
            };
            match errand {
                OutboxAction::Edit { card } => DeliveryAction::Edit { place, message, card },
                _ => DeliveryAction::Delete { place, message },
            }
        }
    };
    if let (true, Some(card)) = (row.again, act.card_mut()) {
        card.parts.push(Part::Note(cards::PERHAPS_TWICE.into()));
    }
    let Some(conversations) = conversations(tx, row, act.card()).await? else { return Ok(Prepared::NotYet) };
    let faces = if people.is_empty() {
        crate::chat::Faces::new()
    } else {
        tx.of::<Accounts>(&row.org).faces(&row.workspace, &people).await?
    };
    let delivery = Delivery { id: DeliveryId::new(&row.id), workspace: row.workspace.clone(), act, faces };
    Ok(Prepared::Send(Box::new(delivery), row.attempts, conversations))
}

/// A post of ours, and where it stands.
pub(super) type Conversation = (PostId, PlaceId, MessageId);

/// Where the posts stand that a card links to; none if one of them is still on its way.
async fn conversations(
    tx: &mut Tx,
    row: &Claimed,
    card: Option<&Card>,
) -> Result<Option<Vec<Conversation>>, StoreError> {
    let mut found = Vec::new();
    let spans = card.into_iter().flat_map(Card::texts).flat_map(|text| &text.0);
    for span in spans {
        let Span::Conversation { post, .. } = span else { continue };
        match tx.of::<Posts>(&row.org).post(post).await? {
            Some(Post { place: Some(place), message: Some(message), .. }) => {
                found.push((post.clone(), place, message));
            }
            Some(_) if tx.of::<Outbox>(&row.org).is_waiting(post).await? => return Ok(None),
            _ => {}
        }
    }
    Ok(Some(found))
}

/// Puts links in place of conversations; where the platform has none, the channel.
pub(super) async fn link(platform: &dyn Platform, delivery: &mut Delivery, conversations: &[Conversation]) {
    for (post, place, message) in conversations {
        let url = platform.permalink(&delivery.workspace, place, message).await;
        let texts = delivery.act.card_mut().map(Card::texts_mut).unwrap_or_default();
        for span in texts.into_iter().flat_map(|text| &mut text.0) {
            if let Span::Conversation { post: meant, label } = span
                && meant == post
            {
                *span = match &url {
                    Some(url) => Span::Link { label: std::mem::take(label), url: url.clone() },
                    None => Span::Channel(place.clone()),
                };
            }
        }
    }
}
