//! A view of one's own: buttons that are for one person stand in what that person is shown, and in nobody else's.
//!
//! The card that everybody is shown carries the other one along, and names the person for whom Teams fetches it. What is
//! fetched is what was sent: it goes back to whoever asks, and to nobody else.

use serde_json::{Value, json};

use super::cards::{self, BUDGET, CARD, Seen};
use crate::chat::{Card, Faces, Part, PersonId};
use crate::platforms::teams::adapter::TeamsAdapter;
use crate::platforms::teams::install::installation::Installation;

/// The verb with which Teams asks for somebody's own view.
pub(in crate::platforms::teams) const VIEW: &str = "lyceum.view";

/// Answers with the view that the card carried along; none if there is none in it.
pub(in crate::platforms::teams) fn own(action: &Value) -> Option<Value> {
    let view =
        action["data"]["view"].as_object().filter(|view| view.get("type") == Some(&json!("AdaptiveCard")))?;
    Some(json!({ "statusCode": 200, "type": CARD, "value": view }))
}

/// The one person for whom some of its buttons are; none if there is nobody, or more than one.
fn whose(card: &Card) -> Option<&PersonId> {
    let mut people = card.parts.iter().flat_map(|part| match part {
        Part::Buttons(buttons) => buttons.iter().filter_map(|button| button.only.as_ref()).collect(),
        _ => Vec::new(),
    });
    let first = people.next()?;
    people.all(|other| other == first).then_some(first)
}

/// The card without these buttons.
fn for_all(card: &Card) -> Card {
    let mut card = card.clone();
    for part in &mut card.parts {
        if let Part::Buttons(buttons) = part {
            buttons.retain(|button| button.only.is_none());
        }
    }
    card.parts.retain(|part| !matches!(part, Part::Buttons(buttons) if buttons.is_empty()));
    card
}

impl TeamsAdapter {
    /// A card for a conversation of several, as a message. Where the bot does not know by which id a person is asked for,
    /// or both views together are too long, everybody sees all buttons.
    pub(in crate::platforms::teams) async fn shared(
        &self,
        through: &Installation,
        card: &Card,
        faces: &Faces,
    ) -> Value {
        let whole = cards::activity(card, faces, &through.workspace, Seen::All);
        let Some(account) = whose(card).and_then(|person| faces.get(person)?.account.as_ref()) else {
            return whole;
        };
        let known = self.directory.reference(through, account.as_str()).await;
        let Some(user) = known.ok().flatten().and_then(|known| known.user) else { return whole };
        let mut shared = cards::activity(&for_all(card), faces, &through.workspace, Seen::All);
        let view = whole["attachments"][0]["content"].clone();
        shared["attachments"][0]["content"]["refresh"] = json!({
            "action": { "type": "Action.Execute", "title": "Refresh", "verb": VIEW, "data": { "view": view } },
            "userIds": [user],
        });
        if shared["attachments"][0]["content"].to_string().len() > BUDGET { whole } else { shared }
    }
}
