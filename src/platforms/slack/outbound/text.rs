//! Our texts in Slack's notation, escaped and within a budget.
//!
//! The three escapes and `verbatim` see to it that nobody's words can notify anybody or become a link. Stars and
//! underscores in them may still be drawn as bold or italics: invisible characters against that would spoil every
//! command that somebody copies out of an answer.

use url::Url;

use crate::chat::{Face, Faces, PersonId, Span, Text};
use crate::platforms::slack::install::installation::native;

/// Stands for what was cut.
const CUT: &str = "…";
/// Stands for a person nobody can name.
const SOMEBODY: &str = "somebody";
/// A longer address is not made a link.
const LONGEST_URL: usize = 2000;
/// What is read in its place.
const LONGEST_LABEL: usize = 100;

/// A text of at most `most` characters; cut between characters, never inside a mention or a link.
pub(in crate::platforms::slack) fn text(text: &Text, faces: &Faces, most: usize) -> String {
    let mut out = Budget { out: String::new(), left: most.saturating_sub(CUT.chars().count()), full: false };
    for span in &text.0 {
        if out.full {
            break;
        }
        match span {
            Span::Plain(words) => out.words(words),
            Span::Strong(words) => out.wrapped('*', words),
            Span::Code(words) => out.wrapped('`', words),
            Span::Person(person) => out.whole(&tag(person, faces)),
            Span::Name(person) => out.wrapped('*', name(person, faces)),
            Span::Channel(place) => match native(place.as_str()) {
                Some(channel) => out.whole(&format!("<#{}>", escape(channel))),
                None => out.words("a channel"),
            },
            Span::Link { label, url } => match address(url) {
                Some(url) if label.trim().is_empty() => out.whole(&format!("<{url}>")),
                Some(url) => out.whole(&format!("<{url}|{}>", escape(&plain(label, LONGEST_LABEL)))),
                None => out.words(label),
            },
            Span::Conversation { label, .. } => out.words(label),
            Span::Moment(at) => {
                let fallback = at.format("%Y-%m-%d %H:%M UTC");
                // Not "yesterday": what is said is to be true whenever it is read.
                out.whole(&format!("<!date^{}^{{date_short}} {{time}}|{fallback}>", at.timestamp()));
            }
        }
    }
    out.finish()
}

/// Words as they are, for places without any notation, on one line.
pub(in crate::platforms::slack) fn plain(words: &str, most: usize) -> String {
    cut(&line(words), most)
}

/// At most so many characters.
pub(in crate::platforms::slack) fn cut(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let mut short: String = words.chars().take(most.saturating_sub(1)).collect();
    short.push_str(CUT);
    short
}

/// The three signs that mean something to Slack, made harmless.
pub(in crate::platforms::slack) fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for sign in words.chars() {
        escaped(sign, &mut out);
    }
    out
}

fn escaped(sign: char, out: &mut String) {
    match sign {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        // It would hide what follows, or turn it round.
        '\0' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
        sign => out.push(sign),
    }
}

fn line(words: &str) -> String {
    words.split(['\n', '\r']).map(str::trim).filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" ")
}

fn tag(person: &PersonId, faces: &Faces) -> String {
    let user = faces.get(person).and_then(|face| face.account.as_ref()).and_then(|it| native(it.as_str()));
    match user {
        Some(user) => format!("<@{}>", escape(user)),
        None => escape(name(person, faces)),
    }
}

fn name<'a>(person: &PersonId, faces: &'a Faces) -> &'a str {
    faces.get(person).map(|Face { name, .. }| name.trim()).filter(|name| !name.is_empty()).unwrap_or(SOMEBODY)
}

/// A web address as Slack wants it between its brackets; none if it is of any other kind.
fn address(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let written =
        url.as_str().replace('|', "%7C").replace('<', "%3C").replace('>', "%3E").replace('&', "&amp;");
    (written.len() <= LONGEST_URL).then_some(written)
}

/// What is written so far, and how much more there may be.
struct Budget {
    out: String,
    left: usize,
    full: bool,
}

impl Budget {
    fn words(&mut self, words: &str) {
        let mut piece = String::new();
        for sign in words.chars() {
            piece.clear();
            escaped(sign, &mut piece);
            self.whole(&piece);
            if self.full {
                return;
            }
        }
    }

    /// Stars and backquotes only work around something that has none itself, on one line.
    fn wrapped(&mut self, mark: char, words: &str) {
        let inside = escape(line(words).replace(mark, "'").trim());
        if !inside.is_empty() {
            let room = self.left.saturating_sub(2);
            if inside.chars().count() <= room {
                self.whole(&format!("{mark}{inside}{mark}"));
            } else {
                self.words(&line(words));
            }
        }
    }

    fn whole(&mut self, piece: &str) {
        let length = piece.chars().count();
        if self.full || length > self.left {
            self.full = true;
        } else {
            self.left -= length;
            self.out.push_str(piece);
        }
    }

    fn finish(mut self) -> String {
        if self.full {
            self.out.truncate(self.out.trim_end().len());
            self.out.push_str(CUT);
        }
        self.out
    }
}
