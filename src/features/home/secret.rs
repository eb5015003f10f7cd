//! The client secret with which the bot speaks to Teams ends soon.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cards;
use crate::bot::{Answer, Ctx, Due};
use crate::chat::{Audience, Reply};

/// Leads are told that the client secret ends, so many days before: see [`SecretExpires`].
pub const SECRET_EXPIRES: &str = "home.secret";

/// What they are told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SecretExpires {
    /// The day on which it ends.
    pub day: NaiveDate,
    /// How many days there are left.
    pub days: u16,
}

/// All leads are told.
pub async fn expires(ctx: &mut Ctx, due: Due) -> Answer {
    let told: SecretExpires = serde_json::from_value(due.payload)?;
    let mut reply = Reply::nothing();
    for lead in ctx.people().leads().await? {
        reply = reply.say(Audience::Person(lead), cards::secret_expires(told.day, told.days));
    }
    Ok(reply)
}
