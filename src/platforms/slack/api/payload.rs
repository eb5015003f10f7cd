//! What Slack sends, as far as we read it. Every field may be missing; what we do not know passes by.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::chat::lenient::{Flag, IdOr, List, Object, Words};

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($field:ident $(as $wire:literal)? : $kind:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default)]
        pub(in crate::platforms::slack) struct $name {
            $($(#[serde(rename = $wire)])? pub $field: $kind,)*
        }
    )*};
}

payloads! {
    /// The wrapping of an event.
    Envelope {
        kind as "type": Words,
        challenge: Words,
        team_id: Words,
        enterprise_id: Words,
        context_team_id: Words,
        context_enterprise_id: Words,
        is_ext_shared_channel: Flag,
        event_id: Words,
        authorizations: List<Object<Authorization>>,
        event: Object<Inner>,
    }
    /// For which installation an event was delivered.
    Authorization {
        team_id: Words,
        enterprise_id: Words,
        is_enterprise_install: Flag,
    }
    /// An event: all kinds at once, since each has but a few of these.
    Inner {
        kind as "type": Words,
        subtype: Words,
        channel: IdOr<Channel>,
        channel_type: Words,
        is_ext_shared: Flag,
        user: IdOr<User>,
        user_team: Words,
        team: Words,
        bot_id: Words,
        text: Words,
        ts: Words,
        thread_ts: Words,
        event_ts: Words,
        deleted_ts: Words,
        message: Object<MessageBody>,
        previous_message: Object<MessageBody>,
        item: Object<Item>,
        item_user: Words,
        reaction: Words,
        tab: Words,
        tokens: Object<Tokens>,
    }
    /// A channel.
    Channel {
        id: Words,
        name: Words,
        is_im: Flag,
        is_mpim: Flag,
        is_private: Flag,
        is_archived: Flag,
        is_member: Flag,
        is_shared: Flag,
        is_ext_shared: Flag,
        is_pending_ext_shared: Flag,
        is_org_shared: Flag,
        is_org_default: Flag,
        is_org_mandatory: Flag,
        is_global_shared: Flag,
        context_team_id: Words,
        user: Words,
    }
    /// A message inside of something else.
    MessageBody {
        subtype: Words,
        user: Words,
        team: Words,
        user_team: Words,
        bot_id: Words,
        text: Words,
        ts: Words,
        thread_ts: Words,
        edited: Object<Edited>,
    }
    /// When a message was changed last.
    Edited { ts: Words }
    /// What a reaction is on.
    Item {
        kind as "type": Words,
        channel: Words,
        ts: Words,
    }
    /// Whose tokens were taken back.
    Tokens { bot: List<Words> }
    /// An account, as Slack describes it.
    User {
        id: Words,
        team_id: Words,
        name: Words,
        real_name: Words,
        tz: Words,
        deleted: Flag,
        is_bot: Flag,
        is_workflow_bot: Flag,
        is_connector_bot: Flag,
        is_restricted: Flag,
        is_ultra_restricted: Flag,
        is_stranger: Flag,
        invited as "is_invited_user": Flag,
        in_enterprise as "enterprise_user": Object<EnterpriseUser>,
        updated: Stamp,
        profile: Object<UserProfile>,
    }
    /// An account of an organisation, and the workspaces it is in.
    EnterpriseUser {
        enterprise_id: Words,
        teams: List<Words>,
    }
    /// The part of an account that its owner writes.
    UserProfile {
        display_name: Words,
        real_name: Words,
        title: Words,
        email: Words,
    }
    /// A press, a form, a shortcut.
    Interaction {
        kind as "type": Words,
        team: Object<Team>,
        enterprise: Object<Named>,
        user: Object<Actor>,
        channel: Object<Channel>,
        container: Object<Container>,
        message: Object<MessageBody>,
        message_ts: Words,
        actions: List<Object<Action>>,
        action_ts: Words,
        trigger_id: Words,
        response_url: Words,
        callback_id: Words,
        view: Object<View>,
    }
    /// A workspace.
    Team { id: Words, enterprise_id: Words }
    /// Something with an id.
    Named { id: Words }
    /// Who did it.
    Actor { id: Words, team_id: Words }
    /// What a button stands in.
    Container {
        kind as "type": Words,
        message_ts: Words,
        channel_id: Words,
        thread_ts: Words,
        is_ephemeral: Flag,
    }
    /// What was pressed or chosen.
    Action {
        id as "action_id": Words,
        stamp as "action_ts": Words,
        value: Words,
        selected_option: Object<Chosen>,
    }
    /// A chosen option.
    Chosen { value: Words }
    /// A form, or a home page.
    View {
        id: Words,
        kind as "type": Words,
        hash: Words,
        team_id: Words,
        app_installed_team_id: Words,
        callback_id: Words,
        private_metadata: Words,
        state: Object<State>,
    }
    /// What was filled in.
    State { values: Object<BTreeMap<String, Object<BTreeMap<String, Object<Entry>>>>> }
    /// What was filled into one field, of whatever kind.
    Entry {
        value: Words,
        selected_option: Object<Chosen>,
        selected_options: List<Object<Chosen>>,
        selected_user: Words,
        selected_users: List<Words>,
        selected_conversation: Words,
        selected_conversations: List<Words>,
        selected_channel: Words,
        selected_channels: List<Words>,
        selected_date: Words,
        selected_time: Words,
    }
    /// A slash command: form fields, so all of them strings.
    Command {
        team_id: Words,
        enterprise_id: Words,
        is_enterprise_install: Flag,
        channel_id: Words,
        channel_name: Words,
        user_id: Words,
        name as "command": Words,
        text: Words,
        response_url: Words,
        trigger_id: Words,
    }
}

/// A number or a string that tells one change of something from the next.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "serde_json::Value")]
pub(in crate::platforms::slack) struct Stamp(pub Option<String>);

impl From<serde_json::Value> for Stamp {
    fn from(value: serde_json::Value) -> Self {
        Self(match value {
            serde_json::Value::Number(number) => Some(number.to_string()),
            serde_json::Value::String(text) if !text.is_empty() => Some(text),
            _ => None,
        })
    }
}

impl IdOr<Channel> {
    pub(in crate::platforms::slack) fn id(&self) -> Option<&str> {
        match self {
            Self::Missing => None,
            Self::Id(id) => Some(id),
            Self::Whole(channel) => channel.id.get(),
        }
    }
}

impl IdOr<User> {
    pub(in crate::platforms::slack) fn id(&self) -> Option<&str> {
        match self {
            Self::Missing => None,
            Self::Id(id) => Some(id),
            Self::Whole(user) => user.id.get(),
        }
    }
}
