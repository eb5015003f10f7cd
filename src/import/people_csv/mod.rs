//! People of the company from a table. Only `email` is required; a problem names its line and column.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;

use chrono::{DateTime, NaiveDate, Utc};

use super::ImportError;
pub use super::table::Problem;
use super::table::Table;
use crate::chat::{OrgId, PersonId, Standing};
use crate::people::{Erasures, Knowledge, People, PersonData, Skill};
use crate::search::{Declared, EvidenceLog, Source};
use crate::store::{Db, StoreError, Tx};

/// The columns that are read, in any order.
const COLUMNS: [&str; 11] = [
    "email",
    "name",
    "title",
    "department",
    "location",
    "country",
    "time_zone",
    "manager_email",
    "start_date",
    "skills",
    "projects",
];
/// Rows of one transaction.
const BATCH: usize = 500;
/// Problems told at the most.
const MOST_PROBLEMS: usize = 100;

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows found. Each is imported, of somebody who was erased, or left out.
    pub rows: usize,
    /// People added or changed.
    pub people: usize,
    /// Rows left out for what is wrong with them.
    pub left_out: usize,
    /// Rows of people who were erased: they are left out, and nobody reports to them.
    pub erased: usize,
    /// What was wrong. With any of it, nothing is imported unless the rest was asked for.
    pub problems: Vec<Problem>,
    /// Problems beyond those.
    pub more_problems: usize,
    /// Columns that are not read.
    pub unknown_columns: Vec<String>,
    /// What was assumed of the file, in sentences.
    pub assumed: Vec<String>,
}

/// A row that can be imported.
#[derive(Clone, Debug)]
struct Row {
    line: u64,
    data: PersonData,
    email: String,
    time_zone: Option<String>,
    manager: Option<String>,
    skills: Vec<String>,
}

/// Imports people. With `partial`, rows with problems are left out; without, one problem means that nothing is
/// imported. `fresh` names new people. The same file again changes nothing.
///
/// # Errors
/// When the file is no table with an `email` column, or the store fails.
pub async fn run(
    db: &Db,
    org: &OrgId,
    file: impl Read,
    partial: bool,
    mut fresh: impl FnMut() -> String,
    now: DateTime<Utc>,
) -> Result<Report, ImportError> {
    let (mut rows, mut report) = read(file)?;
    unknown_managers(db, org, &mut rows, &mut report).await?;
    if !report.problems.is_empty() && !partial {
        return Ok(report);
    }
    let mut ids: HashMap<String, (PersonId, String)> = HashMap::new();
    for batch in rows.chunks(BATCH) {
        let mut tx = db.begin().await?;
        for row in batch {
            let id = match tx.of::<People>(org).person_with_email(&row.email).await? {
                Some(id) => id,
                None if tx.of::<Erasures>(org).is_email_erased(&row.email).await? => {
                    report.erased += 1;
                    continue;
                }
                None => PersonId::new(fresh()),
            };
            let name = keep(&mut tx, org, &id, row, now).await?;
            ids.insert(row.email.clone(), (id, name));
            report.people += 1;
        }
        tx.commit().await?;
    }
    // Managers last: they may stand further down than the people who report to them.
    for batch in rows.chunks(BATCH) {
        let mut tx = db.begin().await?;
        for row in batch {
            let (Some(manager), Some((id, name))) = (&row.manager, ids.get(&row.email)) else { continue };
            let known = match ids.get(manager) {
                Some((known, _)) => Some(known.clone()),
                None => tx.of::<People>(org).person_with_email(manager).await?,
            };
            if let Some(manager) = known {
                let data = PersonData { manager: Some(manager), name: name.clone(), ..row.data.clone() };
                tx.of::<People>(org).keep_person(id, &data, None, None).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(report)
}

/// Keeps what a row says of somebody; the name that they have then.
async fn keep(
    tx: &mut Tx,
    org: &OrgId,
    id: &PersonId,
    row: &Row,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let before = tx.of::<People>(org).person(id).await?;
    let mut data = row.data.clone();
    if data.name.is_empty() {
        let known = before.as_ref().map(|person| person.data.name.clone()).filter(|name| !name.is_empty());
        data.name = known.unwrap_or_else(|| named_after(&row.email));
    }
    // Whoever has no account yet is a member by the company's own word.
    let standing = before.is_none().then_some(Standing::Member);
    tx.of::<People>(org).keep_person(id, &data, row.time_zone.as_deref(), standing).await?;
    if let Some(person) = tx.of::<People>(org).person(id).await? {
        let (title, projects) = (person.data.title.as_slice(), person.data.projects.as_slice());
        tx.of::<EvidenceLog>(org).declare(id, Source::Title, &Declared::plain(title), now).await?;
        tx.of::<EvidenceLog>(org).declare(id, Source::Project, &Declared::plain(projects), now).await?;
    }
    if row.skills.is_empty() {
        return Ok(data.name);
    }
    let mut skills = tx.of::<Knowledge>(org).skills_of(id).await?;
    for name in &row.skills {
        if !skills.iter().any(|skill| skill.name.eq_ignore_ascii_case(name)) {
            skills.push(Skill {
                name: name.clone(),
                ask_me: false,
                can_mentor: false,
                wants_to_learn: false,
            });
        }
    }
    tx.of::<Knowledge>(org).set_skills(id, &skills).await?;
    let declared = Declared::skills(Skill::known(&skills));
    tx.of::<EvidenceLog>(org).declare(id, Source::Skill, &declared, now).await?;
    Ok(data.name)
}

/// Managers who are neither in the table nor in the store: said, and not imported.
async fn unknown_managers(
    db: &Db,
    org: &OrgId,
    rows: &mut [Row],
    report: &mut Report,
) -> Result<(), StoreError> {
    let listed: HashSet<String> = rows.iter().map(|row| row.email.clone()).collect();
    let mut tx = db.read().await?;
    for row in rows {
        let Some(manager) = row.manager.clone().filter(|manager| !listed.contains(manager)) else { continue };
        let is_known = tx.of::<People>(org).person_with_email(&manager).await?.is_some();
        if !is_known && !tx.of::<Erasures>(org).is_email_erased(&manager).await? {
            let words =
                format!("{manager} is nobody in this table or here; add them, or correct the address");
            problem(report, row.line, "manager_email", words);
            row.manager = None;
        }
    }
    Ok(())
}

/// `mary.smith@...` is Mary Smith until somebody says otherwise.
fn named_after(email: &str) -> String {
    let local = email.split('@').next().unwrap_or(email);
    let words = local.split(['.', '_', '-']).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    words.map(capital).collect::<Vec<_>>().join(" ")
}

fn read(file: impl Read) -> Result<(Vec<Row>, Report), ImportError> {
    let table = Table::read(file, &COLUMNS)?;
    let position = |column: &str| table.header.iter().position(|name| name == column);
    let columns: BTreeMap<&str, usize> =
        COLUMNS.iter().filter_map(|column| Some((*column, position(column)?))).collect();
    if !columns.contains_key("email") {
        let names = table.header.iter().take(30).map(|name| printable(name)).collect::<Vec<_>>().join(", ");
        return Err(ImportError::File(format!(
            "line 1: there is no column called email; the columns are {names}"
        )));
    }
    let unknown = table.header.iter().filter(|name| !name.is_empty() && !COLUMNS.contains(&name.as_str()));
    let mut report = Report {
        rows: table.rows.len() + table.unreadable,
        unknown_columns: unknown.map(|name| printable(name)).collect(),
        assumed: table.assumed,
        ..Report::default()
    };
    for Problem { line, column, words } in table.problems {
        problem(&mut report, line, &column, words);
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut seen: HashMap<String, u64> = HashMap::new();
    for found in &table.rows {
        if let Some(row) = row(&found.cells, &columns, found.line, &mut report) {
            if let Some(first) = seen.insert(row.email.clone(), found.line) {
                let words = format!("{} stands on line {first} already", row.email);
                problem(&mut report, found.line, "email", words);
                continue;
            }
            rows.push(row);
        }
    }
    report.left_out = report.rows - rows.len();
    reporting_lines(&mut rows, &mut report);
    Ok((rows, report))
}

/// A name as it can be shown on a terminal.
fn printable(name: &str) -> String {
    let signs = name.chars().take(60);
    signs.map(|sign| if sign.is_control() { '\u{fffd}' } else { sign }).collect()
}

fn row(record: &[String], columns: &BTreeMap<&str, usize>, line: u64, report: &mut Report) -> Option<Row> {
    let cells: BTreeMap<&str, String> =
        columns.iter().filter_map(|(column, at)| Some((*column, one_line(record.get(*at)?)))).collect();
    let cell = |column: &str| cells.get(column).map(String::as_str).filter(|cell| !cell.is_empty());
    let text = |column: &str| cell(column).map(str::to_owned);
    let list = |column: &str| -> Vec<String> {
        let cells = cell(column).unwrap_or_default().split(';');
        cells.map(|each| each.trim().to_owned()).filter(|each| !each.is_empty()).collect()
    };
    let Some(email) = cell("email") else {
        problem(report, line, "email", "is empty; every person needs one".to_owned());
        return None;
    };
    let mut well = true;
    if !is_address(email) {
        problem(report, line, "email", format!("\"{email}\" is no e-mail address"));
        well = false;
    }
    let time_zone = text("time_zone");
    if let Some(zone) = time_zone.as_deref().filter(|zone| zone.parse::<chrono_tz::Tz>().is_err()) {
        problem(
            report,
            line,
            "time_zone",
            format!("\"{zone}\" is no time zone; write one such as Europe/Berlin"),
        );
        well = false;
    }
    let start_date = text("start_date");
    if let Some(day) = start_date.as_deref().filter(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").is_err())
    {
        problem(report, line, "start_date", format!("\"{day}\" is no date; write one such as 2026-03-01"));
        well = false;
    }
    let manager = text("manager_email").map(|manager| manager.to_lowercase());
    if let Some(address) = manager.as_deref().filter(|address| !is_address(address)) {
        problem(report, line, "manager_email", format!("\"{address}\" is no e-mail address"));
        well = false;
    }
    well.then(|| Row {
        line,
        data: PersonData {
            name: text("name").unwrap_or_default(),
            email: Some(email.to_lowercase()),
            title: text("title"),
            department: text("department"),
            location: text("location"),
            country: text("country"),
            manager: None,
            start_date,
            projects: list("projects"),
        },
        email: email.to_lowercase(),
        time_zone,
        manager,
        skills: list("skills"),
    })
}

/// A cell on one line, without signs that nobody sees.
fn one_line(cell: &str) -> String {
    let seen: String =
        cell.chars().filter(|sign| !matches!(sign, '\u{200b}' | '\u{2060}' | '\u{feff}')).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// People who report to themselves, however far around: said, and not imported.
fn reporting_lines(rows: &mut [Row], report: &mut Report) {
    let managers: HashMap<String, String> =
        rows.iter().filter_map(|row| Some((row.email.clone(), row.manager.clone()?))).collect();
    for row in rows {
        let Some(manager) = row.manager.clone() else { continue };
        let mut above: HashSet<&str> = HashSet::new();
        let mut next = Some(manager.as_str());
        let mut circle = false;
        while let Some(each) = next {
            if each == row.email {
                circle = true;
                break;
            }
            if !above.insert(each) {
                break;
            }
            next = managers.get(each).map(String::as_str);
        }
        if circle {
            let words = format!("{} reports to themselves, by way of {manager}", row.email);
            problem(report, row.line, "manager_email", words);
            row.manager = None;
        }
    }
}

fn problem(report: &mut Report, line: u64, column: &str, words: String) {
    if report.problems.len() < MOST_PROBLEMS {
        report.problems.push(Problem { line, column: column.to_owned(), words });
    } else {
        report.more_problems += 1;
    }
}

fn is_address(text: &str) -> bool {
    let is_odd = |sign: char| sign.is_whitespace() || sign.is_control() || "@:;,<>\"".contains(sign);
    text.len() <= 254
        && text.split_once('@').is_some_and(|(name, host)| {
            let has_labels = host.contains('.') && host.split('.').all(|label| !label.is_empty());
            !name.is_empty() && has_labels && !name.contains(is_odd) && !host.contains(is_odd)
        })
}

#[cfg(test)]
mod tests;
