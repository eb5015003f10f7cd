//! What has to be done for a person one after the other, in all copies of the program.

use crate::chat::PersonId;
use crate::store::StoreError;
use crate::{company_store, sql, values};

company_store! {
    /// Each person's turn.
    pub Turns
}

impl Turns<'_> {
    /// Waits until nobody else has this person's turn, and has it until the commit. What is counted for a person and
    /// then written is counted behind it, so that no limit is passed by two at once. Whoever takes several takes them in the
    /// order of their ids.
    pub async fn take_turn(&mut self, person: &PersonId) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_giver (org, person, turns) VALUES ($1, $2, 1)
             ON CONFLICT (org, person) DO UPDATE SET turns = kudos_giver.turns + 1"
        );
        self.tx.execute(statement, values![self.org, person]).await?;
        Ok(())
    }

    /// Waits until nobody else has something to tell this person, until the commit. It is a turn of its own, as whoever
    /// tells somebody something may have their own turn already.
    pub async fn take_turn_to_tell(&mut self, person: &PersonId) -> Result<(), StoreError> {
        // Writing a row locks it, without a change.
        let statement = sql!("UPDATE person SET lead = lead WHERE org = $1 AND id = $2");
        self.tx.execute(statement, values![self.org, person]).await?;
        Ok(())
    }
}
