//! What the ranking's model is fitted on: every candidate's figures for every question that was really answered.
//!
//! Next to the questions of the `valid` split these are the threads of the history before the first `test` question of
//! their workspace, so that nothing of the tested time is seen.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::history::{Asked, History};
use super::replay::{Replay, before};

/// Writes `OUT.jsonl`, a line for each question, and `OUT.f32`, for each of its candidates in the same order the
/// relevance and then the figures, as little-endian numbers of four bytes.
///
/// # Errors
/// When a file cannot be written or the store refuses.
pub async fn write(
    mut history: History,
    out: &Path,
    mut progress: impl FnMut(usize, usize),
) -> anyhow::Result<()> {
    add_threads(&mut history);
    let mut replay = Replay::begin(&history).await?;
    let mut lines = BufWriter::new(File::create(out.with_extension("jsonl"))?);
    let mut rows = BufWriter::new(File::create(out.with_extension("f32"))?);
    let mut posts = history.posts.as_slice();
    for (number, asked) in history.questions.iter().enumerate() {
        replay.write(before(&mut posts, asked)).await?;
        replay.catch_up(asked).await?;
        let people = replay.ask(asked).await?.people;
        let line = serde_json::json!({
            "qid": asked.qid, "ws": asked.ws, "split": asked.split, "ts": asked.ts,
            "candidates": people.len(), "truth": asked.truth,
            "people": people.iter().map(|ranked| ranked.person.as_str()).collect::<Vec<_>>(),
        });
        writeln!(lines, "{line}")?;
        for ranked in people {
            #[expect(clippy::cast_possible_truncation, reason = "small whole numbers")]
            let relevance = asked.truth.get(ranked.person.as_str()).copied().unwrap_or_default() as f32;
            for figure in [relevance].into_iter().chain(ranked.figures) {
                rows.write_all(&figure.to_le_bytes())?;
            }
        }
        progress(number + 1, history.questions.len());
    }
    lines.flush()?;
    rows.flush()?;
    Ok(())
}

/// Makes questions of the threads that others answered, as split `history`.
fn add_threads(history: &mut History) {
    let mut tested: HashMap<Option<&str>, f64> = HashMap::new();
    for asked in history.questions.iter().filter(|asked| asked.split.as_deref() == Some("test")) {
        let first = tested.entry(asked.ws.as_deref()).or_insert(f64::INFINITY);
        *first = first.min(asked.ts);
    }
    let known: HashSet<&str> = history.questions.iter().map(|asked| asked.qid.as_str()).collect();
    let roots = history.roots();
    let mut answers: BTreeMap<&str, BTreeMap<&str, Answered>> = BTreeMap::new();
    for post in &history.posts {
        let (Some(author), Some(root)) = (post.author.as_deref(), roots.get(post.thread.as_str())) else {
            continue;
        };
        if root.author.as_deref() != Some(author) {
            let answered = answers.entry(post.thread.as_str()).or_default().entry(author).or_default();
            answered.words += post.text.split_whitespace().count();
            answered.accepted |= post.accepted.is_some_and(|accepted| accepted > 0);
        }
    }
    let mut threads = Vec::new();
    for (thread, answers) in answers {
        let root = roots[thread];
        let is_tested = tested.get(&root.ws.as_deref()).is_some_and(|first| root.ts >= *first);
        if is_tested || known.contains(thread) || known.contains(root.id.as_str()) {
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
            split: Some("history".to_owned()),
        });
    }
    history.questions.extend(threads);
    history.questions.sort_by(|a, b| a.ts.total_cmp(&b.ts).then_with(|| a.qid.cmp(&b.qid)));
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
