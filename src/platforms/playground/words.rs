//! A person's words as typed: who is meant by `@Name`, which channel by `#name`, where a link begins and
//! ends.

use super::names::channel_place;
use super::world::World;
use crate::chat::{self, GroupMention, MessageText, PlaceId};

/// What the bot is called.
pub(super) const BOT: &str = "Lyceum";

/// A piece of what somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Plain(String),
    /// Somebody, by their key.
    Person(String),
    Bot,
    Channel(PlaceId),
    Link(String),
}

/// Takes words apart. A name counts where no letter or digit touches it; of two names the longer one counts.
pub(super) fn pieces(world: &World, words: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut plain, mut rest, mut before) = (String::new(), words, None);
    while let Some(first) = rest.chars().next() {
        let found = if before.is_some_and(char::is_alphanumeric) { None } else { piece(world, rest, first) };
        let taken = if let Some((piece, length)) = found {
            if !plain.is_empty() {
                pieces.push(Piece::Plain(std::mem::take(&mut plain)));
            }
            pieces.push(piece);
            length
        } else {
            plain.push(first);
            first.len_utf8()
        };
        before = rest[..taken].chars().next_back();
        rest = &rest[taken..];
    }
    if !plain.is_empty() {
        pieces.push(Piece::Plain(plain));
    }
    pieces
}

/// The same words as an event carries them.
pub(super) fn resolved(world: &World, words: &str) -> MessageText {
    text(world, &pieces(world, words))
}

/// The words for the bot, if they begin with its name.
pub(super) fn called(world: &World, words: &str) -> Option<MessageText> {
    let pieces = pieces(world, words.trim_start());
    match pieces.split_first() {
        Some((Piece::Bot, rest)) => {
            let mut rest = rest.to_vec();
            if let Some(Piece::Plain(words)) = rest.first_mut() {
                *words = words.trim_start_matches([',', ':', ' ']).to_owned();
            }
            Some(text(world, &rest).trimmed())
        }
        _ => None,
    }
}

/// The departments that are mentioned, each as a group.
pub(super) fn groups(world: &World, words: &str) -> Vec<GroupMention> {
    let mut groups: Vec<GroupMention> = Vec::new();
    for piece in pieces(world, words) {
        let Piece::Plain(words) = piece else { continue };
        for word in words.split_whitespace().map(|word| word.trim_matches([',', ';', ':', '.'])) {
            let Some(department) = word.strip_prefix('@') else { continue };
            let inside = world
                .company
                .people
                .iter()
                .filter(|person| person.department.eq_ignore_ascii_case(department));
            let members: Vec<_> = inside.map(|person| world.account(&person.key)).collect();
            if !department.is_empty() && !members.is_empty() && !groups.iter().any(|group| group.name == word)
            {
                groups.push(GroupMention { name: word.to_owned(), members: Some(members) });
            }
        }
    }
    groups
}

fn text(world: &World, pieces: &[Piece]) -> MessageText {
    let typed = |piece: &Piece| match piece {
        Piece::Plain(words) | Piece::Link(words) => chat::Piece::Words(words.clone()),
        Piece::Person(key) => chat::Piece::Account(world.account(key)),
        Piece::Bot => chat::Piece::Words(format!("@{BOT}")),
        Piece::Channel(place) => chat::Piece::Channel { place: place.clone(), name: None },
    };
    pieces.iter().map(typed).collect()
}

fn piece(world: &World, rest: &str, first: char) -> Option<(Piece, usize)> {
    match first {
        '@' => person(world, &rest[1..]),
        '#' => channel(world, &rest[1..]),
        'h' => link(rest),
        _ => None,
    }
}

fn person(world: &World, rest: &str) -> Option<(Piece, usize)> {
    let people = world.company.people.iter();
    let names = people.flat_map(|it| [&it.name, &it.key].map(|name| (name, Piece::Person(it.key.clone()))));
    let bot = BOT.to_owned();
    let names = names.chain(std::iter::once((&bot, Piece::Bot)));
    longest(rest, names.map(|(name, piece)| (name.as_str(), piece)))
}

fn channel(world: &World, rest: &str) -> Option<(Piece, usize)> {
    let channels = world.company.channels.iter();
    longest(rest, channels.map(|it| (it.name.as_str(), Piece::Channel(channel_place(&it.name)))))
}

/// The longest name the rest begins with, and its length with the sign before it. Of two that are as long,
/// the one that is written just so.
fn longest<'a>(rest: &str, names: impl Iterator<Item = (&'a str, Piece)>) -> Option<(Piece, usize)> {
    let fits = names.filter(|(name, _)| begins(rest, name));
    let found = fits.max_by_key(|(name, _)| (name.len(), rest.starts_with(name)));
    found.map(|(name, piece)| (piece, name.len() + 1))
}

fn begins(rest: &str, name: &str) -> bool {
    let Some((start, after)) = rest.split_at_checked(name.len()) else { return false };
    let same = start.eq_ignore_ascii_case(name);
    let mut after = after.chars();
    let ends = match after.next() {
        Some('-' | '_') => !after.next().is_some_and(char::is_alphanumeric),
        next => !next.is_some_and(char::is_alphanumeric),
    };
    !name.is_empty() && same && ends
}

fn link(rest: &str) -> Option<(Piece, usize)> {
    let after = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://"))?;
    let stops = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`');
    let end = after.find(stops).unwrap_or(after.len());
    let host = after[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
    let address = &rest[..rest.len() - after.len() + host.len()];
    (!host.is_empty()).then(|| (Piece::Link(address.to_owned()), address.len()))
}
