//! What the ranking's model is fitted on: every candidate's figures for every question that was really answered.
//!
//! Next to the questions of the set these are the threads of its history, so that it can be tried how a company's own
//! questions teach the ranking. Those before the first `test` question of their workspace are told apart from later ones.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::history::History;
use super::replay::{Replay, before};
use crate::search::Scope;

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
    history.add_threads();
    let mut replay = Replay::begin(&history, None, Scope::everything().untaught()).await?;
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
