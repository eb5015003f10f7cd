//! Slack's escaped text, read into ours: `<@U1>` mentions, `<#C1>` and `<#C1|name>` are channels, links are plain
//! addresses, and the three escapes are undone. What somebody types as `<@U1>` comes as `&lt;@U1&gt;` and stays words.

use html_escape::decode_html_entities;

use crate::chat::{MessageText, Piece};
use crate::platforms::slack::install::installation::{self, Installation};

/// The whole text.
pub(in crate::platforms::slack) fn read(installation: &Installation, text: &str) -> MessageText {
    let mut out = MessageText::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        out.push(words(&rest[..start]));
        let after = &rest[start + 1..];
        if let Some(end) = after.find('>') {
            out.push(entity(installation, &after[..end]));
            rest = &after[end + 1..];
        } else {
            out.push(Piece::Words("<".to_owned()));
            rest = after;
        }
    }
    out.push(words(rest));
    out
}

/// The text without the mention of our own bot, and whether there was one.
pub(in crate::platforms::slack) fn without_bot(installation: &Installation, text: &str) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    let opening = format!("<@{}", installation.bot_user);
    while let Some(start) = rest.find(&opening) {
        let after = &rest[start + opening.len()..];
        let end = after.find('>').filter(|end| *end == 0 || after.starts_with('|'));
        let Some(end) = end else {
            out.push_str(&rest[..start + opening.len()]);
            rest = after;
            continue;
        };
        found = true;
        out.push_str(rest[..start].trim_end_matches(' '));
        if !out.is_empty() {
            out.push(' ');
        }
        rest = after[end + 1..].trim_start_matches([' ', ':', ',']);
    }
    out.push_str(rest);
    (out.trim().to_owned(), found)
}

/// What stands between `<` and `>`. A mention tells no team: its tenant is the installation's.
fn entity(installation: &Installation, inside: &str) -> Piece {
    let (target, label) = match inside.split_once('|') {
        Some((target, label)) => (target, Some(label)),
        None => (inside, None),
    };
    if let Some(user) = target.strip_prefix('@') {
        if installation::is_id(user) { Piece::Account(installation.account(user)) } else { words(inside) }
    } else if let Some(channel) = target.strip_prefix('#') {
        if !installation::is_id(channel) {
            return words(inside);
        }
        Piece::Channel { place: installation.place(channel), name: label.map(decoded) }
    } else if let Some(special) = target.strip_prefix('!') {
        match (label, special.strip_prefix("subteam^")) {
            (Some(label), _) => words(label),
            (None, Some(group)) => Piece::Words(format!("@{group}")),
            (None, None) => {
                Piece::Words(format!("@{}", decoded(special.split('^').next().unwrap_or(special))))
            }
        }
    } else {
        words(target.strip_prefix("mailto:").or_else(|| target.strip_prefix("tel:")).unwrap_or(target))
    }
}

fn words(text: &str) -> Piece {
    Piece::Words(decoded(text))
}

fn decoded(text: &str) -> String {
    decode_html_entities(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_undone_once() {
        for (sent, read) in [
            ("a &lt;b&gt; &amp; c", "a <b> & c"),
            ("&amp;lt;@U1&amp;gt;", "&lt;@U1&gt;"),
            ("Zo&#243; &apos;s", "Zoó 's"),
            ("AT&T & co; &nothing;", "AT&T & co; &nothing;"),
        ] {
            assert_eq!(decoded(sent), read, "{sent}");
        }
    }
}
