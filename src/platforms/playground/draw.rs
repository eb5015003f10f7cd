//! Our cards, forms and texts in the words of the wire, as one person sees them. Words stay words: the page
//! puts them in as text, and only `http:` and `https:` addresses become links.

use super::wire;
use super::words::{BOT, Piece, pieces};
use super::world::{Body, Said, World};
use crate::chat::{Button, Card, Faces, Form, Input, Look, Part, PersonId, PlaceId, Span, Text};

/// Stands for a person nobody can name.
const SOMEBODY: &str = "somebody";

/// Draws for one person.
pub(super) struct Pen<'a> {
    pub(super) world: &'a World,
    /// The key of who looks.
    pub(super) viewer: &'a str,
}

impl Pen<'_> {
    /// A message.
    pub(super) fn message(&self, said: &Said) -> wire::Message {
        let (text, card, faces) = match &said.body {
            Body::Words(words) => (Some(self.words(words)), None, None),
            Body::Card(card, faces) => (None, Some(self.card(card, faces)), Some(faces)),
        };
        let faces = faces.into_iter().flatten().map(|(person, face)| {
            (person.to_string(), wire::Face { name: face.name.clone(), key: self.key(person, faces) })
        });
        let replies = self.world.replies(&said.id).filter(|_| said.thread.is_none());
        let reactions = said.reactions.iter();
        wire::Message {
            id: said.id.to_string(),
            place: said.place.to_string(),
            thread: said.thread.as_ref().map(ToString::to_string),
            author: said.by.clone().unwrap_or_else(|| "lyceum".to_owned()),
            text,
            card,
            faces: faces.collect(),
            at: said.at.timestamp_millis(),
            edited: said.edited,
            only_you: said.only.is_some(),
            handle: said.only.is_some().then(|| said.handle()),
            replies: replies.map(|(count, last)| wire::Replies { count, last_at: last.timestamp_millis() }),
            reactions: reactions
                .map(|(emoji, people)| wire::Reaction { emoji: emoji.clone(), people: people.clone() })
                .collect(),
        }
    }

    /// What a person typed.
    pub(super) fn words(&self, words: &str) -> Vec<wire::Inline> {
        let inline = |piece| match piece {
            Piece::Plain(plain) => wire::Inline::Plain { plain },
            Piece::Bot => wire::Inline::Person { person: "lyceum".into(), name: BOT.into() },
            Piece::Person(key) => {
                let name = self.world.person(&key).map_or(SOMEBODY, |person| &person.name).to_owned();
                wire::Inline::Person { person: key, name }
            }
            Piece::Channel(place) => {
                let name = self.world.channel(&place).map(|channel| channel.name.clone());
                wire::Inline::Channel { channel: place.to_string(), name: name.unwrap_or_default() }
            }
            Piece::Link(link) => wire::Inline::Link { link },
        };
        pieces(self.world, words).into_iter().map(inline).collect()
    }

    /// A card.
    pub(super) fn card(&self, card: &Card, faces: &Faces) -> wire::Card {
        let part = |part: &Part| match part {
            Part::Heading(text) => wire::Part::Heading { text: text.clone() },
            Part::Text(text) => wire::Part::Text { spans: self.text(text, faces) },
            Part::Quote(text) => wire::Part::Quote { spans: self.text(text, faces) },
            Part::Item { text, button: it } => {
                wire::Part::Item { spans: self.text(text, faces), button: button(it) }
            }
            Part::Fields(fields) => wire::Part::Fields {
                fields: fields
                    .iter()
                    .map(|(name, text)| wire::NamedText { name: name.clone(), spans: self.text(text, faces) })
                    .collect(),
            },
            Part::Note(text) => wire::Part::Note { spans: self.text(text, faces) },
            Part::Rule => wire::Part::Rule,
            Part::Buttons(buttons) => wire::Part::Buttons { buttons: buttons.iter().map(button).collect() },
        };
        wire::Card { summary: card.summary.clone(), parts: card.parts.iter().map(part).collect() }
    }

    /// A form.
    pub(super) fn form(&self, form: &Form, faces: &Faces) -> wire::Form {
        let fields = form.fields.iter().map(|field| wire::Field {
            name: field.name.clone(),
            label: field.label.clone(),
            hint: field.hint.clone(),
            optional: field.optional,
            input: self.input(&field.input, faces),
        });
        wire::Form {
            name: form.name.clone(),
            context: form.context.clone(),
            title: form.title.clone(),
            submit: form.submit.clone(),
            intro: form.intro.as_ref().map(|intro| self.text(intro, faces)),
            fields: fields.collect(),
        }
    }

    fn input(&self, input: &Input, faces: &Faces) -> wire::Input {
        let key = |person: &PersonId| self.key(person, Some(faces));
        match input.clone() {
            Input::Line { value, most } => wire::Input::Line { value, most },
            Input::Paragraph { value, most } => wire::Input::Paragraph { value, most },
            Input::Number { value, least, most } => wire::Input::Number { value, least, most },
            Input::Choice { options, value } => wire::Input::Choice { options, value },
            Input::Choices { options, values } => wire::Input::Choices { options, values },
            Input::Person { value } => wire::Input::Person { value: value.as_ref().and_then(key) },
            Input::People { values } => {
                wire::Input::People { values: values.iter().filter_map(key).collect() }
            }
            Input::Channel { value } => wire::Input::Channel { value: value.map(|place| place.to_string()) },
            Input::Day { value } => wire::Input::Day { value },
        }
    }

    fn text(&self, text: &Text, faces: &Faces) -> Vec<wire::Span> {
        let name = |person: &PersonId| faces.get(person).map_or(SOMEBODY, |face| &face.name).to_owned();
        let span = |span: &Span| match span {
            Span::Plain(plain) => wire::Span::Plain { plain: plain.clone() },
            Span::Strong(strong) => wire::Span::Strong { strong: strong.clone() },
            Span::Code(code) => wire::Span::Code { code: code.clone() },
            Span::Person(person) => match self.key(person, Some(faces)) {
                Some(key) => wire::Span::Person { person: name(person), me: key == self.viewer },
                None => wire::Span::Name { name: name(person) },
            },
            Span::Name(person) => wire::Span::Name { name: name(person) },
            Span::Channel(place) => match self.world.channel(place) {
                Some(channel) if channel.private && !self.enters(place) => {
                    wire::Span::Plain { plain: "a private channel".into() }
                }
                Some(channel) => {
                    wire::Span::Channel { channel: place.to_string(), name: channel.name.clone() }
                }
                None => wire::Span::Plain { plain: "a channel".into() },
            },
            Span::Link { label, url } if is_web(url) => {
                let label = if label.trim().is_empty() { url } else { label };
                wire::Span::Link { link: label.clone(), url: url.clone() }
            }
            Span::Link { label, .. } | Span::Conversation { label, .. } => {
                wire::Span::Plain { plain: label.clone() }
            }
            Span::Moment(at) => wire::Span::Moment { moment: at.timestamp_millis() },
        };
        text.0.iter().map(span).collect()
    }

    fn enters(&self, place: &PlaceId) -> bool {
        self.world.person(self.viewer).is_some_and(|viewer| self.world.enters(viewer, place))
    }

    fn key(&self, person: &PersonId, faces: Option<&Faces>) -> Option<String> {
        let account = faces?.get(person)?.account.as_ref()?;
        self.world.holder(account).map(|holder| holder.key.clone())
    }
}

fn button(button: &Button) -> wire::Button {
    wire::Button {
        label: button.label.clone(),
        action: button.action.clone(),
        value: button.value.clone(),
        look: match button.look {
            Look::Plain => "plain",
            Look::Primary => "primary",
            Look::Danger => "danger",
        },
        confirm: button.confirm.clone().map(|it| wire::Confirm {
            question: it.question,
            detail: it.detail,
            yes: it.yes,
            no: it.no,
        }),
    }
}

fn is_web(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
