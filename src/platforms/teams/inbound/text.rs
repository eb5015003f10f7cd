//! What people wrote: mentions of the bot taken out, other people as accounts, odd spaces and quotes made plain, HTML undone.

use std::collections::{HashMap, HashSet, VecDeque};

use html_escape::decode_html_entities;
use serde_json::Value;

use crate::chat::{AccountId, MessageText, Piece};
use crate::platforms::teams::api::activity::{Activity, words};
use crate::platforms::teams::api::ids;

/// What a message says, and whether it mentions the bot. Only Teams' own entities are mentions: an `<at>` that was typed
/// is words.
pub(in crate::platforms::teams) fn of(
    activity: &Activity,
    tenant: &str,
    is_bot: impl Fn(&str) -> bool,
) -> (MessageText, bool) {
    let mut mentions = Vec::new();
    for entity in activity.list("/entities").iter().take(MOST_MENTIONS) {
        if words(&entity["type"]) != Some("mention") {
            continue;
        }
        let who = &entity["mentioned"];
        if let Some(means) = mention(who, tenant, &is_bot) {
            let written = words(&entity["text"]);
            mentions.push(Mentioned { written, name: written.or(words(&who["name"])).map(bare), means });
        }
    }
    let called = mentions.iter().any(|mention| mention.means == Mention::Bot);
    let all = activity.words("/text").unwrap_or_default();
    let (mut text, mut end) = (MessageText::new(), 0);
    for (start, length, mention) in located(all, &mentions) {
        text.push(spaced(&all[end..start]));
        end = start + length;
        text.push(match &mention.means {
            Mention::Bot => Piece::Words(" ".to_owned()),
            Mention::Nobody(name) => spaced(name),
            Mention::Account(account) => Piece::Account(account.clone()),
        });
    }
    text.push(spaced(&all[end..]));
    (once(text).trimmed(), called)
}

/// More mentions than a message can have.
const MOST_MENTIONS: usize = 500;

/// A mention, as its entity tells it.
#[derive(Debug)]
struct Mentioned<'a> {
    /// What stands for it in the text, if that is told.
    written: Option<&'a str>,
    /// The name between `<at>` and `</at>`, without marks and escapes.
    name: Option<String>,
    means: Mention,
}

/// Where each mention is written, in order, and how long. A mention is what stands between `<at>` and `</at>`: found by
/// its name, of two of one name the first by the first; those whose name is nowhere, by their order, where there are as
/// many of them as of the places that are left. An entity that stands for several places of its name stands for each.
fn located<'m>(text: &str, mentions: &'m [Mentioned<'_>]) -> Vec<(usize, usize, &'m Mentioned<'m>)> {
    let places = places(text);
    let mut of_name: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (number, mention) in mentions.iter().enumerate() {
        if let Some(name) = mention.name.as_deref() {
            of_name.entry(name).or_default().push_back(number);
        }
    }
    let (mut found, mut used, mut left) = (Vec::new(), HashSet::new(), Vec::new());
    for (start, length, name) in places {
        match of_name.get_mut(name.as_str()) {
            Some(numbers) => {
                let number = numbers[0];
                if numbers.len() > 1 {
                    numbers.pop_front();
                }
                used.insert(number);
                found.push((start, length, &mentions[number]));
            }
            None => left.push((start, length)),
        }
    }
    // Emulators and older clients mark nothing in the text: there it is found as it is written.
    for (number, mention) in mentions.iter().enumerate() {
        let Some(written) = mention.written.filter(|_| !used.contains(&number)) else { continue };
        let is_apart =
            |start: usize, at: usize, length: usize| start + written.len() <= at || at + length <= start;
        let is_free = |start: usize| {
            found.iter().all(|(at, length, _)| is_apart(start, *at, *length))
                && left.iter().all(|(at, length)| is_apart(start, *at, *length))
        };
        if let Some((start, _)) = text.match_indices(written).find(|(start, _)| is_free(*start)) {
            used.insert(number);
            found.push((start, written.len(), mention));
        }
    }
    let rest: Vec<&Mentioned<'_>> =
        mentions.iter().enumerate().filter(|(number, _)| !used.contains(number)).map(|(_, it)| it).collect();
    if rest.len() == left.len() {
        found.extend(left.into_iter().zip(rest).map(|((start, length), mention)| (start, length, mention)));
    }
    found.sort_by_key(|(start, ..)| *start);
    found
}

/// What stands between `<at>` and `</at>`: from where, how long, and the name in it.
fn places(text: &str) -> Vec<(usize, usize, String)> {
    const END: &str = "</at>";
    let (mut places, mut from) = (Vec::new(), 0);
    while let Some(start) = text[from..].find("<at").map(|at| from + at) {
        let after = &text[start + "<at".len()..];
        let begins = after.starts_with(['>', ' ']);
        let Some(end) = after.find(END).filter(|_| begins) else {
            from = start + "<at".len();
            if begins {
                break;
            }
            continue;
        };
        let length = "<at".len() + end + END.len();
        places.push((start, length, bare(&text[start..start + length])));
        from = start + length;
    }
    places
}

/// A name without the marks around it, and without escapes.
fn bare(written: &str) -> String {
    let inner =
        written.strip_prefix("<at").and_then(|rest| rest.split_once('>')).map_or(written, |(_, rest)| rest);
    plain(inner.strip_suffix("</at>").unwrap_or(inner)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whom an entity mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Mention {
    Bot,
    /// Nobody in particular, as `@name`: a bot is not told who is in a tag, and people of other companies are not ours.
    Nobody(String),
    Account(AccountId),
}

fn mention(mentioned: &Value, tenant: &str, is_bot: impl Fn(&str) -> bool) -> Option<Mention> {
    let id = words(&mentioned["id"]);
    if is_bot(id.unwrap_or_default()) {
        return Some(Mention::Bot);
    }
    let is_group = matches!(words(&mentioned["type"]), Some("tag" | "channel" | "team"));
    let is_foreign = words(&mentioned["tenantId"]).is_some_and(|other| !other.eq_ignore_ascii_case(tenant));
    if is_group || is_foreign {
        let name = words(&mentioned["name"]).unwrap_or_default().replace(' ', "-");
        return Some(Mention::Nobody(format!("@{name}")));
    }
    let person = words(&mentioned["aadObjectId"]).or(id).filter(|id| !id.contains(['<', '>', ' ']))?;
    Some(Mention::Account(ids::account(tenant, person)))
}

/// Teams mentions somebody once for each word of their name: that is one mention.
fn once(text: MessageText) -> MessageText {
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in text {
        if let Piece::Account(account) = &piece {
            let blank = matches!(pieces.last(), Some(Piece::Words(words)) if words.trim().is_empty());
            let last = pieces.iter().rev().nth(usize::from(blank));
            if matches!(last, Some(Piece::Account(before)) if before == account) {
                if blank {
                    pieces.pop();
                }
                continue;
            }
        }
        pieces.push(piece);
    }
    pieces.into_iter().collect()
}

fn spaced(text: &str) -> Piece {
    Piece::Words(as_typed(text))
}

/// Spaces, quotes and escapes as one types them, without white space around them.
pub(in crate::platforms::teams) fn plain(text: &str) -> String {
    as_typed(text).trim().to_owned()
}

/// Spaces, quotes and escapes as one types them.
fn as_typed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in decode_html_entities(text).chars() {
        match sign {
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => out.push(' '),
            // They hold emoji, and letters of Persian and of Indic scripts, together; elsewhere nobody sees them.
            '\u{200c}' | '\u{200d}' => {
                let joins =
                    out.chars().next_back().is_some_and(|sign| !sign.is_ascii() && !sign.is_whitespace());
                out.extend(Some(sign).filter(|_| joins));
            }
            '\u{200b}'
            | '\u{2060}'
            | '\u{feff}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\0'
            | '\r' => {}
            '\u{2018}' | '\u{2019}' | '\u{201b}' => out.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201f}' => out.push('"'),
            sign => out.push(sign),
        }
    }
    out
}

/// The words of a piece of HTML: its lines are kept, its tags are not.
pub(in crate::platforms::teams) fn of_html(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let after = &rest[start + 1..];
        let Some(end) = after.find('>').filter(|_| begins_a_tag(after)) else {
            out.push('<');
            rest = after;
            continue;
        };
        let tag = after[..end].trim_start_matches('/').to_ascii_lowercase();
        let name = tag.split(|sign: char| !sign.is_ascii_alphanumeric()).next().unwrap_or_default();
        if matches!(name, "br" | "p" | "div" | "li" | "tr") && !out.ends_with('\n') {
            out.push('\n');
        }
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    plain(&out)
}

fn begins_a_tag(after: &str) -> bool {
    after.starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '/' || sign == '!')
}

/// The words in a body that says whether it is HTML.
pub(in crate::platforms::teams) fn of_body(body: &Value) -> String {
    let content = words(&body["content"]).unwrap_or_default();
    if words(&body["contentType"]) == Some("text") { plain(content) } else { of_html(content) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_undone_once_and_typed_plainly() {
        for (sent, read) in [
            ("a &lt;b&gt; &amp; c&nbsp;d", "a <b> & c d"),
            ("&amp;lt;at&amp;gt;", "&lt;at&gt;"),
            ("Zo&#243; &apos;s &quot;&#x1F600;&quot;", "Zoó 's \"😀\""),
            ("👩\u{200d}💻 می\u{200c}خواهم ന്\u{200d}", "👩\u{200d}💻 می\u{200c}خواهم ന്\u{200d}"),
            ("\u{200d}ku\u{200c}dos\u{200b}", "kudos"),
            ("AT&T & co; &nothing;", "AT&T & co; &nothing;"),
        ] {
            assert_eq!(plain(sent), read, "{sent}");
        }
    }
}
