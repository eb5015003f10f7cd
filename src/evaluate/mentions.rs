//! Mentions in a history: `@somebody`, as they are written there, become mentions, as every platform gives them.

use std::collections::HashSet;

use super::history::History;
use crate::chat::{AccountId, MessageText, PersonId, Piece};

/// Longer names are not looked for.
const LONGEST: usize = 80;

/// Everybody who may be mentioned.
pub struct People {
    names: HashSet<String>,
}

impl People {
    /// Whoever wrote or asked anything.
    pub fn of(history: &History) -> Self {
        let authors = history.posts.iter().filter_map(|post| post.author.clone());
        Self {
            names: authors.chain(history.questions.iter().filter_map(|asked| asked.asker.clone())).collect(),
        }
    }

    /// The text with the mentions in it.
    pub fn read(&self, text: &str) -> MessageText {
        let mut read = MessageText::new();
        let mut rest = text;
        while let Some(at) = rest.find('@') {
            let (before, after) = (&rest[..at], &rest[at + 1..]);
            if let Some(name) = self.first(after) {
                read.push(Piece::Words(before.strip_suffix('<').unwrap_or(before).to_owned()));
                read.push(Piece::Account(AccountId::new(name)));
                rest = &after[name.len()..];
                if before.ends_with('<') {
                    rest = rest.split_once('>').map_or(rest, |(_, rest)| rest);
                }
            } else if let Some((before, (name, after))) = before.strip_suffix('<').zip(after.split_once('>'))
            {
                // Of somebody who never wrote.
                read.push(Piece::Words(before.to_owned()));
                read.push(Piece::Account(AccountId::new(name)));
                rest = after;
            } else {
                read.push(Piece::Words(rest[..=at].to_owned()));
                rest = after;
            }
        }
        read.and(rest)
    }

    /// Whom a text mentions, of those who wrote or asked anything.
    pub fn mentioned(&self, text: &MessageText) -> Vec<PersonId> {
        let known = |account: &AccountId| self.names.contains(account.as_str());
        let accounts = text.mentioned().into_iter().filter(known);
        accounts.map(|account| PersonId::new(account.as_str())).collect()
    }

    /// The longest name that the text begins with, up to where a word ends.
    fn first<'a>(&self, text: &'a str) -> Option<&'a str> {
        let word = text.char_indices().take_while(|(_, c)| !c.is_whitespace() && *c != '>');
        let mut candidates: Vec<usize> = word.take(LONGEST).map(|(at, c)| at + c.len_utf8()).collect();
        candidates.reverse();
        let whole = |end: &usize| !text[*end..].starts_with(char::is_alphanumeric);
        candidates.into_iter().filter(whole).map(|end| &text[..end]).find(|name| self.names.contains(*name))
    }
}

#[cfg(test)]
mod tests {
    use super::People;
    use crate::chat::PersonId;

    #[test]
    fn mentions_are_marked_and_others_are_left() {
        let people = People { names: ["w:Ann", "w:Anna", "7"].map(str::to_owned).into() };
        let text = people.read("hi @w:Anna, @w:Ann: ask <@7|bob> or a@b.c @nobody < @7");
        assert_eq!(text.encode(), "hi <@w:Anna>, <@w:Ann>: ask <@7> or a@b.c @nobody < <@7>");
        assert_eq!(people.mentioned(&text), ["w:Anna", "w:Ann", "7"].map(PersonId::new));
        let gone = people.read("ask <@U9> or <@ 7>");
        assert_eq!((gone.words().as_str(), people.mentioned(&gone)), ("ask  or ", Vec::new()));
        assert!(people.read("@w:Annabel").mentioned().is_empty());
        assert_eq!(people.read("<@"), "<@");
    }
}
