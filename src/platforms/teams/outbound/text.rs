//! Our texts as elements of an Adaptive Card.
//!
//! Most of them become rich text, which Teams does not read as Markdown: nobody's words can become markup there. Only where
//! somebody is tagged or a moment is shown must it be Markdown; then every sign that means something is escaped.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use url::Url;

use crate::chat::{Faces, PersonId, Span, Text, WorkspaceId};
use crate::platforms::teams::api::ids;

/// Stands for a person nobody can name.
const SOMEBODY: &str = "somebody";
/// Stands for a channel; its name is not known here.
const CHANNEL: &str = "a channel";
/// A longer address is not made a link.
const LONGEST_URL: usize = 2000;

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platforms::teams) enum Tone {
    /// Like any other.
    Plain,
    /// Small print.
    Small,
}

/// Adds a mention to a card's entities and gives the words that stand for it.
struct Tagger<'a> {
    faces: &'a Faces,
    workspace: &'a WorkspaceId,
    entities: &'a mut Vec<Value>,
}

/// A text as elements, one a line; mentions are added to `entities`.
pub(in crate::platforms::teams) fn text(
    text: &Text,
    faces: &Faces,
    workspace: &WorkspaceId,
    tone: Tone,
    entities: &mut Vec<Value>,
) -> Vec<Value> {
    let mut tagger = Tagger { faces, workspace, entities };
    let needs_markdown = text.0.iter().any(|span| match span {
        Span::Moment(_) => true,
        Span::Person(person) => tagger.id(person).is_some(),
        _ => false,
    });
    if needs_markdown { tagger.markdown(text, tone) } else { tagger.rich(text, tone) }
}

/// Words that are nobody's markup: what hides or turns text is dropped, what Teams would read is broken.
pub(in crate::platforms::teams) fn harmless(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for sign in words.chars() {
        if matches!(sign, '\0' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            continue;
        }
        // `{{DATE(..)}}` is read everywhere, and a mention wherever its words stand.
        let tag = matches!(sign, 'a' | 'A' | '/') && out.ends_with('<');
        let brace = sign == '{' && out.ends_with('{');
        if tag || brace {
            out.push('\u{200b}');
        }
        out.push(sign);
    }
    out
}

/// The same, for an element that is read as Markdown: signs that mean something anywhere, and those that do at the
/// beginning of a line.
pub(in crate::platforms::teams) fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    // So far the line holds nothing but spaces, or nothing but spaces and a number.
    let (mut begins, mut numbers) = (true, false);
    for sign in harmless(words).chars() {
        let anywhere = matches!(sign, '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '<' | '&');
        let here =
            (begins && matches!(sign, '#' | '+' | '-' | '>' | '=')) || (numbers && matches!(sign, '.' | ')'));
        if anywhere || here {
            out.push('\\');
        }
        out.push(sign);
        numbers = (begins || numbers) && sign.is_ascii_digit();
        begins = sign == '\n' || (begins && sign == ' ');
    }
    out
}

impl Tagger<'_> {
    fn id(&self, person: &PersonId) -> Option<String> {
        let account = self.faces.get(person)?.account.as_ref()?;
        ids::native(self.workspace, account.as_str()).map(str::to_owned)
    }

    fn name(&self, person: &PersonId) -> String {
        let name = self.faces.get(person).map(|face| face.name.trim()).filter(|name| !name.is_empty());
        harmless(name.unwrap_or(SOMEBODY)).replace(['\n', '\r'], " ")
    }

    /// The words of a mention. Two people of one name have different words, or both would be the first of them.
    fn tag(&mut self, person: &PersonId) -> Option<String> {
        let id = self.id(person)?;
        let name: String =
            self.name(person).chars().filter(|sign| !matches!(sign, '<' | '>' | '&')).collect();
        for number in 1.. {
            let shown = if number == 1 { name.clone() } else { format!("{name} {number}") };
            let words = format!("<at>{shown}</at>");
            match self.entities.iter().find(|entity| entity["text"] == words.as_str()) {
                Some(entity) if entity["mentioned"]["id"] == id.as_str() => return Some(words),
                Some(_) => {}
                None => {
                    self.entities.push(json!({
                        "type": "mention", "text": words, "mentioned": { "id": id, "name": name },
                    }));
                    return Some(words);
                }
            }
        }
        None
    }

    fn rich(&self, text: &Text, tone: Tone) -> Vec<Value> {
        let mut lines: Vec<Vec<Value>> = vec![Vec::new()];
        for span in &text.0 {
            let (words, look) = match span {
                Span::Plain(words) => (words.clone(), json!({})),
                Span::Strong(words) => (words.clone(), json!({ "weight": "Bolder" })),
                Span::Code(words) => (words.clone(), json!({ "fontType": "Monospace" })),
                Span::Person(person) | Span::Name(person) => {
                    (self.name(person), json!({ "weight": "Bolder" }))
                }
                Span::Channel(_) => (CHANNEL.to_owned(), json!({})),
                Span::Link { label, url } => match address(url) {
                    Some(url) => (
                        label.clone(),
                        json!({ "selectAction": { "type": "Action.OpenUrl", "url": url }, "underline": true }),
                    ),
                    None => (label.clone(), json!({})),
                },
                Span::Moment(at) => (at.format("%Y-%m-%d %H:%M UTC").to_string(), json!({})),
                Span::Conversation { label, .. } => (label.clone(), json!({})),
            };
            for (number, piece) in words.split('\n').enumerate() {
                if number > 0 {
                    lines.push(Vec::new());
                }
                let piece = harmless(piece.trim_end_matches('\r'));
                if piece.is_empty() {
                    continue;
                }
                let mut run = json!({ "type": "TextRun", "text": piece });
                if let (Value::Object(run), Value::Object(look)) = (&mut run, &look) {
                    run.extend(look.clone());
                }
                if tone == Tone::Small {
                    run["size"] = "Small".into();
                    run["isSubtle"] = true.into();
                }
                if let Some(line) = lines.last_mut() {
                    line.push(run);
                }
            }
        }
        spaced(lines, |inlines| {
            (!inlines.is_empty()).then(|| json!({ "type": "RichTextBlock", "inlines": inlines }))
        })
    }

    fn markdown(&mut self, text: &Text, tone: Tone) -> Vec<Value> {
        let mut lines = vec![String::new()];
        let mut add = |words: &str| {
            for (number, piece) in words.split('\n').enumerate() {
                if number > 0 {
                    lines.push(String::new());
                }
                if let Some(line) = lines.last_mut() {
                    line.push_str(piece.trim_end_matches('\r'));
                }
            }
        };
        for span in &text.0 {
            match span {
                Span::Plain(words) | Span::Code(words) => add(&escaped(words)),
                Span::Strong(words) => add(&strong(words)),
                Span::Person(person) => match self.tag(person) {
                    Some(tag) => add(&tag),
                    None => add(&strong(&self.name(person))),
                },
                Span::Name(person) => add(&strong(&self.name(person))),
                Span::Channel(_) => add(CHANNEL),
                Span::Link { label, url } => match address(url) {
                    Some(url) => add(&format!("[{}]({url})", escaped(label).replace('\n', " "))),
                    None => add(&escaped(label)),
                },
                Span::Conversation { label, .. } => add(&escaped(label)),
                Span::Moment(at) => {
                    let at = at.format("%Y-%m-%dT%H:%M:%SZ");
                    add(&format!("{{{{DATE({at},SHORT)}}}} {{{{TIME({at})}}}}"));
                }
            }
        }
        spaced(lines, |line| {
            let line = line.trim();
            (!line.is_empty()).then(|| {
                let mut block = json!({ "type": "TextBlock", "text": line, "wrap": true });
                if tone == Tone::Small {
                    block["size"] = "Small".into();
                    block["isSubtle"] = true.into();
                }
                block
            })
        })
    }
}

/// Lines of one text stand close together; an empty one between two parts them.
fn spaced<L>(lines: Vec<L>, draw: impl Fn(L) -> Option<Value>) -> Vec<Value> {
    let mut elements: Vec<Value> = Vec::new();
    let mut gap = false;
    for line in lines {
        match draw(line) {
            Some(mut element) => {
                if !elements.is_empty() {
                    element["spacing"] = if gap { "Medium" } else { "None" }.into();
                }
                gap = false;
                elements.push(element);
            }
            None => gap = true,
        }
    }
    elements
}

fn strong(words: &str) -> String {
    let inside = escaped(words.replace('\n', " ").trim());
    if inside.is_empty() { inside } else { format!("**{inside}**") }
}

/// A web address that may stand in a link; none if it is of any other kind.
fn address(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    // Some signs that browsers forgive would end a link in Markdown, or are no part of an address at all.
    let mut safe = String::with_capacity(url.as_str().len());
    let mut hashes = 0;
    for (at, sign) in url.as_str().char_indices() {
        hashes += usize::from(sign == '#');
        let digits = url.as_str().as_bytes().get(at + 1..at + 3);
        let is_escape = sign == '%' && digits.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        if is_escape
            || sign.is_ascii_alphanumeric()
            || "-._~:/?@!$&'*+,;=".contains(sign)
            || (sign == '#' && hashes == 1)
        {
            safe.push(sign);
        } else {
            safe.extend(utf8_percent_encode(sign.encode_utf8(&mut [0; 4]), NON_ALPHANUMERIC));
        }
    }
    (safe.len() <= LONGEST_URL).then_some(safe)
}
