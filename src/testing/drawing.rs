//! Cards and forms as text, as a person would read them out.

use crate::chat::{Button, Card, Faces, Form, Input, Part, Span, Text};

pub(super) fn card(card: &Card, faces: &Faces) -> String {
    let mut lines = Vec::new();
    for part in &card.parts {
        match part {
            Part::Heading(words) => lines.push(format!("## {words}")),
            Part::Text(words) => lines.push(text(words, faces)),
            Part::Quote(words) => lines.push(format!("> {}", text(words, faces))),
            Part::Item { text: words, button } => {
                lines.push(format!("{} {}", text(words, faces), label(button)));
            }
            Part::Fields(fields) => {
                lines.extend(fields.iter().map(|(name, value)| format!("{name}: {}", text(value, faces))));
            }
            Part::Note(words) => lines.push(format!("({})", text(words, faces))),
            Part::Rule => lines.push("---".to_owned()),
            Part::Buttons(buttons) => {
                lines.push(buttons.iter().map(label).collect::<Vec<_>>().join(" "));
            }
        }
    }
    lines.join("\n")
}

fn label(button: &Button) -> String {
    format!("[{}]", button.label)
}

fn text(text: &Text, faces: &Faces) -> String {
    let name = |person| faces.get(person).map_or("somebody", |face| face.name.as_str());
    text.0
        .iter()
        .map(|span| match span {
            Span::Plain(words) | Span::Strong(words) | Span::Code(words) => words.clone(),
            Span::Person(person) => format!("@{}", name(person)),
            Span::Name(person) => name(person).to_owned(),
            Span::Channel(place) => place.as_str().replacen("test:", "#", 1),
            Span::Link { label, url } => format!("[{label}]({url})"),
            Span::Moment(at) => at.format("%a %H:%M").to_string(),
            Span::Conversation { label, .. } => label.clone(),
        })
        .collect()
}

pub(super) fn form(form: &Form) -> String {
    let mut lines = vec![format!("form: {}", form.title)];
    for field in &form.fields {
        let value = match &field.input {
            Input::Line { value, .. } | Input::Paragraph { value, .. } => value.clone(),
            Input::Number { value, .. } => value.map(|value| value.to_string()).unwrap_or_default(),
            Input::Choice { value, .. } | Input::Day { value } => value.clone().unwrap_or_default(),
            Input::Choices { values, .. } => values.join(", "),
            Input::Person { value } => value.as_ref().map(ToString::to_string).unwrap_or_default(),
            Input::People { values } => values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            Input::Channel { value } => value.as_ref().map(ToString::to_string).unwrap_or_default(),
        };
        lines.push(format!("  {}: {value}", field.label));
    }
    lines.join("\n")
}
