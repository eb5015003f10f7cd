//! User groups in commands, against a pretended Slack.

use std::time::Duration;

use serde_json::json;
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{House, installation};
use crate::chat::{AccountId, GroupMention, What};
use crate::platforms::slack::inbound::groups::mentioned;

async fn slack() -> (MockServer, House) {
    let server = MockServer::start().await;
    let house = House::with(&format!("{}/api", server.uri()), &[installation(None, Some("T1"))]);
    (server, house)
}

async fn group(server: &MockServer, id: &str, template: ResponseTemplate) {
    let asked = Mock::given(path("/api/usergroups.users.list")).and(query_param("usergroup", id));
    asked.and(query_param("team_id", "T1")).respond_with(template).mount(server).await;
}

async fn heard(house: &House, text: &str) -> Vec<GroupMention> {
    let fields = [
        ("command", "/kudos"),
        ("text", text),
        ("team_id", "T1"),
        ("user_id", "U1"),
        ("channel_id", "C1"),
        ("channel_name", "general"),
        ("trigger_id", "1.2"),
    ];
    let _ = house.form(&fields).await;
    let events = house.heard();
    let What::Command { words, groups, .. } = &events[0].what else { panic!("no command") };
    assert!(groups.iter().all(|group| words.words().contains(&group.name)), "{words:?}: {groups:?}");
    groups.clone()
}

#[tokio::test]
async fn whoever_is_in_a_group_comes_with_the_command_that_mentions_it() {
    let (server, house) = slack().await;
    let users = json!({"ok": true, "users": ["U2", "U3"]});
    group(&server, "S1", ResponseTemplate::new(200).set_body_json(users)).await;
    let refused = json!({"ok": false, "error": "missing_scope", "needed": "usergroups:read"});
    group(&server, "S2", ResponseTemplate::new(200).set_body_json(refused)).await;
    let heard =
        heard(&house, "<!subteam^S1|@ops> <!subteam^S2> and <!subteam^S1|@ops> for all the help").await;
    let ops = vec![AccountId::new("slack:T1:U2"), AccountId::new("slack:T1:U3")];
    assert_eq!(
        heard,
        [
            GroupMention { name: "@ops".to_owned(), members: Some(ops) },
            GroupMention { name: "@S2".to_owned(), members: None },
        ]
    );
}

#[tokio::test]
async fn a_slow_slack_holds_up_nothing() {
    let (server, house) = slack().await;
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(30));
    group(&server, "S1", slow).await;
    let heard = heard(&house, "<!subteam^S1|@ops> for all the help").await;
    assert_eq!(heard, [GroupMention { name: "@ops".to_owned(), members: None }]);
}

#[test]
fn only_what_slack_writes_is_a_group() {
    assert_eq!(mentioned("hello <!subteam^> <!subteam^S1|x <!subteam^S 2> <!subteam^S3&x=1> <@U1>"), []);
}
