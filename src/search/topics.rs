//! Which known topics a text is about.

use super::query::nearly;
use super::trade::also_called;
use super::words::words;

/// A topic that is known to the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
}

/// The topics a text names, by their places in the list: the one named by the most words first, then the one named
/// earliest. A topic counts only if one of its names stands there in full; spelling and the trade's other names are
/// forgiven.
pub fn topics(text: &str, known: &[Topic]) -> Vec<usize> {
    let said: Vec<String> = words(text).into_iter().map(|word| word.term).collect();
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (at, topic) in known.iter().enumerate() {
        let names = std::iter::once(&topic.name).chain(&topic.aliases);
        let named = names
            .filter_map(|name| named(&said, name))
            .max_by_key(|(count, first)| (*count, usize::MAX - first));
        if let Some((count, first)) = named {
            found.push((count, first, at));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    found.into_iter().map(|(_, _, at)| at).collect()
}

/// How many words a name has, and where the text says the first of them; none unless it says them all.
fn named(said: &[String], name: &str) -> Option<(usize, usize)> {
    let wanted = words(name);
    let places: Option<Vec<usize>> = wanted
        .iter()
        .map(|word| {
            let exactly = said
                .iter()
                .position(|term| *term == word.term || also_called(&word.term).any(|other| other == term));
            exactly.or_else(|| said.iter().position(|term| nearly(term, &word.term)))
        })
        .collect();
    let places = places?;
    Some((places.len(), *places.iter().min()?))
}

#[cfg(test)]
mod tests {
    use super::{Topic, topics};

    #[test]
    fn the_longest_name_comes_first_and_spelling_is_forgiven() {
        let topic = |name: &str, aliases: &[&str]| Topic {
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        };
        let known = [
            topic("Postgres", &[]),
            topic("Database migrations", &["schema changes"]),
            topic("Kubernetes", &[]),
            topic("R", &[]),
        ];
        assert_eq!(topics("pg: how do I undo database migrations?", &known), [1, 0]);
        assert_eq!(topics("our k8s cluster", &known), [2]);
        assert_eq!(topics("kuberntes on postrges", &known), [2, 0]);
        assert_eq!(topics("schema changes in R", &known), [1, 3]);
        assert!(topics("are you here?", &known).is_empty());
    }
}
