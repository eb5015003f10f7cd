//! Names: minted from Teams' ids, and read back.

use crate::chat::{AccountId, PlaceId, TeamId, WorkspaceId};

/// What follows a channel's id where a conversation is one of its threads.
const THREAD: &str = ";messageid=";

/// The workspace of a tenant.
pub fn workspace(tenant: &str) -> WorkspaceId {
    WorkspaceId::new(format!("teams:{tenant}"))
}

/// The tenant in a workspace's name; empty if it is not one of Teams.
pub(in crate::platforms::teams) fn tenant(workspace: &WorkspaceId) -> &str {
    workspace.as_str().strip_prefix("teams:").unwrap_or_default()
}

/// An account, by the person's object id or, where none is told, their `29:` id.
pub(in crate::platforms::teams) fn account(tenant: &str, user: &str) -> AccountId {
    AccountId::new(format!("teams:{tenant}:{user}"))
}

/// A place, by its conversation; the thread in it is left out.
pub(in crate::platforms::teams) fn place(tenant: &str, conversation: &str) -> PlaceId {
    PlaceId::new(format!("teams:{tenant}:{}", split(conversation).0))
}

/// A team, by its id: that of its first channel's conversation.
pub(in crate::platforms::teams) fn team(tenant: &str, team: &str) -> TeamId {
    TeamId::new(format!("teams:{tenant}:{team}"))
}

/// The tenant that somebody is of, where it is told: this one, however it is spelt, or another.
pub(in crate::platforms::teams) fn home<'a>(ours: &'a str, told: Option<&'a str>) -> &'a str {
    told.filter(|told| !told.eq_ignore_ascii_case(ours)).unwrap_or(ours)
}

/// An account's tenant, and Teams' own id of whoever has it; none if it is not one of Teams.
pub(in crate::platforms::teams) fn holder(account: &AccountId) -> Option<(&str, &str)> {
    let (tenant, user) = account.as_str().strip_prefix("teams:")?.split_once(':')?;
    is_id(user).then_some((tenant, user))
}

/// A conversation's id, and the first message of the thread it is, if it is one.
pub(in crate::platforms::teams) fn split(conversation: &str) -> (&str, Option<&str>) {
    match conversation.split_once(THREAD) {
        Some((channel, root)) => (channel, Some(root).filter(|root| !root.is_empty())),
        None => (conversation, None),
    }
}

/// The conversation that is a thread of a channel.
pub(in crate::platforms::teams) fn thread(channel: &str, root: &str) -> String {
    format!("{channel}{THREAD}{root}")
}

/// Teams' own id in the name of an account or a place of this tenant; none if it is another's or of another platform.
pub(in crate::platforms::teams) fn native<'a>(workspace: &WorkspaceId, name: &'a str) -> Option<&'a str> {
    let id = name.strip_prefix(workspace.as_str())?.strip_prefix(':')?;
    (workspace.platform() == "teams" && is_id(id)).then_some(id)
}

/// Ids are printed signs without any that could end a path, a query or a header early.
fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 512
        && id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\'))
}

/// An id of a program, and not of a person.
pub(in crate::platforms::teams) fn is_program(id: &str) -> bool {
    id.starts_with("28:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_teams_ids_in_their_own_tenant_only() {
        let (ours, theirs) = (workspace("t-1"), workspace("t-2"));
        let place = place("t-1", "19:abc@thread.tacv2;messageid=160");
        assert_eq!(place.as_str(), "teams:t-1:19:abc@thread.tacv2");
        assert_eq!(native(&ours, place.as_str()), Some("19:abc@thread.tacv2"));
        assert_eq!(native(&theirs, place.as_str()), None);
        assert_eq!(native(&WorkspaceId::new("slack:t-1"), "slack:t-1:C1"), None);
        assert_eq!(native(&ours, account("t-1", "29:x").as_str()), Some("29:x"));
        assert_eq!(native(&ours, "teams:t-1:"), None);
        assert_eq!(native(&ours, "teams:t-1:a b"), None);
        assert_eq!(split("19:abc;messageid=160"), ("19:abc", Some("160")));
        assert_eq!(split("a:1x"), ("a:1x", None));
        assert_eq!(thread("19:abc", "160"), "19:abc;messageid=160");
        assert_eq!(tenant(&ours), "t-1");
        assert_eq!(native(&ours, team("t-1", "19:team").as_str()), Some("19:team"));
        assert_eq!(holder(&account("t-2", "29:x")), Some(("t-2", "29:x")));
        assert_eq!(holder(&AccountId::new("slack:T:U")), None);
    }
}
