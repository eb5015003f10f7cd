//! The targets of `fuzz/`, built with every other test and tried for a moment: on what platforms really send, on a seed of
//! each kind, and on that with damage that is the same in every run. `cargo fuzz` goes on from there, for as long as one likes.

use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[path = "../../fuzz/targets/people_csv.rs"]
mod people_csv;
#[path = "../../fuzz/targets/quiz_text.rs"]
mod quiz_text;
#[path = "../../fuzz/targets/search_index.rs"]
mod search_index;
#[path = "../../fuzz/targets/slack_export.rs"]
mod slack_export;
#[path = "../../fuzz/targets/slack_request.rs"]
mod slack_request;
#[path = "../../fuzz/targets/store.rs"]
mod store;
#[path = "../../fuzz/targets/teams_activity.rs"]
mod teams_activity;
#[path = "../../fuzz/targets/word_vectors.rs"]
mod word_vectors;

/// What a parser may take for something else.
const ODD: [&[u8]; 12] = [
    b"\0",
    b"\"",
    b"\\",
    b"\\ud83d",
    b"{",
    b"]",
    b",",
    b"null",
    b"-1",
    b"1e999",
    b"\xff\xfe",
    b"\xe2\x80\xae",
];

/// Tries all seeds, and then `times` damaged ones.
fn attempts(attempt: fn(&[u8]), seeds: &[Vec<u8>], times: usize) {
    assert!(!seeds.is_empty());
    for seed in seeds {
        attempt(seed);
    }
    let mut chance = ChaCha8Rng::seed_from_u64(13);
    for _ in 0..times {
        let mut bytes = seeds[chance.random_range(0..seeds.len())].clone();
        for _ in 0..chance.random_range(1..5) {
            damage(&mut bytes, seeds, &mut chance);
        }
        attempt(&bytes);
    }
}

fn damage(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], chance: &mut ChaCha8Rng) {
    let at = chance.random_range(0..=bytes.len());
    let end = chance.random_range(at..=bytes.len().min(at + 40));
    match chance.random_range(0..6) {
        0 => drop(bytes.drain(at..end)),
        1 => drop(bytes.splice(at..end, ODD[chance.random_range(0..ODD.len())].iter().copied())),
        2 => bytes.truncate(at),
        3 => bytes.extend_from_within(at..end),
        4 => {
            let other = &seeds[chance.random_range(0..seeds.len())];
            let from = chance.random_range(0..=other.len());
            let to = chance.random_range(from..=other.len());
            drop(bytes.splice(at..end, other[from..to].iter().copied()));
        }
        _ => {
            for byte in &mut bytes[at..end] {
                *byte ^= 1 << chance.random_range(0..8_u32);
            }
        }
    }
}

/// Files of a folder, each behind these bytes.
fn files(folder: &str, before: &[u8]) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let files = paths.iter().filter(|path| path.is_file());
    files.map(|path| [before, &std::fs::read(path).unwrap()].concat()).collect()
}

#[test]
fn requests_of_slack() {
    let mut seeds = files("slack/events", b"\0");
    for pressed in files("slack/interaction", b"") {
        let payload: String = url::form_urlencoded::byte_serialize(&pressed).collect();
        seeds.push(format!("\u{1}payload={payload}").into_bytes());
    }
    seeds.push(b"\x01command=%2Fkudos&text=%3C%40U2%7Cbob%3E+for+help&team_id=T1&user_id=U1&channel_id=C1&trigger_id=1".to_vec());
    seeds.push(
        b"\x01payload=%7B%22type%22%3A%22block_actions%22%2C%22user%22%3A%7B%22id%22%3A%22U1%22%7D%7D"
            .to_vec(),
    );
    attempts(slack_request::attempt, &seeds, 1500);
}

#[test]
fn activities_of_teams() {
    attempts(teams_activity::attempt, &files("teams/activities", b""), 1500);
}

#[test]
fn tables_of_people() {
    let rows = b"a@x.test,Ann,b@x.test,Europe/Berlin,\"Postgres, Rust\",2024-01-31\nb@x.test,Bob,,,,\n";
    let table = [b"email,name,manager_email,time_zone,skills,start_date\n".as_slice(), rows].concat();
    let seeds = [
        [b"\x02".as_slice(), rows].concat(),
        [b"\x01".as_slice(), &table].concat(),
        [b"\0", &table[..]].concat(),
    ];
    attempts(people_csv::attempt, &seeds, 600);
}

#[test]
fn exports_of_slack() {
    let seeds = [
        br#"1[{"id":"U1","team_id":"T1","name":"ann","profile":{"real_name":"Ann","email":"a@x.test"},"deleted":false}]"#.to_vec(),
        br#"2[{"id":"C1","name":"general","members":["U1"],"is_archived":false,"created":1}]"#.to_vec(),
        br#"3[{"type":"message","user":"U1","text":"How? <@U2>","ts":"1767225600.000100","thread_ts":"1767225600.000100","reactions":[{"name":"x","users":["U1"]}]}]"#
            .to_vec(),
        b"0PK\x03\x04".to_vec(),
    ];
    attempts(slack_export::attempt, &seeds, 400);
}

#[test]
fn texts_of_quizzes() {
    let seeds = [
        b"\0# Days\n\n## Which?\n- [x] one\n- [50%] two\n- [ ] three\n> Why.\npoints: 2\n\n## How many?\n= 3.14 \xc2\xb1 0.01\n"
            .to_vec(),
        b"\x01question,right,wrong,points,form\nWhich?,\"a;b\",c,2,A\nHow many?,16,,,B\n".to_vec(),
        b"\x02// note\n::Q1:: Which\\: a \\= b? {=yes#good ~%-50%no ~perhaps}\n\nHow many? {#3.14:0.01}\n\nIs it? {T}\n".to_vec(),
        b"\x03Who {=Codd =%50%Date} was it?\n".to_vec(),
    ];
    attempts(quiz_text::attempt, &seeds, 1500);
}

#[test]
fn saved_indexes() {
    attempts(search_index::attempt, &[b"\0\0\0\0\0\x01\0\x10\xff\x01".to_vec(), vec![7; 25]], 60);
}

#[test]
fn files_of_word_vectors() {
    let seeds = [b"how 0.1 0.2 0.3\nto -1 2e-3 .5\n".to_vec(), b"2 3\nhow 1 2 3\nto 4 5 6\n".to_vec()];
    attempts(word_vectors::attempt, &seeds, 3000);
}
