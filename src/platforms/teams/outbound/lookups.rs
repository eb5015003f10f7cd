//! What a channel is, asked of Teams.

use serde_json::Value;

use super::ways::lost;
use crate::chat::{ChannelStatement, PlaceId, Reason, Undelivered};
use crate::platforms::teams::adapter::TeamsAdapter;
use crate::platforms::teams::api::activity::words;
use crate::platforms::teams::api::error::ApiError;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::channels::{ChannelType, kind, name};
use crate::platforms::teams::install::installation::{Installation, Reference};

impl TeamsAdapter {
    /// What Teams says of a channel when it is asked: the list of its team's channels has it.
    pub(in crate::platforms::teams) async fn look_at_channel(
        &self,
        through: &Installation,
        place: &PlaceId,
    ) -> Result<ChannelStatement, Undelivered> {
        let nowhere = || Undelivered::Refused(Reason::NoSuchChannel);
        let channel = ids::native(&through.workspace, place.as_str()).ok_or_else(nowhere)?;
        let reference = self.directory.reference(through, place.as_str()).await.map_err(lost)?;
        let reference = reference.ok_or_else(nowhere)?;
        // A chat has no team, and is no channel.
        let team = reference.seen_in.as_deref().ok_or_else(nowhere)?;
        self.take(through, team)?;
        let listed = self.connector.channels(&reference.service_url, team).await;
        let failed = |trouble: ApiError| self.undelivered(through, team, trouble, true);
        let listed = listed.map_err(failed)?;
        let about = listed.iter().find(|about| words(&about["id"]) == Some(channel)).ok_or_else(nowhere)?;
        let kind = listed_kind(about).ok_or_else(nowhere)?;
        let statement = ChannelStatement {
            name: name(about, Some(team)),
            ..kind.statement(through.tenant(), Some(team))
        };
        if let Some(name) = &statement.name {
            let named = Reference { name: Some(name.clone()), ..reference.clone() };
            if named != reference {
                self.directory.keep(through, named).await.map_err(lost)?;
            }
        }
        self.directory.forget_statement(place);
        Ok(statement)
    }
}

/// Microsoft's own emulator has another word for it than Microsoft's service.
fn listed_kind(about: &Value) -> Option<ChannelType> {
    kind(about).or_else(|| words(&about["channelType"]).and_then(ChannelType::read))
}
