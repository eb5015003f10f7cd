//! A whole set read from files, as somebody brings it: what cannot be right is named, the rest does not stop the work.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::history::{BEGINNING, History, STRETCHED};
use super::{Options, evaluate};
use crate::clock::Clock;

fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn read(history: &str, queries: &str) -> anyhow::Result<History> {
    History::read(file(history.as_bytes()).path(), file(queries.as_bytes()).path())
}

fn refused(history: &str, queries: &str) -> String {
    read(history, queries).unwrap_err().to_string()
}

async fn figures(history: History) -> serde_json::Value {
    let options = Options { json: true, ..Options::default() };
    let told = evaluate(history, &options, None, &Clock::system(), |_, _| ()).await.unwrap();
    serde_json::from_str(&told).unwrap()
}

async fn mrr(history: &str, queries: &str) -> f64 {
    figures(read(history, queries).unwrap()).await["all"]["mrr"].as_f64().unwrap()
}

fn post(id: &str, thread: &str, author: &str, ts: u64, text: &str, more: &str) -> String {
    format!(r#"{{"t":"post","id":"{id}","th":"{thread}","a":"{author}","ts":{ts},"text":"{text}"{more}}}"#)
        + "\n"
}

const ASKED: &str = r#"{"qid":7,"ts":30,"a":2,"text":"how?","tags":null,"truth":{"3":2},"split":"test"}"#;
/// A day in 2020.
const THEN: u64 = 1_600_000_000;

/// Bob answers one question about migrations, ten others one about coffee each.
fn history() -> String {
    let mut lines = String::new();
    for at in 0..11 {
        let (who, about) = who_and_what(at, 5);
        let (thread, ts) = (format!("t{at}"), THEN + at * 86_400);
        lines += &post(&format!("q{at}"), &thread, "asker", ts, about, "");
        lines += &post(&format!("a{at}"), &thread, &who, ts + 600, about, "");
    }
    lines
}

fn who_and_what(at: u64, of_bob: u64) -> (String, &'static str) {
    if at == of_bob {
        ("bob".to_owned(), "sqlx migration revert")
    } else {
        (format!("p{at}"), "coffee machine")
    }
}

fn asked(ts: u64, more: &str) -> String {
    format!(r#"{{"qid":"x","ts":{ts},"a":"asker","text":"sqlx migration revert","truth":{{"bob":2}}{more}}}"#)
        + "\n"
}

#[test]
fn names_may_be_numbers_and_a_clock_that_only_orders_is_stretched() {
    let history = r#"{"t":"meta","clock":"logical"}
{"t":"person","id":1}
{"t":"post","id":2,"th":2,"a":1,"ts":20,"text":"second","ch":9}
{"t":"post","id":"1","th":"2","a":"x","ts":10,"text":"first"}

"#;
    let mut read = read(history, ASKED).unwrap();
    let posts: Vec<_> = read.posts.iter().map(|post| (post.id.as_str(), post.author.as_deref())).collect();
    assert_eq!(posts, [("1", Some("x")), ("2", Some("1"))]);
    assert_eq!(read.posts[1].channel.as_deref(), Some("9"));
    let middle = BEGINNING + STRETCHED / 2.0;
    assert!((read.posts[0].ts - BEGINNING).abs() < 1.0 && (read.posts[1].ts - middle).abs() < 1.0);
    assert_eq!(read.questions[0].asker.as_deref(), Some("2"));
    let none = read.only("valid").unwrap_err().to_string();
    assert_eq!(none, "no question has the split valid; there is test");
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    let error = refused("{\"t\":\"meta\"}\n{\"t\":\"post\",\"id\":1}\n", ASKED);
    assert!(error.contains("line 2") && error.contains("missing field"), "{error}");
    let error = refused(&(post("1", "1", "a", 1, "x", "") + "no JSON\n"), ASKED);
    assert!(error.contains("line 2: expected"), "{error}");
    let error = refused("{\"t\":\"post\",\"id\":1.5,\"th\":1,\"ts\":1}\n", ASKED);
    assert!(error.contains("a name is words or a whole number"), "{error}");
    let gone = History::read("no such file".as_ref(), file(b"").path()).unwrap_err().to_string();
    assert!(gone.starts_with("no such file: "), "{gone}");
    let zipped = |history: &[u8]| {
        let mut zip = GzEncoder::new(Vec::new(), Compression::fast());
        zip.write_all(history).unwrap();
        zip.finish().unwrap()
    };
    let lines = post("1", "1", "a", 1, "x", "") + "\"\u{e9}\"";
    let cut = zipped(lines.as_bytes());
    for bytes in [&lines.as_bytes()[..lines.len() - 2], &cut[..cut.len() - 8]] {
        let error = History::read(file(bytes).path(), file(ASKED.as_bytes()).path()).unwrap_err().to_string();
        assert!(error.contains(", line "), "{error}");
    }
}

#[test]
fn moments_that_are_no_seconds_are_refused_and_very_old_ones_remarked() {
    let millis = post("1", "1", "a", THEN * 1_000, "x", "");
    let error = refused(&millis, ASKED);
    assert!(error.contains("line 1: ts is no moment in seconds"), "{error}");
    let stretched = format!("{{\"t\":\"meta\",\"clock\":\"logical\"}}\n{millis}");
    assert!(read(&stretched, ASKED).is_ok(), "a clock that only orders may count anything");
    let old = read(&post("1", "1", "3", 10, "x", ""), ASKED).unwrap().remarks;
    assert!(old.len() == 1 && old[0].contains("before 1990"), "{old:?}");
    let now = read(&post("1", "1", "bob", THEN, "x", ""), &asked(THEN + 1, "")).unwrap().remarks;
    assert_eq!(now, Vec::<String>::new());
}

#[test]
fn what_is_missing_altogether_is_said() {
    assert!(refused("{\"t\":\"meta\"}\n", ASKED).contains("there is no post in it"));
    assert!(refused(&history(), "\n").contains("there is no question in it"));
    let strangers = read(&history(), ASKED).unwrap().remarks;
    assert!(strangers.len() == 1 && strangers[0].contains("1 of 1 questions"), "{strangers:?}");
    let (early, late) = (asked(THEN + 5 * 86_400, ""), asked(THEN + 20 * 86_400, ""));
    let too_early = read(&history(), &early).unwrap().remarks;
    assert!(too_early.len() == 1 && too_early[0].contains("1 of 1 questions"), "{too_early:?}");
    let again = read(&history(), &(late.clone() + &late)).unwrap().remarks;
    assert_eq!(again, ["1 questions have the qid of another one; all count"]);
    let much = late.replace("\"bob\":2", "\"bob\":2000");
    assert!(refused(&history(), &much).contains("line 1: a relevance of 2000"), "it would gain without end");
}

#[tokio::test]
async fn texts_may_be_missing_lines_may_end_as_on_windows_and_what_comes_later_is_not_known() {
    let plain = history();
    let expected = mrr(&plain, &asked(THEN + 86_400 * 20, "")).await;
    assert!((expected - 1.0).abs() < 1e-9, "{expected}: bob is the first");
    let lines = plain.lines().rev().collect::<Vec<_>>().join("\r\n");
    let future = post("z", "t5", "ann", u64::from(u32::MAX), "sqlx migration revert", "");
    let odd = format!(
        "\u{feff}{lines}\r\n{future}{}",
        r#"{"t":"post","id":"n","th":"n","a":"","ts":1600000001,"text":null,"tags":null,"title":null}"#
    );
    let again = mrr(&odd, &asked(THEN + 86_400 * 20, "")).await;
    assert!((again - expected).abs() < 1e-9, "{again}");
    let nothing =
        r#"{"qid":1,"ts":1600900000,"a":null,"ch":"nowhere","text":null,"truth":{"p1":1,"gone":1}}"#;
    assert!(mrr(&plain, nothing).await > 0.0, "a question of no words still finds who is active");
}

#[tokio::test]
async fn threads_of_the_same_name_in_two_workspaces_have_nothing_in_common() {
    let mut lines = history().replace("\"}\n", "\",\"ws\":\"one\"}\n");
    let other = history().replace("\"}\n", "\",\"ws\":\"two\"}\n").replace("\"id\":\"q", "\"id\":\"z");
    lines += &other.replace("bob", "eve").replace("asker", "p0");
    let questions = asked(THEN + 86_400 * 20, r#","ws":"one""#);
    let both = figures(read(&lines, &questions).unwrap()).await;
    let alone = figures(read(&history(), &asked(THEN + 86_400 * 20, "")).unwrap()).await;
    assert_eq!(both["all"]["mrr"], alone["all"]["mrr"]);
    let two = asked(THEN + 86_400 * 20, r#","ws":"two""#).replace("bob", "eve").replace("asker", "x");
    assert!((mrr(&lines, &two).await - 1.0).abs() < 1e-9, "the second has its own threads");
    let mut read = read(&lines, &questions).unwrap();
    read.add_threads();
    assert_eq!(read.questions.len(), 1 + 11 + 10, "in the second, p0 asked all, and answered one of them");
}

#[tokio::test]
async fn a_thread_stays_together_and_a_post_counts_once() {
    let ask = asked(THEN + 86_400 * 20, r#","ch":"c""#);
    let roots = history().replace("\"asker\"", "\"asker\",\"ch\":\"c\"");
    assert!((mrr(&roots, &ask).await - 1.0).abs() < 1e-9, "replies belong where their thread began");
    let twice = history() + &history();
    let set = read(&twice, &ask).unwrap();
    assert!(
        set.posts.len() == 22 && set.remarks[0].contains("22 posts stand there twice"),
        "{:?}",
        set.remarks
    );
    let alike = history() + &post("a0", "t0", "ann", THEN + 700, "and something else", "");
    let set = read(&alike, &ask).unwrap();
    assert_eq!(set.posts.len(), 23);
    assert!(set.remarks[0].contains("1 posts are called as another"), "{:?}", set.remarks);
}

#[tokio::test]
async fn answers_are_found_in_a_chat_that_knows_no_threads() {
    let mut lines = String::new();
    for at in 0..30 {
        let (who, about) = who_and_what(at, 25);
        let ts = THEN + at * 86_400;
        lines += &post(&format!("q{at}"), &format!("q{at}"), "asker", ts, about, "");
        lines += &post(&format!("a{at}"), &format!("a{at}"), &who, ts + 600, "try this", "");
    }
    let found = mrr(&lines, &asked(THEN + 86_400 * 40, "")).await;
    assert!((found - 1.0).abs() < 1e-9, "{found}");
}

/// A company's own threads are the questions; the older half was known before.
#[tokio::test]
async fn threads_of_the_newer_half_are_asked_beside_simple_methods() {
    let set = |text: &str| read(text, ASKED).unwrap().posts;
    let of_threads = History::of_threads(set(&history())).unwrap();
    let asked: Vec<&str> = of_threads.questions.iter().map(|asked| asked.qid.as_str()).collect();
    assert_eq!(asked, ["t5", "t6", "t7", "t8", "t9", "t10"]);
    let told = figures(of_threads).await;
    assert_eq!(told["all"]["questions"].as_u64(), Some(6));
    assert!(told["all"]["simple"]["methods"]["most similar answers"]["mrr"].is_number(), "{told}");
    assert!(told["all"]["simple"]["compared"].is_null(), "six questions tell nothing: {told}");
    let alone = post("q", "t", "ann", THEN, "is anybody there?", "");
    let refused = History::of_threads(set(&alone)).unwrap_err().to_string();
    assert!(refused.contains("no thread in it that somebody else answered"), "{refused}");
}
