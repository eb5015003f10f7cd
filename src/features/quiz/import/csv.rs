//! Quizzes from a table: `question,right,wrong,explanation,points,form,kind` in any order, of which only `question` and
//! `right` are needed. Several answers in a cell are apart by `;`. With something in `wrong` the answers are options; else
//! what is right is typed.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::answers::{self, Line, Mark, Wanted};
use super::markdown::test_form;
use super::{Odd, Parsed};
use crate::features::quiz::items::{Item, TestForm};

/// The columns that must be there.
const NEEDED: [&str; 2] = ["question", "right"];

/// This line is the header of such a table.
pub fn is_header(line: &str) -> bool {
    let columns: Vec<String> =
        line.split([',', ';', '\t']).map(|name| name.trim().trim_matches('"').to_lowercase()).collect();
    NEEDED.iter().all(|needed| columns.iter().any(|column| column == needed))
}

/// Reads a table.
pub fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mut table = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(text.as_bytes());
    let Ok(header) = table.headers() else {
        parsed.odd(1, Odd::NotATable);
        return parsed;
    };
    let header: StringRecord = header.iter().map(str::to_lowercase).collect();
    let place = |name: &str| header.iter().position(|column| column == name);
    if let Some(missing) = NEEDED.iter().find(|needed| place(needed).is_none()) {
        parsed.odd(1, Odd::NoColumn(missing));
        return parsed;
    }
    for row in table.records() {
        let Ok(row) = row else {
            let line = parsed.problems.last().map_or(2, |problem| problem.line);
            parsed.odd(line, Odd::NotATable);
            break;
        };
        let line = row.position().and_then(|at| usize::try_from(at.line()).ok()).unwrap_or(1);
        let cell = |name: &str| place(name).and_then(|at| row.get(at)).unwrap_or_default();
        if row.iter().all(str::is_empty) {
            continue;
        }
        read(&mut parsed, line, cell);
    }
    parsed
}

fn read<'r>(parsed: &mut Parsed, line: usize, cell: impl Fn(&str) -> &'r str) {
    let (right, wrong) = (apart(cell("right")), apart(cell("wrong")));
    let lines: Vec<Line> = if wrong.is_empty() {
        right.into_iter().map(Line::Accepted).collect()
    } else {
        let right = right.into_iter().map(|text| Line::Option(text, Mark::Right));
        right.chain(wrong.into_iter().map(|text| Line::Option(text, Mark::Wrong))).collect()
    };
    let kind = cell("kind");
    let wanted = Wanted::named(kind);
    if wanted.is_none() && !kind.is_empty() {
        parsed.odd(line, Odd::Setting("kind", kind.to_owned()));
    }
    let form = test_form(cell("form")).unwrap_or_else(|| {
        parsed.odd(line, Odd::Setting("form", cell("form").to_owned()));
        TestForm::Both
    });
    let points = match cell("points") {
        "" => 1,
        points => points.parse().unwrap_or_default(),
    };
    match answers::key(&lines, wanted) {
        Ok(key) => {
            let (question, explanation) = (cell("question").to_owned(), cell("explanation").to_owned());
            parsed.take(line, Item { question, key, explanation, points, form });
        }
        Err(odd) => parsed.odd(line, odd),
    }
}

fn apart(cell: &str) -> Vec<String> {
    cell.split(';').map(str::trim).filter(|answer| !answer.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::quiz::import::Problem;
    use crate::features::quiz::items::{Flaw, Key};

    #[test]
    fn a_row_is_a_question() {
        let parsed = parse(
            "Question,wrong,right,explanation,points,form,kind\n\
             \"Which, exactly?\",up;sideways,down,Backwards,2,b,\n\
             How many?,,16,,,,\n\
             ,,,,,,\n\
             Is it?,,true,,,,\n\
             City?,,Paris; /par.s/,,,,text\n",
        );
        assert_eq!(parsed.problems, []);
        let [first, second, third, fourth] = &parsed.items[..] else { panic!("{parsed:?}") };
        assert_eq!((first.question.as_str(), first.points, first.form), ("Which, exactly?", 2, TestForm::B));
        assert_eq!(first.options(), ["down", "up", "sideways"]);
        assert!(matches!(second.key, Key::Number(_)));
        assert_eq!(third.key, Key::TrueFalse(true));
        assert!(matches!(&fourth.key, Key::Text(accepted) if accepted.len() == 2));
    }

    #[test]
    fn a_problem_names_its_line() {
        let parsed =
            parse("question,right,wrong,points\nOne?,,b,1\nTwo?,a,b,0\n\"A\nB?\",,,1\nThree?,a,b,1\n");
        let problem = |line, what| Problem { line, what };
        assert_eq!(
            parsed.problems,
            [
                problem(2, Odd::Item(Flaw::Options(1))),
                problem(2, Odd::Item(Flaw::NothingRight)),
                problem(3, Odd::Item(Flaw::Points)),
                problem(4, Odd::NoAnswers),
            ]
        );
        assert_eq!(parsed.items.len(), 1);
        assert_eq!(parse("question,wrong\nOne?,b\n").problems, [problem(1, Odd::NoColumn("right"))]);
    }
}
