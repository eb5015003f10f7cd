//! Files for one person, by a link that nobody can guess and that expires.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::store::File;
use super::{Ctx, Machine};
use crate::chat::PersonId;
use crate::store::StoreError;

/// How long a link leads anywhere.
pub const VALID: TimeDelta = TimeDelta::minutes(15);

impl Ctx {
    /// Keeps a file for a person and gives the link to it, good for [`VALID`]. None where this program has no address that people
    /// can reach; then nothing is kept.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn link_to(&mut self, person: &PersonId, file: &File) -> Result<Option<String>, StoreError> {
        let Some(address) = self.address.clone() else { return Ok(None) };
        let (token, expires) = (self.ids.secret(), self.now + VALID);
        self.stored_files().keep_file(&digest(&token), person, file, expires).await?;
        Ok(Some(format!("{}/files/{token}", address.trim_end_matches('/'))))
    }
}

impl Machine {
    /// The file that a link leads to; none if there is none, or its time is over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn file(&self, token: &str) -> Result<Option<File>, StoreError> {
        let now: DateTime<Utc> = self.setup.clock.now();
        self.setup.db.read().await?.file(&digest(token), now).await
    }
}

/// Words as a cell of a table for a spreadsheet: none takes them for a formula.
pub fn cell(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{words}")
    } else {
        words.to_owned()
    }
}

fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}
