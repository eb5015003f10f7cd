//! Threads of the history as questions: what was asked there, and who answered.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::history::{Asked, History, Key, Post};

/// The split of such questions: from before the first `test` question of their workspace, so that nothing of the tested
/// time is seen.
pub const HISTORY: &str = "history";
/// The split of those that were asked later. They may teach whatever is asked after they were answered; nothing is fitted
/// on them.
pub const LATER: &str = "later";

/// Questions made of a company's own threads are no more than this.
const MOST: usize = 2_000;

impl History {
    /// A company's own messages, with questions made of its threads: each that somebody else answered, of the newer half;
    /// what is older was known before. Of very many the newest are asked.
    ///
    /// # Errors
    /// When nobody answered anybody in a thread.
    pub fn of_threads(posts: Vec<Post>) -> anyhow::Result<Self> {
        let mut history = Self { posts, ..Self::default() };
        history.in_order();
        history.add_threads();
        let known = (history.questions.len() / 2).max(history.questions.len().saturating_sub(MOST));
        history.questions.drain(..known);
        anyhow::ensure!(
            !history.questions.is_empty(),
            "there is no thread in it that somebody else answered, so there is nothing to measure by"
        );
        Ok(history)
    }

    /// Makes questions of the threads that others answered, as splits [`HISTORY`] and [`LATER`].
    pub fn add_threads(&mut self) {
        let mut tested: HashMap<Option<&str>, f64> = HashMap::new();
        for asked in self.questions.iter().filter(|asked| asked.split.as_deref() == Some("test")) {
            let first = tested.entry(asked.ws.as_deref()).or_insert(f64::INFINITY);
            *first = first.min(asked.ts);
        }
        let known: HashSet<Key> =
            self.questions.iter().map(|asked| (asked.ws.as_deref(), asked.qid.as_str())).collect();
        let roots = self.roots();
        let mut answers: BTreeMap<Key, BTreeMap<&str, Answered>> = BTreeMap::new();
        for post in &self.posts {
            let (Some(author), Some(root)) = (post.author.as_deref(), roots.get(&post.thread_key())) else {
                continue;
            };
            if root.author.as_deref() != Some(author) {
                let answered = answers.entry(post.thread_key()).or_default().entry(author).or_default();
                answered.words += post.text.split_whitespace().count();
                answered.accepted |= post.accepted.is_some_and(|accepted| accepted > 0);
            }
        }
        let mut threads = Vec::new();
        for ((workspace, thread), answers) in answers {
            let root = roots[&(workspace, thread)];
            let is_tested = tested.get(&workspace).is_some_and(|first| root.ts >= *first);
            if known.contains(&(workspace, thread)) || known.contains(&(workspace, root.id.as_str())) {
                continue;
            }
            let title = root.title.as_ref().filter(|title| !root.text.starts_with(title.as_str()));
            threads.push(Asked {
                qid: thread.to_owned(),
                ws: root.ws.clone(),
                ts: root.ts,
                channel: root.channel.clone(),
                asker: root.author.clone(),
                text: title.map_or_else(|| root.text.clone(), |title| format!("{title}\n{}", root.text)),
                tags: root.tags.clone(),
                truth: relevance(&answers),
                split: Some(if is_tested { LATER } else { HISTORY }.to_owned()),
            });
        }
        self.questions.extend(threads);
        self.questions.sort_by(|a, b| a.ts.total_cmp(&b.ts).then_with(|| a.qid.cmp(&b.qid)));
    }
}

#[derive(Default)]
struct Answered {
    words: usize,
    accepted: bool,
}

/// An accepted answer counts 2, or the longest where none was accepted; others count 1.
fn relevance(answers: &BTreeMap<&str, Answered>) -> BTreeMap<String, f64> {
    let any = answers.values().any(|answered| answered.accepted);
    let most = answers.values().map(|answered| answered.words).max().unwrap_or_default();
    let best = |answered: &Answered| if any { answered.accepted } else { answered.words == most };
    let value = |answered: &Answered| if best(answered) { 2.0 } else { 1.0 };
    answers.iter().map(|(person, answered)| ((*person).to_owned(), value(answered))).collect()
}
