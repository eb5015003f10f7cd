//! Forms as dialogs: drawn, sent, refused, drawn again.

use std::collections::BTreeMap;

use serde_json::Value;

use super::cards::{faces, is_valid, workspace};
use super::settings::TENANT;
use crate::chat::{Choice, FieldError, Form, Input, PersonId, Text};
use crate::platforms::teams::api::ids;
use crate::platforms::teams::outbound::dialogs::{Carried, Kept, dialog, submission};

fn form() -> Form {
    let options = vec![Choice::new("It is urgent", "urgent"), Choice::new("Hidden", "hidden, really")];
    Form::new("feature.form", "A form", "Send")
        .context("carried")
        .intro(Text::from("For ").person(&PersonId::new("ann")))
        .field("line", "A line", Input::Line { value: "a".to_owned(), most: 60 })
        .field("words", "Words", Input::Paragraph { value: String::new(), most: 3000 })
        .hint("As many as you like.")
        .optional("hours", "Hours", Input::Number { value: Some(4), least: 1, most: 40 })
        .optional("one", "One", Input::Choice { options: options.clone(), value: Some("urgent".to_owned()) })
        .optional("some", "Some", Input::Choices { options, values: vec!["hidden, really".to_owned()] })
        .optional("who", "Who", Input::Person { value: Some(PersonId::new("ann")) })
        .optional("all", "All", Input::People { values: vec![PersonId::new("ann"), PersonId::new("bob")] })
        .optional("place", "Where", Input::Channel { value: Some(ids::place(TENANT, "19:c@thread.tacv2")) })
        .optional("day", "Day", Input::Day { value: Some("2026-12-25".to_owned()) })
}

fn typed_in(info: &Value) -> Value {
    let mut data = info["card"]["content"]["actions"][0]["data"].clone();
    for input in info["card"]["content"]["body"].as_array().unwrap() {
        if let (Some(id), Some(value)) = (input["id"].as_str(), input.get("value")) {
            data[id] = value.clone();
        }
    }
    data
}

#[test]
fn a_form_comes_back_as_it_was_drawn() {
    let kept = Kept { form: form(), faces: faces() };
    let carried = Carried { token: "t".to_owned(), message: Some("17".to_owned()), only: true };
    let info = dialog(&kept, &workspace(), &carried, &[], None);
    is_valid(&info["card"]["content"]);
    let filled = submission(&typed_in(&info), &workspace()).unwrap();
    assert_eq!(filled.carried, carried);
    assert_eq!(
        (filled.submission.form.as_str(), filled.submission.context.as_str()),
        ("feature.form", "carried")
    );
    let values = |field: &str| filled.submission.values(field).to_vec();
    assert_eq!(values("line"), ["a"]);
    assert!(values("words").is_empty());
    assert_eq!(values("hours"), ["4"]);
    assert_eq!(values("one"), ["urgent"]);
    assert_eq!(values("some"), ["hidden, really"]);
    assert_eq!(values("who"), [format!("teams:{TENANT}:a-1")]);
    assert_eq!(values("all"), [format!("teams:{TENANT}:a-1"), format!("teams:{TENANT}:b-1")]);
    assert_eq!(values("place"), [format!("teams:{TENANT}:19:c@thread.tacv2")]);
    assert_eq!(values("day"), ["2026-12-25"]);
}

#[test]
fn a_refused_form_keeps_what_was_typed_and_says_what_is_wrong() {
    let kept = Kept { form: form(), faces: faces() };
    let mut typed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    typed.insert("words".to_owned(), vec!["my words".to_owned()]);
    let errors = [
        FieldError { field: "words".to_owned(), message: "Say more.".to_owned() },
        FieldError { field: "nowhere".to_owned(), message: "Something else.".to_owned() },
    ];
    let info = dialog(&kept, &workspace(), &Carried::default(), &errors, Some(&typed));
    is_valid(&info["card"]["content"]);
    let body = info["card"]["content"]["body"].to_string();
    assert!(body.contains("Say more.") && body.contains("Something else.") && body.contains("my words"));
    let again = submission(&typed_in(&info), &workspace()).unwrap().submission;
    assert_eq!(again.value("words"), Some("my words"));
    assert_eq!(again.value("line"), None, "it was emptied, and stays so");
}

#[test]
fn what_a_forged_client_sends_names_nobody_and_no_place_of_another_tenant() {
    let kept = Kept { form: form(), faces: faces() };
    let drawn = typed_in(&dialog(&kept, &workspace(), &Carried::default(), &[], None));
    let sent = |field: &str, value: &str| {
        let mut data = drawn.clone();
        data[field] = value.into();
        submission(&data, &workspace()).unwrap().submission
    };
    for place in [
        "teams:other:19:c@thread.tacv2".to_owned(),
        "slack:T1:C1".to_owned(),
        "19:c@thread.tacv2".to_owned(),
        format!("teams:{TENANT}:a:1personal"),
        format!("teams:{TENANT}:19:c@thread.tacv2;messageid=1"),
    ] {
        assert_eq!(sent("i7", &place).value("place"), None, "{place}");
    }
    for nobody in [
        "teams:other:0b",
        "slack:T1:U1",
        "ffffffff-0000-0000-0000-000000000000:0b",
        "28:bot",
        "29:",
        "<@0b>",
        "0b/../0c",
        "\u{e4}",
    ] {
        assert_eq!(sent("i5", nobody).value("who"), None, "{nobody}");
        assert!(sent("i6", nobody).values("all").is_empty(), "{nobody}");
    }
    let ours = |user: &str| format!("teams:{TENANT}:{user}");
    assert_eq!(sent("i5", "slack:T1:U1,0b").value("who"), Some(ours("0b").as_str()));
    assert_eq!(sent("i6", "0b,teams:other:0c,29:1_ann-").values("all"), [ours("0b"), ours("29:1_ann-")]);
}

/// What a dialog carries along comes back from outside: whoever changes it is shown what they made of it, and the name
/// and the context are for the machine to check.
#[test]
fn a_forged_dialog_is_shown_to_its_forger_and_is_nothing_else() {
    let kept = Kept { form: form(), faces: faces() };
    let carried = Carried { token: "t".to_owned(), message: None, only: false };
    let honest = typed_in(&dialog(&kept, &workspace(), &carried, &[], None));
    let mut forged = honest.clone();
    forged["form"]["f"]["name"] = "feature.other_form".into();
    forged["form"]["f"]["context"] = "made up".into();
    forged["form"]["f"]["title"] = "Made up".into();
    forged["form"]["p"]["ann"]["name"] = "Not Ann".into();
    let filled = submission(&forged, &workspace()).unwrap();
    assert_eq!(
        (filled.submission.form.as_str(), filled.submission.context.as_str()),
        ("feature.other_form", "made up")
    );
    let errors = [FieldError { field: String::new(), message: "Too old.".to_owned() }];
    let typed = &filled.submission.values;
    let again = dialog(&filled.kept, &workspace(), &filled.carried, &errors, Some(typed));
    is_valid(&again["card"]["content"]);
    assert!(again.to_string().contains("Too old."));
    assert_eq!(again["title"], "Made up");
    // Nothing of it is kept here: the honest one is drawn as before.
    let filled = submission(&honest, &workspace()).unwrap();
    let drawn = dialog(&filled.kept, &workspace(), &filled.carried, &[], None);
    assert!(!drawn.to_string().contains("ade up") && !drawn.to_string().contains("Not Ann"));
}

/// Every value of a dialog, wherever it stands.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, it)| pointers(it, &format!("{at}/{key}"), found));
        }
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(number, it)| pointers(it, &format!("{at}/{number}"), found));
        }
        _ => {}
    }
}

#[test]
fn no_change_of_what_a_dialog_carries_along_breaks_anything() {
    let kept = Kept { form: form(), faces: faces() };
    let honest = typed_in(&dialog(&kept, &workspace(), &Carried::default(), &[], None));
    let mut all = Vec::new();
    pointers(&honest, "", &mut all);
    let odd = [
        Value::Null,
        (-1).into(),
        u64::MAX.into(),
        "".into(),
        "\0,99999999999999999999,<at>x</at>".into(),
        serde_json::json!([]),
        serde_json::json!({}),
    ];
    let (mut read, mut refused) = (0, 0);
    for at in all {
        for value in &odd {
            let mut forged = honest.clone();
            *forged.pointer_mut(&at).unwrap() = value.clone();
            let Some(filled) = submission(&forged, &workspace()) else {
                refused += 1;
                continue;
            };
            read += 1;
            dialog(&filled.kept, &workspace(), &filled.carried, &[], Some(&filled.submission.values));
        }
    }
    assert!(read > 100 && refused > 100, "{read} {refused}");
}
