//! Our cards as Adaptive Cards 1.5, within Teams' budget.

use serde_json::{Value, json};

use super::text::{self, Tone};
use crate::chat::{Button, Card, Faces, Look, Part, Span, Text, WorkspaceId};

/// The kind of attachment that a card is.
pub(in crate::platforms::teams) const CARD: &str = "application/vnd.microsoft.card.adaptive";
/// Teams takes 28 KB; what is counted is not said, so neither bytes nor UTF-16 units may be more.
pub(in crate::platforms::teams) const BUDGET: usize = 27_000;
/// A text that is too long is cut to so many signs first.
const SHORTENED: usize = 600;
/// A label is cut to so many signs.
const LABEL: usize = 60;
/// A question before a button is cut to so many.
const CONFIRM: usize = 300;
const CUT: &str = "Some of this was left out, because it was too long.";

/// Who sees a card, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platforms::teams) enum Seen {
    /// Everybody in a conversation.
    All,
    /// One person among others: a targeted message.
    One,
    /// One person, in a dialog.
    Dialog,
}

/// A message that is a card. Never words beside it: Teams would make two messages of that.
pub(in crate::platforms::teams) fn activity(
    card: &Card,
    faces: &Faces,
    workspace: &WorkspaceId,
    seen: Seen,
) -> Value {
    json!({
        "type": "message",
        "summary": text::harmless(&card.summary),
        "attachments": [{ "contentType": CARD, "content": self::card(card, faces, workspace, seen) }],
    })
}

/// The card. What does not fit is cut, with a word about it; the last buttons stay.
pub(in crate::platforms::teams) fn card(
    card: &Card,
    faces: &Faces,
    workspace: &WorkspaceId,
    seen: Seen,
) -> Value {
    let drawn = draw(card, faces, workspace, seen);
    if fits(&drawn) {
        return drawn;
    }
    let mut shorter = Card { summary: cut(&card.summary, SHORTENED), parts: Vec::new() };
    shorter.parts = card.parts.iter().map(shortened).collect();
    let buttons = shorter.parts.iter().rposition(|part| matches!(part, Part::Buttons(_)));
    let buttons = buttons.map(|at| shorter.parts.remove(at));
    let first = |count: usize| {
        let mut whole = Card { summary: shorter.summary.clone(), parts: shorter.parts[..count].to_vec() };
        whole.parts.extend(buttons.clone());
        draw(&whole.note(CUT), faces, workspace, seen)
    };
    // The more parts, the longer: what fits is found by halving.
    let (mut fit, mut too_many) = (0, shorter.parts.len() + 1);
    while too_many - fit > 1 {
        let middle = fit.midpoint(too_many);
        if fits(&first(middle)) {
            fit = middle;
        } else {
            too_many = middle;
        }
    }
    first(fit)
}

fn fits(drawn: &Value) -> bool {
    let text = drawn.to_string();
    text.len() <= BUDGET && text.encode_utf16().count() * 2 <= BUDGET * 2
}

fn draw(card: &Card, faces: &Faces, workspace: &WorkspaceId, seen: Seen) -> Value {
    let mut entities = Vec::new();
    let mut body: Vec<Value> = Vec::new();
    let mut ruled = false;
    for part in &card.parts {
        if matches!(part, Part::Rule) {
            ruled = true;
            continue;
        }
        let mut elements = self::part(part, faces, workspace, seen, &mut entities);
        if let Some(first) = elements.first_mut()
            && std::mem::take(&mut ruled)
        {
            first["separator"] = true.into();
            first["spacing"] = "Medium".into();
        }
        body.append(&mut elements);
    }
    json!({
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": text::harmless(&card.summary),
        "body": body,
        "msteams": { "entities": entities },
    })
}

fn part(
    part: &Part,
    faces: &Faces,
    workspace: &WorkspaceId,
    seen: Seen,
    entities: &mut Vec<Value>,
) -> Vec<Value> {
    let mut text = |text: &Text, tone: Tone| text::text(text, faces, workspace, tone, entities);
    match part {
        Part::Heading(words) => {
            let words = text::escaped(&words.replace('\n', " "));
            vec![json!({
                "type": "TextBlock", "text": words, "size": "Medium", "weight": "Bolder", "wrap": true, "style": "heading",
            })]
        }
        Part::Text(words) => text(words, Tone::Plain),
        Part::Note(words) => text(words, Tone::Small),
        Part::Quote(words) => {
            let items = text(words, Tone::Plain);
            if items.is_empty() {
                items
            } else {
                vec![json!({ "type": "Container", "style": "emphasis", "items": items })]
            }
        }
        Part::Item { text: words, button } => {
            let mut items = text(words, Tone::Plain);
            items.push(buttons(std::slice::from_ref(button), seen));
            vec![json!({ "type": "Container", "items": items })]
        }
        Part::Fields(fields) => {
            let is_plain = |value: &Text| value.0.iter().all(|span| matches!(span, Span::Plain(_)));
            if !fields.is_empty() && fields.iter().all(|(_, value)| is_plain(value)) {
                let pairs: Vec<Value> = fields
                    .iter()
                    .map(|(name, value)| {
                        let words = value.0.iter().map(|span| match span {
                            Span::Plain(words) => text::escaped(words),
                            _ => String::new(),
                        });
                        json!({ "title": text::escaped(name), "value": words.collect::<String>() })
                    })
                    .collect();
                return vec![json!({ "type": "FactSet", "facts": pairs })];
            }
            let pairs = fields.iter().map(|(name, value)| {
                let mut items = text(&Text::new().strong(name), Tone::Small);
                for mut line in text(value, Tone::Plain) {
                    line["spacing"] = "None".into();
                    items.push(line);
                }
                items
            });
            pairs.flatten().collect()
        }
        Part::Rule => Vec::new(),
        Part::Buttons(all) => vec![buttons(all, seen)],
    }
}

fn buttons(all: &[Button], seen: Seen) -> Value {
    let actions: Vec<Value> = all.iter().map(|it| button(it, seen)).collect();
    json!({ "type": "ActionSet", "actions": actions })
}

/// A button. Clients that do not know how to execute one submit it instead.
fn button(button: &Button, seen: Seen) -> Value {
    if let Some(confirm) = button.confirm.as_ref().filter(|_| seen != Seen::Dialog) {
        let yes = Button { label: confirm.yes.clone(), confirm: None, ..button.clone() };
        return json!({
            "type": "Action.ShowCard",
            "title": label(&button.label),
            "card": {
                "type": "AdaptiveCard",
                "version": "1.5",
                "body": [
                    { "type": "TextBlock", "text": text::escaped(&cut(&confirm.question, CONFIRM)), "weight": "Bolder", "wrap": true },
                    { "type": "TextBlock", "text": text::escaped(&cut(&confirm.detail, CONFIRM)), "wrap": true, "spacing": "None" },
                ],
                "actions": [self::button(&yes, seen)],
            },
        });
    }
    let mut data = json!({ "a": button.action, "v": button.value });
    if seen == Seen::One {
        data["o"] = 1.into();
    }
    let title = label(&button.label);
    let mut action = match (seen, button.opens_form) {
        (Seen::Dialog, _) => json!({ "type": "Action.Submit", "title": title, "data": data }),
        (_, true) => {
            data["msteams"] = json!({ "type": "task/fetch" });
            json!({ "type": "Action.Submit", "title": title, "data": data })
        }
        (_, false) => json!({
            "type": "Action.Execute",
            "title": title,
            "verb": "lyceum",
            "data": data,
            "fallback": { "type": "Action.Submit", "title": title, "data": data },
        }),
    };
    match button.look {
        Look::Plain => {}
        Look::Primary => action["style"] = "positive".into(),
        Look::Danger => action["style"] = "destructive".into(),
    }
    action
}

fn label(words: &str) -> String {
    text::harmless(&cut(words, LABEL))
}

fn shortened(part: &Part) -> Part {
    let short = |text: &Text| -> Text {
        let mut left = SHORTENED;
        let mut out = Text::new();
        for span in &text.0 {
            let (words, make): (&String, fn(String) -> Span) = match span {
                Span::Plain(words) => (words, Span::Plain),
                Span::Strong(words) => (words, Span::Strong),
                Span::Code(words) => (words, Span::Code),
                other => {
                    out.0.push(other.clone());
                    continue;
                }
            };
            let length = words.chars().count();
            if left == 0 {
                continue;
            }
            out.0.push(make(cut(words, left)));
            left = left.saturating_sub(length);
        }
        out
    };
    match part {
        Part::Heading(words) => Part::Heading(cut(words, SHORTENED)),
        Part::Text(text) => Part::Text(short(text)),
        Part::Quote(text) => Part::Quote(short(text)),
        Part::Note(text) => Part::Note(short(text)),
        Part::Item { text, button } => Part::Item { text: short(text), button: button.clone() },
        Part::Fields(fields) => {
            Part::Fields(fields.iter().map(|(name, value)| (cut(name, LABEL), short(value))).collect())
        }
        Part::Rule | Part::Buttons(_) => part.clone(),
    }
}

fn cut(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let mut short: String = words.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}
