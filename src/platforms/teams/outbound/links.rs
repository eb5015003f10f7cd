//! Links that open a conversation in Teams.
//! <https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams>

use url::Url;

use crate::chat::{MessageId, PlaceId, WorkspaceId};
use crate::platforms::teams::api::address;
use crate::platforms::teams::api::ids;

/// Whatever a link leads to, it begins so.
const MESSAGE: &str = "https://teams.microsoft.com/l/message";

/// A link to the first message of a conversation, in a channel or a group chat. None for what somebody and the bot say
/// to each other alone, which has no id that Teams would open.
pub(in crate::platforms::teams) fn to(
    workspace: &WorkspaceId,
    place: &PlaceId,
    message: &MessageId,
) -> Option<String> {
    let conversation = ids::native(workspace, place.as_str())?;
    let message = message.as_str();
    // Teams names messages by the moment of their arrival.
    if message.is_empty() || !message.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut url = address::below(&Url::parse(MESSAGE).ok()?, &[conversation, message])?;
    if conversation.ends_with("@thread.tacv2") || conversation.ends_with("@thread.skype") {
        url.query_pairs_mut()
            .append_pair("tenantId", ids::tenant(workspace))
            .append_pair("parentMessageId", message)
            .append_pair("createdTime", message);
    } else if conversation.starts_with("19:") {
        url.query_pairs_mut().append_pair("context", r#"{"contextType":"chat"}"#);
    } else {
        return None;
    }
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(conversation: &str, message: &str) -> Option<String> {
        let workspace = ids::workspace("t-1");
        to(&workspace, &ids::place("t-1", conversation), &MessageId::new(message))
    }

    #[test]
    fn a_conversation_in_a_channel_or_a_chat_can_be_opened_and_nothing_else() {
        assert_eq!(
            link("19:abc@thread.tacv2", "1648741500652").unwrap(),
            "https://teams.microsoft.com/l/message/19%3Aabc%40thread.tacv2/1648741500652\
             ?tenantId=t-1&parentMessageId=1648741500652&createdTime=1648741500652"
        );
        assert_eq!(
            link("19:abc@thread.v2", "1648741500652").unwrap(),
            "https://teams.microsoft.com/l/message/19%3Aabc%40thread.v2/1648741500652\
             ?context=%7B%22contextType%22%3A%22chat%22%7D"
        );
        assert_eq!(link("a:1xyz", "1648741500652"), None);
        assert_eq!(link("19:abc@thread.tacv2", "../../x?y=1"), None);
        assert_eq!(link("19:abc@thread.tacv2", ""), None);
        let elsewhere = ids::place("t-2", "19:abc@thread.tacv2");
        assert_eq!(to(&ids::workspace("t-1"), &elsewhere, &MessageId::new("1")), None);
    }
}
