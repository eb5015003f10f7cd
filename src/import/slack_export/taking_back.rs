//! Before and after the entries of a channel: what newer exports said of it, and what this one takes back.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::cover::{Names, number_of};
use super::layout::Entry;
use super::message::Written;
use super::shape::NameShape;
use super::{BATCH, Import};
use crate::chat::{MessageId, Place, PlaceId};
use crate::import::ImportError;
use crate::import::store::{Cover, Imports};
use crate::search::{EvidenceId, Messages};
use crate::store::Tx;

/// What an export has of a channel as a whole, as an entry that is in or not.
#[derive(Debug)]
pub(super) struct Marker {
    name: String,
    checksum: u32,
}

impl Import<'_> {
    /// A channel begins; a marker, if what is held of it is still to be compared with the export.
    pub(super) async fn begin_channel(
        &mut self,
        entries: &[Entry],
        place: &Place,
    ) -> Result<Option<Marker>, ImportError> {
        self.covers.clear();
        let Some(span) = self.span else { return Ok(None) };
        let mut tx = self.db.read().await?;
        self.covers = tx.of::<Imports>(&self.org).newer_covers(&place.id, span.made).await?;
        let mut whole = Sha256::new();
        for entry in entries {
            whole.update(entry.name.as_bytes());
            whole.update(entry.checksum.to_le_bytes());
        }
        for moment in [span.first, span.until, span.made] {
            whole.update(moment.timestamp_millis().to_le_bytes());
        }
        whole.update(format!("{} {:?}", span.first_day, span.last_day).as_bytes());
        let checksum = whole.finalize().iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        let marker = Marker { name: format!("{} as a whole", place.id), checksum };
        let is_in = tx.of::<Imports>(&self.org).is_in(&marker.name, marker.checksum).await?;
        Ok((self.options.dry_run || !is_in).then_some(marker))
    }

    /// All entries of a channel were read: what it does not have any more is taken back, unless some could not be read.
    pub(super) async fn end_channel(
        &mut self,
        place: &Place,
        names: &Names,
        is_whole: bool,
        marker: &Marker,
    ) -> Result<(), ImportError> {
        let Some(span) = self.span.filter(|_| is_whole && !self.unsure.contains(&place.id)) else {
            return Ok(());
        };
        let missing = names.missing(self.db, &self.org, &place.id, span).await?;
        self.report.taken_back += u64::try_from(missing.len()).unwrap_or_default();
        if self.options.dry_run {
            return Ok(());
        }
        for some in missing.chunks(BATCH) {
            let mut tx = self.db.begin().await?;
            for message in some {
                tx.of::<Messages>(&self.org).delete_message(&place.id, message).await?;
            }
            let told: Vec<(PlaceId, MessageId)> =
                some.iter().map(|message| (place.id.clone(), message.clone())).collect();
            tx.of::<Messages>(&self.org).to_follow(&self.workspace, &told).await?;
            tx.commit().await?;
        }
        let mut tx = self.db.begin().await?;
        let cover = Cover {
            first: span.first.timestamp_millis(),
            last: span.until.timestamp_millis(),
            first_day: Some(number_of(span.first_day)),
            last_day: span.last_day.map(number_of),
        };
        tx.of::<Imports>(&self.org).covers(&place.id, cover, span.made).await?;
        tx.of::<Imports>(&self.org).now_in(&marker.name, marker.checksum).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The names of the messages of an entry that is in already.
    pub(super) async fn names(&self, entry: &Entry) -> Result<Vec<NameShape>, String> {
        let (archive, from) = (Arc::clone(&self.archive), entry.clone());
        let read = tokio::task::spawn_blocking(move || archive.names(&from)).await;
        read.unwrap_or_else(|_| Err("could not be read".to_owned()))
    }

    /// A newer export was compared with what is held of that time, and does not have it.
    pub(super) async fn is_taken_back(
        &self,
        tx: &mut Tx,
        place: &Place,
        read: &Written,
        day: Option<i64>,
    ) -> Result<bool, ImportError> {
        let sent = read.sent.timestamp_millis();
        if !self.covers.iter().any(|cover| cover.covers(sent, day)) {
            return Ok(false);
        }
        Ok(!tx.of::<Messages>(&self.org).is_recorded(&EvidenceId::message(&place.id, &read.id)).await?)
    }

    /// What the export says of the messages of a batch beside their words.
    pub(super) async fn end_batch(&mut self, tx: &mut Tx, day: Option<i64>) -> Result<(), ImportError> {
        let exported = std::mem::take(&mut self.exported);
        // One that does not tell when it was made says what is so by now.
        let made = self.span.map_or(self.now, |span| span.made);
        tx.of::<Messages>(&self.org).was_exported(&exported, day, made).await?;
        let edited = std::mem::take(&mut self.edited);
        tx.of::<Messages>(&self.org).to_follow(&self.workspace, &edited).await?;
        Ok(())
    }
}
