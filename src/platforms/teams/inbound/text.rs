//! What people wrote: mentions of the bot taken out, other people as accounts, odd spaces and quotes made plain, HTML undone.

use std::collections::BTreeMap;

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
    // Two people of one name are written alike: then the order tells them apart.
    let mut mentions: BTreeMap<&str, Vec<Mention>> = BTreeMap::new();
    for entity in activity.list("/entities") {
        if words(&entity["type"]) != Some("mention") {
            continue;
        }
        let Some(written) = words(&entity["text"]) else { continue };
        if let Some(mention) = mention(&entity["mentioned"], tenant, &is_bot) {
            mentions.entry(written).or_default().push(mention);
        }
    }
    let called = mentions.values().flatten().any(|mention| *mention == Mention::Bot);
    let all = activity.words("/text").unwrap_or_default();
    let (mut text, mut end) = (MessageText::new(), 0);
    for (start, written, mention) in found(all, &mentions) {
        if start < end {
            // It is a part of the one before.
            continue;
        }
        text.push(spaced(&all[end..start]));
        end = start + written.len();
        text.push(match mention {
            Mention::Bot => Piece::Words(" ".to_owned()),
            Mention::Nobody(name) => spaced(name),
            Mention::Account(account) => Piece::Account(account.clone()),
        });
    }
    text.push(spaced(&all[end..]));
    (once(text).trimmed(), called)
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

/// Where the mentions are written, in order; of two that begin at one place, the longer one first.
fn found<'m>(text: &str, mentions: &'m BTreeMap<&str, Vec<Mention>>) -> Vec<(usize, &'m str, &'m Mention)> {
    let mut found = Vec::new();
    for (written, mentions) in mentions.iter().filter(|(written, _)| !written.is_empty()) {
        for (number, (start, _)) in text.match_indices(written).enumerate() {
            found.extend(mentions.get(number).or(mentions.last()).map(|mention| (start, *written, mention)));
        }
    }
    found.sort_by_key(|(start, written, _)| (*start, std::cmp::Reverse(written.len())));
    found
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
            '\u{200b}'..='\u{200d}'
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
            ("AT&T & co; &nothing;", "AT&T & co; &nothing;"),
        ] {
            assert_eq!(plain(sent), read, "{sent}");
        }
    }
}
