//! Which known topics a text is about.

use super::query::nearly;
use super::synonyms::also_called;
use super::words::words;

/// A topic that is known to the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The topic's name, as a lead wrote it.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
}

/// Topics whose names were read once, for looking at many texts.
#[derive(Clone, Debug)]
pub struct KnownTopics(Vec<Interner>);

#[derive(Clone, Debug)]
struct Interner {
    plain: Vec<String>,
    terms: Vec<Vec<Wanted>>,
    /// The terms of the names in small letters: one each for what is written in one piece.
    whole: Vec<Vec<Wanted>>,
}

/// A word of a name, and what the trade calls it as well.
#[derive(Clone, Debug)]
struct Wanted {
    term: String,
    others: Vec<&'static str>,
}

impl Wanted {
    fn of(term: String) -> Self {
        let others = also_called(&term).collect();
        Self { term, others }
    }

    fn is(&self, term: &str) -> bool {
        self.term == term || self.others.contains(&term)
    }
}

impl KnownTopics {
    /// Reads their names.
    pub fn of(known: &[Topic]) -> Self {
        let names = |topic: &Topic| {
            let all = || std::iter::once(&topic.name).chain(&topic.aliases);
            let read = |name: &str| -> Vec<Wanted> { terms(name).into_iter().map(Wanted::of).collect() };
            Interner {
                plain: all().map(|name| name.to_lowercase()).collect(),
                terms: all().map(|name| read(name)).collect(),
                whole: all().map(|name| read(&name.to_lowercase())).collect(),
            }
        };
        Self(known.iter().map(names).collect())
    }

    /// The topics a text names, by their places in the list: the one named by the most words first, then the one named
    /// earliest. A topic counts only if one of its names stands there in full; spelling and the trade's other names
    /// are forgiven.
    pub fn named_in(&self, text: &str) -> Vec<usize> {
        let said = terms(text);
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for (at, topic) in self.0.iter().enumerate() {
            let best = topic
                .terms
                .iter()
                .filter_map(|name| named(&said, name))
                .max_by_key(|(count, first)| (*count, usize::MAX - first));
            if let Some((count, first)) = best {
                found.push((count, first, at));
            }
        }
        found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        found.into_iter().map(|(_, _, at)| at).collect()
    }

    /// The topic with exactly this name, in capitals or not.
    pub fn place_of(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        self.0.iter().position(|topic| topic.plain.contains(&name))
    }

    /// The topic that somebody means by these words and nothing else: all of them are its name. `Postgres tuning` is
    /// not called `Postgres`.
    pub fn called(&self, words: &str) -> Option<usize> {
        let said = terms(&words.to_lowercase());
        let is = |(word, term): (&Wanted, &String)| word.is(term) || nearly(term, &word.term);
        let whole = |name: &Vec<Wanted>| {
            !name.is_empty() && name.len() == said.len() && name.iter().zip(&said).all(is)
        };
        self.place_of(words).or_else(|| self.0.iter().position(|topic| topic.whole.iter().any(whole)))
    }
}

/// The topics a text names, as [`KnownTopics::named_in`] has them.
pub fn topics(text: &str, known: &[Topic]) -> Vec<usize> {
    KnownTopics::of(known).named_in(text)
}

fn terms(text: &str) -> Vec<String> {
    words(text).into_iter().filter(|word| !word.within).map(|word| word.term).collect()
}

/// How many words a name has, and where the text says the first of them; none unless it says them all.
fn named(said: &[String], wanted: &[Wanted]) -> Option<(usize, usize)> {
    let places: Option<Vec<usize>> = wanted
        .iter()
        .map(|word| {
            let exactly = said.iter().position(|term| word.is(term));
            exactly.or_else(|| said.iter().position(|term| nearly(term, &word.term)))
        })
        .collect();
    let places = places?;
    Some((places.len(), *places.iter().min()?))
}

#[cfg(test)]
mod tests {
    use super::{KnownTopics, Topic, topics};

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
        let known = KnownTopics::of(&known);
        assert_eq!(known.called("PostgreSQL"), Some(0));
        assert_eq!(known.called("Postgres tuning"), None);
        assert_eq!(known.called("Schema Changes"), Some(1));
        assert_eq!((known.place_of("KUBERNETES"), known.place_of("k8s")), (Some(2), None));
    }
}
