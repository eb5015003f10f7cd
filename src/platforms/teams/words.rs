//! What people wrote, as plain words: mentions of the bot taken out, other people as `<@account>`, odd spaces and quotes made
//! plain, HTML undone.

use serde_json::Value;

use super::activity::{Activity, words};
use super::names;

/// The words of a message, and whether they mention the bot.
pub(super) fn of(activity: &Activity, tenant: &str, is_bot: impl Fn(&str) -> bool) -> (String, bool) {
    let mut text = activity.words("/text").unwrap_or_default().to_owned();
    let mut called = false;
    for entity in activity.list("/entities") {
        if words(&entity["type"]) != Some("mention") {
            continue;
        }
        let Some(written) = words(&entity["text"]) else { continue };
        if is_bot(words(&entity["mentioned"]["id"]).unwrap_or_default()) {
            called = true;
            text = text.replace(written, " ");
        } else if let Some("tag" | "channel" | "team") = words(&entity["mentioned"]["type"]) {
            // Nobody in particular: a bot is not told who is in it.
            let name = words(&entity["mentioned"]["name"]).unwrap_or_default().replace(' ', "-");
            text = text.replace(written, &format!("@{name}"));
        } else if let Some(person) = words(&entity["mentioned"]["aadObjectId"])
            .or_else(|| words(&entity["mentioned"]["id"]))
            .filter(|id| !id.contains(['<', '>', ' ']))
        {
            text = text.replace(written, &format!("<@{}>", names::account(tenant, person)));
        }
    }
    (once(&plain(&text)), called)
}

/// Teams mentions somebody once for each word of their name: that is one mention.
fn once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = None;
    let mut rest = text;
    while let Some((start, length)) = mention(rest) {
        let (before, this) = (&rest[..start], &rest[start..start + length]);
        let again = last == Some(this) && before.chars().all(char::is_whitespace);
        if !again {
            out.push_str(before);
            out.push_str(this);
        }
        last = Some(this);
        rest = &rest[start + length..];
    }
    out.push_str(rest);
    out
}

/// Where the next mention of a person begins, and how long it is.
fn mention(text: &str) -> Option<(usize, usize)> {
    let start = text.find("<@")?;
    text[start..].find('>').map(|end| (start, end + 1))
}

/// Spaces, quotes and escapes as one types them.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in undone(text).chars() {
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
    out.trim().to_owned()
}

/// Escapes undone, each once.
fn undone(text: &str) -> String {
    const ESCAPES: [(&str, &str); 6] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((escape, sign)) = ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape)) {
            out.push_str(sign);
            rest = &rest[escape.len()..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// The words of a piece of HTML: its lines are kept, its tags are not.
pub(super) fn of_html(html: &str) -> String {
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
pub(super) fn of_body(body: &Value) -> String {
    let content = words(&body["content"]).unwrap_or_default();
    if words(&body["contentType"]) == Some("text") { plain(content) } else { of_html(content) }
}
