//! Mentions in a history: `@somebody`, as they are written there, become `<@somebody>`, as every platform gives them.

use std::collections::HashSet;

use super::history::History;

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

    /// The text with its mentions marked, and who they are, each once.
    pub fn mark(&self, text: &str) -> (String, Vec<String>) {
        let mut marked = String::with_capacity(text.len());
        let mut mentioned: Vec<String> = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find('@') {
            let (before, after) = (&rest[..at], &rest[at + 1..]);
            marked.push_str(before.strip_suffix('<').unwrap_or(before));
            if let Some(name) = self.first(after) {
                marked.extend(["<@", name, ">"]);
                rest = &after[name.len()..];
                if before.ends_with('<') {
                    rest = rest.split_once('>').map_or(rest, |(_, rest)| rest);
                }
                if !mentioned.iter().any(|known| known == name) {
                    mentioned.push(name.to_owned());
                }
            } else {
                if before.ends_with('<') {
                    marked.push('<');
                }
                marked.push('@');
                rest = after;
            }
        }
        marked.push_str(rest);
        (marked, mentioned)
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

    #[test]
    fn mentions_are_marked_and_others_are_left() {
        let people = People { names: ["w:Ann", "w:Anna", "7"].map(str::to_owned).into() };
        let (text, mentioned) = people.mark("hi @w:Anna, @w:Ann: ask <@7|bob> or a@b.c @nobody < @7");
        assert_eq!(text, "hi <@w:Anna>, <@w:Ann>: ask <@7> or a@b.c @nobody < <@7>");
        assert_eq!(mentioned, ["w:Anna", "w:Ann", "7"]);
        assert_eq!(people.mark("@w:Annabel").1, Vec::<String>::new());
        assert_eq!(people.mark("<@").0, "<@");
    }
}
