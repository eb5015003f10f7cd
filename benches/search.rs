//! How fast the search is, on made-up companies of ten thousand, a hundred thousand and a million posts:
//! `cargo bench --bench search [-- POSTS ...]`. Prints one line a step, with the resident memory of the process.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a bench measures and prints"
)]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures"
)]

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use lyceum::chat::{MessageId, OrgId, PersonId, PlaceId};
use lyceum::search::{
    Answers, Evidence, EvidenceLog, Kind, KnownTopics, Messages, Question, Records, Scope, Search, Topic,
};
use lyceum::store::Db;

const VOCABULARY: usize = 300_000;
const QUESTIONS: usize = 300;
const PLACES: usize = 200;

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 100_000, 1_000_000] } else { sizes };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    for posts in sizes {
        runtime.block_on(company_of(posts));
    }
}

async fn company_of(posts: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let address = format!("sqlite://{}", folder.path().join("bench.db").display());
    let db = Db::open(&address).await.expect("a store");
    db.migrate().await.expect("a schema");
    let org = OrgId::new("bench");
    let mut chance = Chance(posts as u64);
    let words = Words::new();
    println!("-- {posts} posts, {} people; {} MB before", posts / 10, resident());

    let start = Instant::now();
    write(&db, &org, posts, &words, &mut chance).await;
    rate("recorded", posts, start);

    let search = Search::open(folder.path().join("index"));
    let start = Instant::now();
    search.maintain(&db, noon()).await.expect("an index");
    rate("indexed", posts, start);
    println!("   {} MB after indexing; index on disk {} MB", resident(), size(&folder.path().join("index")));
    search.close().await;
    drop(search);
    println!("   {} MB with the index let go", resident());

    let search = Search::open(folder.path().join("index"));
    let start = Instant::now();
    ask(&db, &org, &search, &question(&words, &mut chance)).await;
    println!("   opened and first question answered in {:.1} ms", millis(start));
    let questions: Vec<Question> = (0..QUESTIONS).map(|_| question(&words, &mut chance)).collect();
    for (whence, place) in [("in a channel", questions[0].place.clone()), ("to the bot alone", None)] {
        let mut usual = None;
        for (what, hides) in HIDDEN {
            let scope = scope(hides);
            let of = |one: &Question| Question { scope: scope.clone(), place: place.clone(), ..one.clone() };
            let times = asked(&db, &org, &search, questions.iter().map(of)).await;
            let ratio = times.mean / *usual.get_or_insert(times.mean);
            println!("   {whence}, {what} hidden: {times}; {ratio:.2} of nothing hidden; {} MB", resident());
        }
    }
    for (what, hides) in HIDDEN {
        map(&db, &org, what, &scope(hides)).await;
    }

    let start = Instant::now();
    for number in 0..200 {
        let mut tx = db.begin().await.expect("a transaction");
        tx.of::<EvidenceLog>(&org)
            .record(&post(posts + number, posts, &words, &mut chance))
            .await
            .expect("a post");
        tx.commit().await.expect("a commit");
        ask(&db, &org, &search, &question(&words, &mut chance)).await;
    }
    println!("   a change, its commit and a question that sees it: {:.1} ms", millis(start) / 200.0);
    let five = |from: usize| (0..5).map(move |at| (at * posts / 5 + from) / 5 * 5 + 2).collect::<Vec<_>>();
    for (what, gone) in
        [("of nothing new", Vec::new()), ("after five deletions", five(100)), ("after five more", five(200))]
    {
        maintained(&db, &org, &search, what, &gone).await;
    }
    taught(&db, &org, &search, &questions).await;
    search.close().await;
    db.close().await;
}

/// What a round of lessons costs, and questions that are asked while and after it teaches.
async fn taught(db: &Db, org: &OrgId, search: &Search, questions: &[Question]) {
    let of = |one: &Question| Question { scope: Scope::everything(), ..one.clone() };
    ask(db, org, search, &of(&questions[0])).await;
    for round in ["the first", "the next"] {
        let (start, before) = (Instant::now(), cpu());
        search.maintain(db, noon()).await.expect("an index");
        println!(
            "   a round of lessons, {round}: {:.0} ms, {:.0} ms of CPU; {} MB",
            millis(start),
            (cpu() - before) * 1_000.0,
            resident()
        );
    }
    let (teaching, times) =
        tokio::join!(search.maintain(db, noon()), asked(db, org, search, questions.iter().map(of)));
    teaching.expect("an index");
    println!("   while another teaches: {times}");
    println!("   taught: {}", asked(db, org, search, questions.iter().map(of)).await);
}

/// What maintenance costs once these posts are deleted.
async fn maintained(db: &Db, org: &OrgId, search: &Search, what: &str, gone: &[usize]) {
    let mut tx = db.begin().await.expect("a transaction");
    for number in gone {
        let place = PlaceId::new(format!("slack:T0:C{}", number / 5 % PLACES));
        tx.of::<Messages>(org).delete_message(&place, &message(*number)).await.expect("a deletion");
    }
    tx.commit().await.expect("a commit");
    let (start, before) = (Instant::now(), cpu());
    search.maintain(db, noon()).await.expect("an index");
    println!("   maintenance {what}: {:.1} ms, {:.0} ms of CPU", millis(start), (cpu() - before) * 1_000.0);
}

async fn write(db: &Db, org: &OrgId, posts: usize, words: &Words, chance: &mut Chance) {
    let mut number = 0;
    while number < posts {
        let mut tx = db.begin().await.expect("a transaction");
        for _ in 0..1_000.min(posts - number) {
            tx.of::<EvidenceLog>(org).record(&post(number, posts, words, chance)).await.expect("a post");
            number += 1;
        }
        tx.commit().await.expect("a commit");
    }
}

fn message(number: usize) -> MessageId {
    MessageId::new(format!("17{number:08}.000100"))
}

/// Five posts are a thread: a question and its answers.
fn post(number: usize, posts: usize, words: &Words, chance: &mut Chance) -> Evidence {
    let thread = number - number % 5;
    let place = PlaceId::new(format!("slack:T0:C{}", thread / 5 % PLACES));
    let people = (posts / 10) as f64;
    let author = PersonId::new(format!("01JAZZ{:020}", people.powf(chance.share()) as usize));
    let back = TimeDelta::days(1_000) * i32::try_from(posts - number.min(posts)).unwrap_or(0)
        / i32::try_from(posts).unwrap_or(1);
    let kind = if number == thread { Kind::Question } else { Kind::Answer };
    let length = 5 + (chance.share().powi(2) * 60.0) as usize;
    let mut evidence = Evidence::message(
        kind,
        &place,
        &message(number),
        Some(&author),
        noon() - back,
        words.text(length, chance),
    );
    if number != thread {
        evidence = evidence.in_thread(&message(thread));
        evidence.accepted = number % 25 == 1;
    }
    evidence
}

/// What the map of topics costs: half a year's answers, read and counted against sixty topics.
async fn map(db: &Db, org: &OrgId, what: &str, scope: &Scope) {
    let topics: Vec<Topic> =
        (0..60).map(|at| Topic { name: spelt(at * 977), aliases: vec![spelt(at * 977 + 1)] }).collect();
    let start = Instant::now();
    let mut tx = db.read().await.expect("a store");
    let given =
        tx.of::<Answers>(org).given(scope, noon() - TimeDelta::days(180), 10_000).await.expect("answers");
    let read = millis(start);
    let start = Instant::now();
    let records = Records::of(&given, &KnownTopics::of(&topics), noon());
    println!(
        "   the map, {what} hidden: {} answers read in {read:.0} ms, counted against 60 topics in {:.0} ms ({} records)",
        given.len(),
        millis(start),
        records.by_topic.len()
    );
}

/// Whether a place is hidden, by its number.
type Hides = fn(usize) -> bool;

/// Which of the places are hidden from whoever asks, the first of these none: all are open, as to a member of everything.
const HIDDEN: [(&str, Hides); 4] = [
    ("nothing", |_| false),
    ("1 place in 20", |place| place % 20 == 3),
    ("every other place", |place| place % 2 == 0),
    ("19 places in 20", |place| place % 20 != 7),
];

fn scope(hides: Hides) -> Scope {
    let places = (0..PLACES).filter(|place| !hides(*place));
    Scope::only(places.map(|place| (PlaceId::new(format!("slack:T0:C{place}")), None))).with_declarations()
}

/// How long questions take, in milliseconds.
struct Times {
    sorted: Vec<f64>,
    mean: f64,
    cpu: f64,
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = |share: usize| self.sorted[(self.sorted.len() * share / 100).min(self.sorted.len() - 1)];
        write!(
            f,
            "p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms; {:.1} ms of CPU each",
            at(50),
            at(90),
            at(99),
            self.cpu
        )
    }
}

async fn asked(db: &Db, org: &OrgId, search: &Search, questions: impl Iterator<Item = Question>) -> Times {
    let before = cpu();
    let mut sorted = Vec::with_capacity(QUESTIONS);
    for question in questions {
        let start = Instant::now();
        ask(db, org, search, &question).await;
        sorted.push(millis(start));
    }
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len() as f64;
    Times { mean: sorted.iter().sum::<f64>() / count, cpu: (cpu() - before) * 1_000.0 / count, sorted }
}

fn question(words: &Words, chance: &mut Chance) -> Question {
    let length = 8 + (chance.share() * 25.0) as usize;
    let mut question = Question::new(words.text(length, chance), Scope::everything().untaught(), noon());
    question.place = Some(PlaceId::new("slack:T0:C7"));
    question
}

async fn ask(db: &Db, org: &OrgId, search: &Search, question: &Question) {
    let mut tx = db.read().await.expect("a transaction");
    let found = search.find(&mut tx, org, question).await.expect("an answer");
    assert!(!found.partial, "the index has read everything");
}

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap_or_default()
}

fn millis(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1_000.0
}

fn rate(what: &str, posts: usize, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "   {what} in {seconds:.1} s, {:.0} a second; {:.1} s of CPU so far; {} MB",
        posts as f64 / seconds,
        cpu(),
        resident()
    );
}

/// Seconds of CPU this process has used.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Resident memory of this process in megabytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0_u64) / 1024
}

fn size(folder: &std::path::Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = files.map(|file| {
        let path = file.path();
        if path.is_dir() { size(&path) << 20 } else { file.metadata().map_or(0, |data| data.len()) }
    });
    sizes.sum::<u64>() >> 20
}

/// Words as often as in a language: the next one is always a little rarer.
struct Words {
    sums: Vec<f64>,
}

impl Words {
    fn new() -> Self {
        let mut sum = 0.0;
        let sums = (0..VOCABULARY).map(|rank| {
            // The commonest words of a language say nothing, and the index drops them.
            sum += 1.0 / (rank as f64 + 30.0).powf(1.05);
            sum
        });
        Self { sums: sums.collect() }
    }

    fn text(&self, length: usize, chance: &mut Chance) -> String {
        let whole = self.sums.last().copied().unwrap_or_default();
        let words = (0..length).map(|_| {
            let at = chance.share() * whole;
            spelt(self.sums.partition_point(|sum| *sum < at))
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

fn spelt(mut number: usize) -> String {
    let mut word = String::from(
        ["ka", "be", "ci", "do", "fu", "ga", "hi", "ju", "le", "mo", "nu", "pa", "ri", "so", "tu", "vo"]
            [number % 16],
    );
    loop {
        word.push(b"bcdfgklmnprtv"[number % 13] as char);
        word.push(b"aou"[number / 13 % 3] as char);
        number /= 39;
        if number == 0 {
            return word;
        }
    }
}

/// Seeded: the same company every time.
struct Chance(u64);

impl Chance {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
