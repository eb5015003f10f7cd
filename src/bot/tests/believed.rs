//! What comes back from outside is not believed: stories of buttons and forms that were made up.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::bot::Registry;
use crate::chat::{
    AccountId, Event, Message, MessageId, OrgId, PersonId, Place, PlaceId, PlaceKind, Profile, Receipt,
    Standing, Submission, What, WorkspaceId,
};
use crate::people::{Accounts, Company};
use crate::testing::{House, assert_sees, on_each_engine};

const REFUSED: &str = "I cannot tell that this button is mine";
const NOT_OPEN: &str = "error in : This form is too old, or you did not open it yourself.";

/// A company in which something goes on.
async fn something_goes_on(house: &mut House) {
    house.knows("bob", "Postgres").await;
    house.answered("cleo", "how do I roll back a Postgres migration?", "Restore the snapshot.", 30).await;
    house.ann().says("/ask-expert how do I roll back a Postgres migration?").await;
    house.ann().presses("Ask them").await;
    house.ann().says("/thanks <@test:acme:bob> for the great help with Postgres").await;
    house.lea().alone().says("/lyceum help").await;
    // Whoever is going to act was met, so that nothing is kept of that.
    house.dan().alone().says("/lyceum help").await;
    house.dan().looks();
}

/// Nothing in the store is different, and the log says whose table it would be.
fn unchanged(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>, what: &str) {
    for (table, rows) in after {
        assert_eq!(before.get(table), Some(rows), "{what} changed {table}");
    }
}

#[tokio::test]
async fn a_made_up_value_is_refused_by_every_button_and_changes_nothing() {
    on_each_engine(async |house| {
        something_goes_on(house).await;
        let (buttons, _) = Registry::of(crate::features::all()).unwrap().comes_back();
        assert!(buttons.len() > 30, "{buttons:?}");
        let question = house.last_question().await;
        let before = house.rows().await;
        assert!(before.len() > 30 && before.values().any(|rows| rows.contains(&question)));
        for action in buttons {
            let of_another_action = house.signs("nobody.nothing", &question).await;
            let (signature, _) = of_another_action.split_once('.').unwrap();
            let cut_off = house.signs(action, &question).await.replace(&question, "");
            for value in
                ["", "x", &question, "bob", &of_another_action, &format!("{signature}.bob"), &cut_off]
            {
                house.dan().alone().forges(action, value).await;
                let seen = house.dan().sees();
                assert!(seen.contains(REFUSED), "{action} took {value:?}: {seen}");
            }
            unchanged(&before, &house.rows().await, action);
        }
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_made_up_context_is_refused_by_every_form_and_changes_nothing() {
    on_each_engine(async |house| {
        something_goes_on(house).await;
        let (_, forms) = Registry::of(crate::features::all()).unwrap().comes_back();
        assert!(forms.len() > 10, "{forms:?}");
        // A form that is open: it opens no other form, and not for anybody else.
        house.lea().chooses("experts.ask", None).await;
        let leas = house.open_form("lea").unwrap();
        house.dan().chooses("kudos.thank", None).await;
        let dans = house.open_form("dan").unwrap();
        house.dan().looks();
        let question = house.last_question().await;
        let before = house.rows().await;
        let place = r#"{"place":"test:platform","thread":null,"private":false,"shared":false}"#;
        for form in forms {
            for context in ["", "x", "below", place, "\0", &question, &leas.context, &dans.context] {
                if form == dans.name && context == dans.context {
                    continue;
                }
                let values =
                    [("question", "how do I roll back a migration?"), ("people", "@bob"), ("reason", "x")];
                house.dan().alone().forges_form(form, context, &values).await;
                let seen = house.dan().sees();
                assert!(seen.contains(NOT_OPEN), "{form} took {context:?}: {seen}");
            }
            unchanged(&before, &house.rows().await, form);
        }
        house.leaves_work();
    })
    .await;
}

fn a_message(house: &House) -> Message {
    Message {
        id: MessageId::new("by bob 1"),
        author: Some(AccountId::new("test:acme:bob")),
        text: "I restored the snapshot.".into(),
        thread: None,
        sent: house.now(),
        edited: None,
    }
}

#[tokio::test]
async fn a_form_is_for_whoever_opened_it_for_two_days_as_often_as_they_send_it() {
    on_each_engine(async |house| {
        let message = a_message(house);
        house.ann().chooses("kudos.thank", Some(message)).await;
        let form = house.open_form("ann").unwrap();
        assert_eq!(form.context.len(), 32, "an id, and nothing of what it is about: {}", form.context);
        house.ann().looks();
        // Somebody else has the id.
        let thanks = [("people", "@bob"), ("reason", "for the snapshot that you restored")];
        house.cleo().forges_form(&form.name, &form.context, &thanks).await;
        assert_sees!(house.cleo().sees(), @"error in : This form is too old, or you did not open it yourself. Copy what you typed, and open it again.");
        // It comes back with an error, and again without.
        house.ann().fills_in(&[("people", "@bob"), ("reason", "")]).await;
        assert!(house.ann().sees().contains("error in reason"), "it stays open");
        house.passes(TimeDelta::hours(47)).await;
        house.ann().looks();
        house.ann().fills_in(&thanks).await;
        let seen = house.ann().sees();
        assert!(seen.contains("thread") && seen.contains("for the snapshot that you restored"), "below the message: {seen}");
        house.passes(TimeDelta::hours(2)).await;
        house.ann().looks();
        house.ann().fills_in(&thanks).await;
        assert!(house.ann().sees().contains(NOT_OPEN), "its time is over");
        house.cleo().chooses("experts.ask", None).await;
        house.machine.tidy(house.now()).await.unwrap();
        let kept = house.rows().await["form_context"].clone();
        let newer = house.open_form("cleo").unwrap().context;
        assert!(!kept.contains(&form.context) && kept.contains(&newer), "only what is over is dropped: {kept}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_form_of_one_company_is_none_in_another() {
    on_each_engine(async |house| {
        house.ann().chooses("experts.ask", None).await;
        let form = house.open_form("ann").unwrap();
        let (org, workspace, account) =
            (OrgId::new("other"), WorkspaceId::new("test:other"), AccountId::new("test:other:ann"));
        let now = house.now();
        house
            .before(async |tx, _| {
                tx.of::<Company>(&org).ensure("Other").await.unwrap();
                tx.ensure_workspace(&workspace, &org, "Other").await.unwrap();
                let profile = Profile {
                    account: account.clone(),
                    name: "Ann".to_owned(),
                    title: None,
                    email: None,
                    time_zone: None,
                    standing: Standing::Member,
                    teams: None,
                };
                // They are called the same here.
                tx.of::<Accounts>(&org).learn_profile(&workspace, &profile, "ann", now).await.unwrap();
                assert_eq!(
                    tx.of::<Accounts>(&org).person_of(&account).await.unwrap(),
                    Some(PersonId::new("ann"))
                );
            })
            .await;
        let at =
            Place { id: PlaceId::new("test:nowhere"), kind: PlaceKind::Nowhere, thread: None, shared: false };
        let mut event = house.ann().would_say("/lyceum help");
        event = Event { org: org.clone(), workspace: workspace.clone(), from: account.clone(), at, ..event };
        let values =
            BTreeMap::from([("question".to_owned(), vec!["how do I get in here at all?".to_owned()])]);
        event.what =
            What::Submission(Submission { form: form.name.clone(), context: form.context.clone(), values });
        let receipt = house.machine.receive_all(std::slice::from_ref(&event)).await.remove(0).unwrap();
        assert!(matches!(receipt, Receipt::Errors(_)), "{receipt:?}");
        // A button of the one is none of the other.
        let value = house.signs("experts.drop", "1").await;
        assert!(house.machine.has_signed(&house.org, "experts.drop", &value).await);
        assert!(!house.machine.has_signed(&org, "experts.drop", &value).await);
    })
    .await;
}

#[tokio::test]
async fn what_was_opened_as_one_account_is_there_for_the_person_they_turn_out_to_be() {
    on_each_engine(async |house| {
        house.has_people_abroad(&["bob"]).await;
        house.bob().abroad().chooses("experts.ask", None).await;
        let form = house.open_form("bob").unwrap();
        house.bob().abroad().alone().says("/lyceum link").await;
        let seen = house.bob().abroad().sees();
        let code = seen
            .split_whitespace()
            .find(|word| word.len() > 8 && word.as_bytes().get(4) == Some(&b'-'))
            .unwrap_or_else(|| panic!("{seen}"));
        let code: String = code.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-').collect();
        house.bob().alone().says(&format!("/lyceum link {code}")).await;
        house.bob().abroad().looks();
        house.bob().abroad().forges_form(&form.name, &form.context, &[("question", "")]).await;
        let seen = house.bob().abroad().sees();
        assert!(!seen.contains(NOT_OPEN), "{seen}");
    })
    .await;
}
