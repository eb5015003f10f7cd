//! A full life: something in every table, with marked words in what is theirs.

use chrono::{DateTime, TimeDelta};

use super::sql;
use crate::chat::{Message, OrgId, PersonId, Profile, Reason, Standing, Undelivered};
use crate::people::{Accounts, People, PersonData};
use crate::store::Tx;
use crate::testing::House;
use crate::values;

/// Words of theirs that have to be exported and erased.
pub(super) const MARKED: [&str; 23] = [
    "markertitle",
    "markerdepartment",
    "markerproject",
    "markerskill",
    "markerother",
    "markeroldanswer",
    "markeranswer",
    "markerreply",
    "markermessage",
    "markerquestion",
    "markeropen",
    "markeranonymous",
    "markersuggested",
    "markerthanks",
    "markeraward",
    "markercarried",
    "markernight",
    "markerquiz",
    "markertyped",
    "wonderscript",
    "test:acme:bob",
    "test:abroad:bob",
    "robert.quillfeather@acme.example",
];

const ASK: [&str; 2] = ["Ask them", "Ask"];

async fn asks(house: &mut House, key: &'static str, words: &str, button: Option<&str>) {
    house.someone(key).looks();
    house.someone(key).says(&format!("/ask-expert {words}")).await;
    let seen = house.someone(key).only_mine();
    let asked = ASK.into_iter().find(|label| seen.contains(&format!("[{label}]")));
    house.someone(key).presses(button.or(asked).unwrap_or_else(|| panic!("{seen}"))).await;
}

async fn does(tx: &mut Tx, org: &OrgId, statement: &str) {
    tx.execute(sql(statement.to_owned()), values![org]).await.unwrap();
}

async fn who_they_are(house: &House) {
    let (workspace, now) = (house.workspace.clone(), house.now());
    house
        .before(async |tx, org| {
            let profile = Profile {
                account: crate::chat::AccountId::new("test:acme:bob"),
                name: "Robert Quillfeather".to_owned(),
                title: Some("markertitle".to_owned()),
                email: Some("robert.quillfeather@acme.example".to_owned()),
                time_zone: Some("Europe/Berlin".to_owned()),
                standing: Standing::Member,
                teams: None,
            };
            tx.of::<Accounts>(org).learn_profile(&workspace, &profile, "", now).await.unwrap();
            let bob = PersonId::new("bob");
            let known = tx.of::<People>(org).person(&bob).await.unwrap().unwrap();
            let data = PersonData {
                department: Some("markerdepartment".to_owned()),
                projects: vec!["markerproject".to_owned()],
                manager: Some(PersonId::new("lea")),
                ..known.data
            };
            tx.of::<People>(org).keep_person(&bob, &data, None, None).await.unwrap();
            let dan = PersonId::new("dan");
            let known = tx.of::<People>(org).person(&dan).await.unwrap().unwrap();
            let data = PersonData { manager: Some(bob), ..known.data };
            tx.of::<People>(org).keep_person(&dan, &data, None, None).await.unwrap();
        })
        .await;
}

/// Bob, under another name, does all that can be done.
pub(super) async fn lived(house: &mut House) {
    who_they_are(house).await;
    house.topic("Postgres", &["bob"]).await;
    house.topic("Kafka", &["cleo"]).await;
    house.opts_in("platform").await;
    house.bob().says("/lyceum me").await;
    house.bob().presses("My topics").await;
    house.bob().fills_in(&[("ask_me", "markerskill, markerother")]).await;
    house.bob().forces("profile.not_me", "markerother").await;
    house.bob().writes("markermessage, as I always say", None).await;
    house.cleo().writes("Ask <@test:acme:bob> or @Robert Quillfeather about it", None).await;
    house.answered("bob", "How can I undo a Postgres migration?", "markeroldanswer", 20).await;
    house.answered("bob", "Postgres migration is stuck, how to roll it back", "Kill the lock.", 40).await;
    house.answered("cleo", "roll back a failed Postgres migration", "Use the down script.", 30).await;
    answers(house).await;
    questions(house).await;
    thanks(house).await;
    quizzes(house).await;
    mentorship(house).await;
    two_accounts(house).await;
    at_night(house).await;
}

async fn answers(house: &mut House) {
    asks(house, "ann", "annsquestion: how do I roll back a Postgres migration?", None).await;
    house.bob().presses("I'll take it").await;
    let root = house.newest_root();
    house.bob().writes("markerreply: run it down", Some(&root)).await;
    house.ann().presses("Accept an answer").await;
    house.ann().fills_in(&[("person", "@bob"), ("answer", "markeranswer, with the down script")]).await;
    asks(house, "dan", "dansquestion: roll back a stuck Postgres migration?", None).await;
    house.bob().presses("I'll take it").await;
}

async fn questions(house: &mut House) {
    asks(house, "bob", "markerquestion: undo a failed Postgres migration script?", None).await;
    house.cleo().presses("I'll take it").await;
    house.bob().presses("Accept an answer").await;
    house.bob().fills_in(&[("person", "@cleo"), ("answer", "Cleo's answer")]).await;
    asks(house, "bob", "markeropen: another failed Postgres migration script?", None).await;
    let hidden = Some("Ask without my name");
    asks(house, "bob", "markeranonymous: yet another failed Postgres migration script?", hidden).await;
    house.bob().says("/ask-expert markersuggested: and a failed Postgres migration script?").await;
}

async fn thanks(house: &mut House) {
    house.lea().says("/kudos weekly").await;
    house.bob().says("/kudos <@test:acme:cleo> 2 for the markerthanks that you gave me").await;
    let announced = house.newest_root();
    house.ann().reacts(&announced, "raised_hands", true).await;
    let message = Message {
        id: announced,
        author: None,
        text: String::new().into(),
        thread: None,
        sent: DateTime::UNIX_EPOCH,
        edited: None,
    };
    house.dan().chooses("kudos.report", Some(message)).await;
    house.cleo().says("/kudos <@test:acme:bob> for showing us the wonderscript <@test:acme:bob> loves").await;
    let theirs = house.newest_root();
    let message = Message {
        id: theirs,
        author: None,
        text: String::new().into(),
        thread: None,
        sent: DateTime::UNIX_EPOCH,
        edited: None,
    };
    house.bob().chooses("kudos.report", Some(message)).await;
    house.lea().forces("kudos.badge_add", "new").await;
    house
        .lea()
        .fills_in(&[("name", "Fire fighter"), ("sign", "🔥"), ("about", "Keeps calm when it burns")])
        .await;
    let mut tx = house.db.read().await.unwrap();
    let (badge,): (String,) =
        tx.one(sql("SELECT MAX(id) FROM kudos_badge".to_owned()), vec![]).await.unwrap();
    drop(tx);
    house.bob().forces("kudos.award", "new").await;
    house
        .bob()
        .fills_in(&[
            ("badge", &badge),
            ("person", "@ann"),
            ("reason", "For the markeraward restore at night"),
        ])
        .await;
    house.cleo().forces("kudos.award", "new").await;
    house
        .cleo()
        .fills_in(&[("badge", &badge), ("person", "@bob"), ("reason", "For all the restores at night")])
        .await;
    house.bob().forces("kudos.leave_boards", "me").await;
    house.bob().says("/kudos export").await;
}

/// A quiz of theirs that others take, and one of somebody else's that they get wrong.
async fn quizzes(house: &mut House) {
    for (writes, takes, title, answered) in [
        ("bob", "ann", "markerquiz", "Robert Quillfeather, I think"),
        ("ann", "bob", "Old scripts", "markertyped, or Robert Quillfeather"),
    ] {
        house.someone(writes).says("/quiz new").await;
        let question = format!("{title}: who wrote it?");
        let written = [("title", title), ("question", &question), ("answers", "= Robert Quillfeather\n= Bo")];
        house.someone(writes).fills_in(&written).await;
        house.someone(writes).presses("Start it").await;
        let how = [("channel", "test:platform"), ("people", "@cleo"), ("again", "yes")];
        house.someone(writes).fills_in(&how).await;
        house.someone(takes).presses("Answer").await;
        house.someone(takes).fills_in(&[("q1", answered)]).await;
        house.someone(takes).presses("Hand in").await;
    }
    house
        .before(async |tx, org| {
            for statement in [
                "INSERT INTO quiz_review (org, person, quiz, version, position, due_at, reviewed_at, stability, difficulty,
                     reviews, asked_at)
                 SELECT org, 'bob', id, 1, 1, 1900000000000, 1700000000000, 1.0, 5.0, 1, NULL
                 FROM quiz WHERE org = $1 AND owner = 'ann'",
                "INSERT INTO quiz_review_ended (org, person, since)
                 SELECT it.org, 'bob', 1700000000000 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
            ] {
                does(tx, org, statement).await;
            }
        })
        .await;
}

/// A programme of theirs, in which they are a mentor and a mentee.
async fn mentorship(house: &House) {
    house
        .before(async |tx, org| {
            for statement in [
                "INSERT INTO mentorship_programme (org, id, owner, name, kind, state, rules, starts_on, made_at, ended_at,
                     version)
                 SELECT it.org, 'm1', 'bob', 'Spring', 'mentorship', 'running', '{\"weeks\":12}', '2023-11-20',
                     1700000000000, NULL, 3 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
                "INSERT INTO mentorship_profile (org, person, body, factors, changed_at)
                 SELECT it.org, 'bob', '{\"gives\":[\"Postgres\"]}', '[12,12,12,12,12]', 1700000001000
                 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
                "INSERT INTO mentorship_member (org, programme, person, role, places, group_places, goal, goal_score,
                     left_over, joined_at, left_at)
                 SELECT it.org, 'm1', 'bob', 'both', 1, 2, 'Run a database', 3, 0, 1700000001000, NULL
                 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
                "INSERT INTO mentorship_block (org, person, blocked, since)
                 SELECT it.org, 'bob', 'cleo', 1700000001000 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
                "INSERT INTO mentorship_wish (org, programme, person, wanted, rank)
                 SELECT it.org, 'm1', 'bob', 'ann', 1 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
                "INSERT INTO mentorship_draft (org, programme, mentee, mentor, score, parts, left_why, is_new, version)
                 SELECT it.org, 'm1', 'bob', 'ann', 700000, '{}', NULL, TRUE, 2
                 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
                "INSERT INTO mentorship_ruling (org, programme, mentee, mentor, is_fixed)
                 SELECT it.org, 'm1', 'bob', 'ann', TRUE FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
                "INSERT INTO mentorship_pair (org, id, programme, mentor, mentee, state, score, parts, started_at, ends_at,
                     paused_until, ended_at, ended_why, mentor_agreed_at, mentee_agreed_at)
                 SELECT it.org, 'mp1', 'm1', 'ann', 'bob', 'active', 700000, '{}', 1700000002000, 1707000002000, NULL,
                     NULL, NULL, NULL, NULL FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
                "INSERT INTO mentorship_meeting (org, pair, number, due_at, is_held, answered_at)
                 SELECT it.org, 'mp1', 1, 1700000004000, TRUE, 1700000005000
                 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
                "INSERT INTO mentorship_answer (org, pair, person, kind, number, asked_at, value, answered_at)
                 SELECT it.org, 'mp1', 'bob', 'met', 1, 1700000004500, 1, 1700000005000
                 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
                "INSERT INTO mentorship_story (org, pair, person, words, consent, told_at)
                 SELECT it.org, 'mp1', 'bob', 'Robert Quillfeather enjoyed it.', 'nameless', 1700000006000
                 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
                "INSERT INTO mentorship_request (org, programme, mentee, mentor, rank, state, asked_at)
                 SELECT it.org, 'm1', 'bob', 'ann', 1, 'asked', 1700000004000
                 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
            ] {
                does(tx, org, statement).await;
            }
        })
        .await;
}

/// One person here and abroad, asked there; on Teams, too.
async fn two_accounts(house: &mut House) {
    house.has_people_abroad(&["bob"]).await;
    house.bob().alone().says("link").await;
    let told = house.bob().alone().sees();
    let code = told.split("lyceum link ").nth(1).and_then(|rest| rest.get(..9)).expect("a code").to_owned();
    house.bob().abroad().alone().says("link AAAA-AAAA").await;
    house.bob().abroad().alone().says(&format!("link {code}")).await;
    house.bob().alone().says("link").await;
    house
        .before(async |tx, org| {
            for statement in [
                "INSERT INTO across (org, question, person, workspace)
                 SELECT org, id, 'bob', 'test:abroad' FROM question WHERE org = $1 AND holder = 'bob' AND state = 'taken'",
                "INSERT INTO carried (org, id, question, person, place, message, body, post, sent)
                 SELECT org, 'carried 1', id, 'bob', 'test:dm:bob', 'direct 1', 'markercarried words', NULL, 1700000000000
                 FROM question WHERE org = $1 AND holder = 'bob' AND state = 'taken'",
                "INSERT INTO handed (org, place, message)
                 SELECT org, 'test:dm:bob', 'direct 1' FROM organisation, (SELECT CAST($1 AS TEXT) AS org) AS it WHERE id = it.org",
                "INSERT INTO teams_reference
                 (org, workspace, about, conversation, service_url, user_id, seen_in, name, time_zone, unreachable)
                 SELECT it.org, 'test:abroad', 'test:abroad:bob', 'a:1bob', 'https://smba.example/', '29:bob', '19:c', NULL,
                     'Europe/Berlin', FALSE
                 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
            ] {
                does(tx, org, statement).await;
            }
        })
        .await;
}

/// News that waits on both sides, thanks that wait, and a message that never arrived.
async fn at_night(house: &mut House) {
    house.next_sending_fails(Undelivered::Refused(Reason::Blocked));
    house.lea().forces("kudos.keep", "bob").await;
    house.lea().forces("kudos.let", "bob").await;
    house.passes(TimeDelta::hours(11)).await;
    house.bob().alone().says("kudos <@test:acme:dan> for the markernight shift with me").await;
    house.cleo().alone().says("kudos <@test:acme:bob> for the long shift with me").await;
    house.bob().alone().says("kudos <@test:acme:new> for the markernight shift with me").await;
    house.bob().says("/kudos export").await;
    house.lea().forces("kudos.keep", "bob").await;
    house
        .before(async |tx, org| {
            does(
                tx,
                org,
                "INSERT INTO outbox (id, org, workspace, line, post, is_edit, errand, state, attempts, due, lease, reason, created)
                 SELECT 'stuck 1', it.org, 'test:acme', 'direct test:acme:bob', NULL, FALSE,
                     '{\"Post\":{\"to\":{\"To\":{\"Direct\":\"test:acme:bob\"}},\"card\":{\"summary\":\"markernight\",\"parts\":[]}}}',
                     'failed', 1, 1700000000000, NULL, NULL, 1700000000000
                 FROM (SELECT CAST($1 AS TEXT) AS org) AS it",
            )
            .await;
        })
        .await;
}
