//! People come in.

use super::*;
use crate::people::{Knowledge, People};
use crate::testing::{House, on_each_engine};

async fn import(house: &House, text: &str, partial: bool) -> Result<Report, ImportError> {
    let mut next = 0;
    let fresh = || {
        next += 1;
        format!("new{next}")
    };
    run(&house.db, &house.org, text.as_bytes(), partial, fresh, house.now()).await
}

async fn find(house: &House, email: &str) -> Option<crate::people::Person> {
    let mut tx = house.db.read().await.unwrap();
    let id = tx.of::<People>(&house.org).person_with_email(email).await.unwrap()?;
    tx.of::<People>(&house.org).person(&id).await.unwrap()
}

const PEOPLE: &str = "\u{feff}Name,shoe size,EMAIL,manager_email,time_zone,skills,start_date\r\n\
    \"Smith, Mary\",40,Mary.Smith@acme.example,bo@acme.example,Europe/Berlin,\"Postgres; =1+1\",2026-01-05\r\n\
    ,41,bo@acme.example,,,,\r\n";

#[tokio::test]
async fn people_come_in_any_order_of_columns() {
    on_each_engine(async |house: &mut House| {
        let report = import(house, PEOPLE, false).await.unwrap();
        assert_eq!(report.people, 2);
        assert_eq!(report.unknown_columns, ["shoe size"]);
        assert_eq!(report.problems, []);
        let mary = find(house, "mary.smith@acme.example").await.unwrap();
        let bo = find(house, "bo@acme.example").await.unwrap();
        assert_eq!(mary.data.name, "Smith, Mary");
        assert_eq!(mary.time_zone, chrono_tz::Europe::Berlin);
        assert_eq!(mary.data.manager.as_ref(), Some(&bo.id), "a manager may stand further down");
        assert_eq!(bo.data.name, "Bo");
        let mut tx = house.db.read().await.unwrap();
        let skills = tx.of::<Knowledge>(&house.org).skills_of(&mary.id).await.unwrap();
        let names: Vec<&str> = skills.iter().map(|skill| skill.name.as_str()).collect();
        assert_eq!(names, ["=1+1", "Postgres"], "a formula is text");
        drop(tx);
        let again = import(house, PEOPLE, false).await.unwrap();
        assert_eq!(again.people, 2);
        assert_eq!(find(house, "mary.smith@acme.example").await.unwrap().id, mary.id);
    })
    .await;
}

#[tokio::test]
async fn a_problem_names_line_and_column() {
    on_each_engine(async |house: &mut House| {
        let text = "email,time_zone,start_date,manager_email\nx@y.zz,,,\nnobody,Mars/Base,,\n,,,\n\
                    a@y.zz,,5.1.2026,\nx@y.zz,,,\nl@y.zz,,,m@y.zz\nm@y.zz,,,l@y.zz\n";
        let report = import(house, text, false).await.unwrap();
        let words: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(words.join("\n"), @r#"
            line 3, email: "nobody" is no e-mail address
            line 3, time_zone: "Mars/Base" is no time zone; write one such as Europe/Berlin
            line 5, start_date: "5.1.2026" is no date; write one such as 2026-03-01
            line 6, email: x@y.zz stands on line 2 already
            line 7, manager_email: l@y.zz reports to themselves, by way of m@y.zz
            line 8, manager_email: m@y.zz reports to themselves, by way of l@y.zz
            "#);
        }
        assert_eq!(report.people, 0);
        assert!(find(house, "x@y.zz").await.is_none(), "all or nothing");
        let report = import(house, text, true).await.unwrap();
        assert_eq!(report.people, 3);
        assert!(find(house, "x@y.zz").await.is_some());
        assert!(import(house, "name\nx\n", false).await.is_err());
    })
    .await;
}
