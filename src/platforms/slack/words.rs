//! Slack's escaped text, read into ours: people as `<@slack:TENANT:USER>`, channels as `<#slack:TENANT:CHANNEL>` or
//! `<#slack:TENANT:CHANNEL|name>`, links as
//! plain addresses, and the three escapes undone.

use super::install::Installation;

/// The whole text.
pub(super) fn plain(installation: &Installation, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        unescape(&rest[..start], &mut out);
        let after = &rest[start + 1..];
        if let Some(end) = after.find('>') {
            entity(installation, &after[..end], &mut out);
            rest = &after[end + 1..];
        } else {
            out.push('<');
            rest = after;
        }
    }
    unescape(rest, &mut out);
    out
}

/// The text without the mention of our own bot, and whether there was one.
pub(super) fn without_bot(installation: &Installation, text: &str) -> (String, bool) {
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

fn entity(installation: &Installation, inside: &str, out: &mut String) {
    let (target, label) = match inside.split_once('|') {
        Some((target, label)) => (target, Some(label)),
        None => (inside, None),
    };
    if let Some(user) = target.strip_prefix('@') {
        out.push_str("<@");
        out.push_str(installation.account(user).as_str());
        out.push('>');
    } else if let Some(channel) = target.strip_prefix('#') {
        out.push_str("<#");
        out.push_str(installation.place(channel).as_str());
        if let Some(name) = label.filter(|name| !name.is_empty()) {
            out.push('|');
            unescape(name, out);
        }
        out.push('>');
    } else if let Some(special) = target.strip_prefix('!') {
        if let Some(label) = label {
            unescape(label, out);
        } else if let Some(group) = special.strip_prefix("subteam^") {
            out.push('@');
            out.push_str(group);
        } else {
            out.push('@');
            unescape(special.split('^').next().unwrap_or(special), out);
        }
    } else {
        unescape(
            target.strip_prefix("mailto:").or_else(|| target.strip_prefix("tel:")).unwrap_or(target),
            out,
        );
    }
}

fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&')];
        if let Some((escape, sign)) = known.into_iter().find(|(escape, _)| rest.starts_with(escape)) {
            out.push(sign);
            rest = &rest[escape.len()..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
}
