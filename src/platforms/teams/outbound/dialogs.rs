//! Forms, as dialogs: drawn, and read back.
//!
//! Teams has no errors at fields: a form that is refused is drawn again, with what was filled in and what is wrong. So a
//! dialog carries its own form along. It comes back from outside, and is only ever shown to whoever sent it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::cards::CARD;
use super::text;
use crate::chat::{Choice, Faces, Field, FieldError, Form, Input, PersonId, Submission, WorkspaceId};
use crate::platforms::teams::api::activity::words;
use crate::platforms::teams::api::ids;

/// Found by typing: the channels that we know.
pub(in crate::platforms::teams) const CHANNELS: &str = "lyceum.channels";
/// Found by typing: Teams' own search for people.
const PEOPLE: &str = "graph.microsoft.com/users";
/// An input's id is this and its place in the form.
const INPUT: &str = "i";

/// What a dialog carries along beside its form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::platforms::teams) struct Carried {
    /// Tells this dialog from every other, and from the same one drawn again.
    pub token: String,
    /// The message whose button opened it, if it is known.
    pub message: Option<String>,
    /// Only one person sees that message.
    pub only: bool,
}

/// The form as it is carried along.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::platforms::teams) struct Kept {
    #[serde(rename = "f")]
    pub form: Form,
    #[serde(rename = "p", default)]
    pub faces: Faces,
}

/// A form that came back.
#[derive(Clone, Debug)]
pub(in crate::platforms::teams) struct Filled {
    pub submission: Submission,
    pub carried: Carried,
    pub kept: Kept,
}

/// What is typed in a form, as it stands in a submission.
pub(in crate::platforms::teams) type Typed = BTreeMap<String, Vec<String>>;

/// A form, ready to be opened: Teams' task info. With `typed`, as it was filled in; with errors, each at its field.
pub(in crate::platforms::teams) fn dialog(
    kept: &Kept,
    workspace: &WorkspaceId,
    carried: &Carried,
    errors: &[FieldError],
    typed: Option<&Typed>,
) -> Value {
    let form = &kept.form;
    let mut entities = Vec::new();
    let mut body: Vec<Value> = Vec::new();
    if let Some(intro) = &form.intro {
        body.extend(text::text(intro, &kept.faces, workspace, text::Tone::Plain, &mut entities));
    }
    let (at_fields, elsewhere): (Vec<_>, Vec<_>) =
        errors.iter().partition(|error| form.fields.iter().any(|field| field.name == error.field));
    body.extend(elsewhere.into_iter().map(|error| wrong(&error.message)));
    for (number, field) in form.fields.iter().enumerate() {
        let typed = typed.map(|typed| typed.get(&field.name).map_or(&[][..], Vec::as_slice));
        body.push(input(number, field, kept, workspace, typed));
        body.extend(field.hint.as_deref().map(hint));
        let errors = at_fields.iter().filter(|error| error.field == field.name);
        body.extend(errors.map(|error| wrong(&error.message)));
    }
    let mut data = json!({ "k": carried.token, "form": kept });
    if let Some(message) = &carried.message {
        data["m"] = message.as_str().into();
    }
    if carried.only {
        data["o"] = 1.into();
    }
    let submit = json!({ "type": "Action.Submit", "title": form.submit, "data": data, "style": "positive" });
    let size = if form.fields.len() > 3 { "large" } else { "medium" };
    json!({
        "title": form.title,
        "height": size,
        "width": "medium",
        "card": { "contentType": CARD, "content": {
            "type": "AdaptiveCard",
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "version": "1.5",
            "body": body,
            "actions": [submit],
            "msteams": { "entities": entities },
        } },
    })
}

fn hint(words: &str) -> Value {
    json!({ "type": "RichTextBlock", "spacing": "None", "inlines": [
        { "type": "TextRun", "text": words, "size": "Small", "isSubtle": true },
    ] })
}

fn wrong(words: &str) -> Value {
    json!({ "type": "RichTextBlock", "spacing": "None", "inlines": [
        { "type": "TextRun", "text": words, "color": "Attention", "weight": "Bolder" },
    ] })
}

fn input(
    number: usize,
    field: &Field,
    kept: &Kept,
    workspace: &WorkspaceId,
    typed: Option<&[String]>,
) -> Value {
    let first = |value: &str| match typed {
        Some(typed) => typed.first().cloned().unwrap_or_default(),
        None => value.to_owned(),
    };
    let (kind, more) = match &field.input {
        Input::Line { value, most } => ("Input.Text", json!({ "value": first(value), "maxLength": most })),
        Input::Paragraph { value, most } => {
            ("Input.Text", json!({ "value": first(value), "maxLength": most, "isMultiline": true }))
        }
        Input::Number { value, least, most } => {
            let value = first(&value.map(|value| value.to_string()).unwrap_or_default());
            let mut more = json!({ "min": least, "max": most });
            // What is not a number cannot be drawn into the field again.
            if let Ok(value) = value.parse::<i64>() {
                more["value"] = value.into();
            }
            ("Input.Number", more)
        }
        Input::Day { value } => {
            ("Input.Date", json!({ "value": first(value.as_deref().unwrap_or_default()) }))
        }
        Input::Choice { options, value } => {
            let value = first(value.as_deref().unwrap_or_default());
            let chosen = position(options, &value);
            let style = if options.len() <= 4 { "expanded" } else { "compact" };
            ("Input.ChoiceSet", json!({ "choices": numbered(options), "value": chosen, "style": style }))
        }
        Input::Choices { options, values } => {
            let values = typed.unwrap_or(values);
            let chosen: Vec<String> = values.iter().map(|value| position(options, value)).collect();
            let chosen = chosen.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(",");
            let more = json!({ "choices": numbered(options), "value": chosen, "isMultiSelect": true, "style": "expanded" });
            ("Input.ChoiceSet", more)
        }
        Input::Person { value } => {
            ("Input.ChoiceSet", people(value.as_slice(), kept, workspace, typed, false))
        }
        Input::People { values } => ("Input.ChoiceSet", people(values, kept, workspace, typed, true)),
        Input::Channel { value } => {
            let value = first(value.as_ref().map_or("", |place| place.as_str()));
            // Its name is not known here; it is found again by typing.
            let known: Vec<Choice> = Some(Choice::new("the channel chosen before", value.as_str()))
                .filter(|_| !value.is_empty())
                .into_iter()
                .collect();
            ("Input.ChoiceSet", found_by_typing(CHANNELS, &known, &value, false))
        }
    };
    let mut input = json!({
        "type": kind,
        "id": format!("{INPUT}{number}"),
        "label": field.label,
        "isRequired": !field.optional,
    });
    if !field.optional {
        input["errorMessage"] = "Please fill this in.".into();
    }
    if let (Value::Object(input), Value::Object(more)) = (&mut input, more) {
        input.extend(more.into_iter().filter(|(_, value)| value.as_str() != Some("")));
    }
    input
}

/// Choices by number: on the wire several are joined by commas, which a value may hold itself.
fn numbered(options: &[Choice]) -> Value {
    let choices = options.iter().enumerate();
    choices.map(|(number, choice)| json!({ "title": choice.label, "value": number.to_string() })).collect()
}

fn position(options: &[Choice], value: &str) -> String {
    options.iter().position(|choice| choice.value == value).map(|at| at.to_string()).unwrap_or_default()
}

fn people(
    people: &[PersonId],
    kept: &Kept,
    workspace: &WorkspaceId,
    typed: Option<&[String]>,
    many: bool,
) -> Value {
    let known: Vec<Choice> = people
        .iter()
        .filter_map(|person| {
            let face = kept.faces.get(person)?;
            let id = ids::native(workspace, face.account.as_ref()?.as_str())?;
            Some(Choice::new(&face.name, id))
        })
        .collect();
    let chosen: Vec<&str> = match typed {
        Some(typed) => typed.iter().filter_map(|account| ids::native(workspace, account)).collect(),
        None => known.iter().map(|choice| choice.value.as_str()).collect(),
    };
    found_by_typing(PEOPLE, &known, &chosen.join(","), many)
}

fn found_by_typing(dataset: &str, known: &[Choice], chosen: &str, many: bool) -> Value {
    let known: Vec<Value> =
        known.iter().map(|choice| json!({ "title": choice.label, "value": choice.value })).collect();
    json!({
        "choices": known,
        "choices.data": { "type": "Data.Query", "dataset": dataset },
        "value": chosen,
        "isMultiSelect": many,
        "style": "filtered",
    })
}

/// Reads what a dialog sent; none if it is no form of ours. All of it is from outside.
pub(in crate::platforms::teams) fn submission(data: &Value, workspace: &WorkspaceId) -> Option<Filled> {
    let kept: Kept = serde_json::from_value(data.get("form")?.clone()).ok()?;
    let mut values = Typed::new();
    for (number, field) in kept.form.fields.iter().enumerate() {
        let Some(sent) = data.get(format!("{INPUT}{number}")) else { continue };
        let read = read(&field.input, sent, workspace);
        if !read.is_empty() {
            values.insert(field.name.clone(), read);
        }
    }
    let carried = Carried {
        token: words(&data["k"]).unwrap_or_default().to_owned(),
        message: words(&data["m"]).map(str::to_owned),
        only: data["o"].as_u64() == Some(1),
    };
    let submission = Submission { form: kept.form.name.clone(), context: kept.form.context.clone(), values };
    Some(Filled { submission, carried, kept })
}

fn read(input: &Input, sent: &Value, workspace: &WorkspaceId) -> Vec<String> {
    let sent = match sent {
        Value::String(sent) => sent.clone(),
        Value::Number(sent) => sent.to_string(),
        _ => return Vec::new(),
    };
    let sent = sent.trim();
    let pieces = || sent.split(',').map(str::trim).filter(|piece| !piece.is_empty());
    let chosen = |options: &[Choice]| -> Vec<String> {
        let numbers = pieces().filter_map(|piece| piece.parse::<usize>().ok());
        numbers.filter_map(|number| options.get(number)).map(|choice| choice.value.clone()).collect()
    };
    match input {
        _ if sent.is_empty() => Vec::new(),
        Input::Choice { options, .. } => chosen(options).into_iter().take(1).collect(),
        Input::Choices { options, .. } => chosen(options),
        Input::Person { .. } => pieces().filter_map(|id| account(workspace, id)).take(1).collect(),
        Input::People { .. } => pieces().filter_map(|id| account(workspace, id)).collect(),
        Input::Channel { .. } => place(workspace, sent).into_iter().collect(),
        Input::Line { .. } | Input::Paragraph { .. } | Input::Number { .. } | Input::Day { .. } => {
            vec![sent.to_owned()]
        }
    }
}

/// An account of their own tenant, by what the picker tells: an object id, or the id that only this bot knows. Anything
/// else is nobody.
fn account(workspace: &WorkspaceId, id: &str) -> Option<String> {
    let plain = id.strip_prefix("29:").unwrap_or(id);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_id = !plain.is_empty() && plain.len() <= 256 && plain.bytes().all(is_plain);
    is_id.then(|| ids::account(ids::tenant(workspace), id).as_str().to_owned())
}

/// A channel of their own tenant, and no thread of one. Whether they may choose it is for the features to decide.
fn place(workspace: &WorkspaceId, sent: &str) -> Option<String> {
    let id = ids::native(workspace, sent)?;
    (id.starts_with("19:") && ids::split(id).0 == id).then(|| sent.to_owned())
}

/// A message with one button, which opens a form that could not be opened by itself: `data` is what the button sends.
pub(in crate::platforms::teams) fn opener(words: &str, mut data: Map<String, Value>) -> Value {
    data.insert("msteams".to_owned(), json!({ "type": "task/fetch" }));
    json!({
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": words,
        "body": [
            { "type": "TextBlock", "text": words, "wrap": true },
            { "type": "ActionSet", "actions": [
                { "type": "Action.Submit", "title": "Open the form", "style": "positive", "data": data },
            ] },
        ],
    })
}
