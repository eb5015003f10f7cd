//! What kind of channel one is, as Teams states it, and never guessed: in what it sends, else in the team's list of
//! channels. A standard channel is read by its team, a private or shared one by whoever is in it.

use serde_json::Value;

use super::installation::Installation;
use crate::chat::{ChannelStatement, PlaceId, Visibility};
use crate::platforms::teams::api::activity::{Activity, words};
use crate::platforms::teams::api::ids;

/// The kind of a channel. It never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platforms::teams) enum ChannelType {
    /// Its team reads it.
    Standard,
    /// Some of its team read it.
    Private,
    /// Whoever is in it reads it, of other teams and companies, too.
    Shared,
}

impl ChannelType {
    /// Teams' word for it.
    pub(in crate::platforms::teams) fn read(word: &str) -> Option<Self> {
        [("standard", Self::Standard), ("private", Self::Private), ("shared", Self::Shared)]
            .into_iter()
            .find_map(|(known, kind)| known.eq_ignore_ascii_case(word).then_some(kind))
    }

    /// What was stated of it earlier; none if that does not tell, as for a channel that was only met.
    pub(in crate::platforms::teams) fn of(kept: &ChannelStatement) -> Option<Self> {
        match (&kept.visibility, kept.shared) {
            (Some(Visibility::Team(_)), _) => Some(Self::Standard),
            (Some(Visibility::Members), Some(false)) => Some(Self::Private),
            _ => None,
        }
    }

    /// Who reads it; none if it is standard and its team is not told.
    pub(in crate::platforms::teams) fn statement(self, tenant: &str, team: Option<&str>) -> ChannelStatement {
        let visibility = match self {
            Self::Standard => team.map(|team| Visibility::Team(ids::team(tenant, team))),
            Self::Private | Self::Shared => Some(Visibility::Members),
        };
        let shared = visibility.as_ref().map(|_| self == Self::Shared);
        ChannelStatement { visibility, shared, ..ChannelStatement::default() }
    }
}

/// The channel that something happened in, and what the activity says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::platforms::teams) struct Told {
    pub place: PlaceId,
    pub kind: Option<ChannelType>,
    statement: ChannelStatement,
}

/// What an activity says of the channel that it is from; none if it is from no channel.
pub(in crate::platforms::teams) fn told(through: &Installation, activity: &Activity) -> Option<Told> {
    if !activity.is_in_channel() {
        return None;
    }
    let conversation = ids::split(activity.conversation()?).0;
    let place = ids::place(through.tenant(), conversation);
    // What is said of another channel, as when one is renamed, says nothing of this one.
    let about = activity.at("/channelData/channel");
    if words(&about["id"]).is_some_and(|id| id != conversation) {
        return Some(Told { place, kind: None, statement: ChannelStatement::default() });
    }
    let statement = stated(through, activity, about);
    let kind = kind(about).filter(|_| statement.visibility.is_some());
    Some(Told { place, kind, statement })
}

/// What is said of a channel by what an activity holds about it.
pub(in crate::platforms::teams) fn stated(
    through: &Installation,
    activity: &Activity,
    about: &Value,
) -> ChannelStatement {
    let team = activity.words("/channelData/team/id");
    let kind = kind(about).map(|kind| kind.statement(through.tenant(), team)).unwrap_or_default();
    ChannelStatement { name: name(about, team), ..kind }
}

pub(in crate::platforms::teams) fn kind(about: &Value) -> Option<ChannelType> {
    words(&about["type"]).and_then(ChannelType::read)
}

/// A channel's name. The team's first channel has the team's id and no name of its own.
pub(in crate::platforms::teams) fn name(about: &Value, team: Option<&str>) -> Option<String> {
    let first = words(&about["id"]).is_some_and(|id| Some(id) == team).then_some("General");
    words(&about["name"]).or(first).map(str::to_owned)
}

impl Told {
    /// What the machine is to hear before what happened there: what differs from what is kept. None if nothing does.
    pub(in crate::platforms::teams) fn news(
        &self,
        kept: Option<&ChannelStatement>,
    ) -> Option<ChannelStatement> {
        let unknown = ChannelStatement::default();
        let before = kept.unwrap_or(&unknown);
        let now = &self.statement;
        let kind =
            now.visibility.is_some() && (now.visibility != before.visibility || now.shared != before.shared);
        // Of a channel that is not known, a name alone would hide that it is to be asked about.
        let name = kept.is_some() && now.name.is_some() && now.name != before.name;
        (kind || name).then(|| now.clone())
    }
}
