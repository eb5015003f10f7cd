//! People come in.

use super::*;
use crate::people::{Knowledge, People};
use crate::testing::{House, on_each_engine};

async fn import(house: &House, text: &str, partial: bool) -> Result<Report, ImportError> {
    let mut next = 0;
    let fresh = || {
        next += 1;
        format!("new {} {next}", text.len())
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

#[tokio::test]
async fn a_table_without_names_takes_none_away() {
    on_each_engine(async |house: &mut House| {
        import(house, "email,name\nann@x.test,Ann Asker\n", false).await.unwrap();
        let again = "email,manager_email\nann@x.test,bo@x.test\nbo@x.test,ann@x.test\n"
            .replace(",ann@x.test\n", ",\n");
        let report = import(house, &again, false).await.unwrap();
        assert_eq!((report.rows, report.people, report.problems), (2, 2, vec![]));
        let ann = find(house, "ann@x.test").await.unwrap();
        assert_eq!(ann.data.name, "Ann Asker");
        assert_eq!(ann.data.manager, find(house, "bo@x.test").await.map(|bo| bo.id));
        assert_eq!(find(house, "bo@x.test").await.unwrap().data.name, "Bo");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_table_is_told_and_adds_up() {
    on_each_engine(async |house: &mut House| {
        import(house, "email\nchief@x.test\n", false).await.unwrap();
        let text = "email;name;manager_email\r\nann@x.test;\"Ann\r\nM\u{fc}ller\";bobb@x.test\r\n\
                    mailto:bo@x.test;Bo;\r\ncleo@x.test;Doe; Cleo;chief@x.test\r\n\u{200b}dan@x.test;Dan;chief@x.test\r\n\
                    eve@x.test;\"Eve;\r\n";
        let told = import(house, text, false).await.unwrap();
        let words: Vec<String> = told.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            words,
            [
                "line 5: it has 4 cells and the header 3; put quotes around what has the separator in it",
                "line 7: a quote is opened and never closed; close it, or take it out",
                "line 4, email: \"mailto:bo@x.test\" is no e-mail address",
                "line 2, manager_email: bobb@x.test is nobody in this table or here; add them, or correct the address",
            ]
        );
        assert_eq!((told.people, find(house, "ann@x.test").await.is_none()), (0, true), "all or nothing");
        let report = import(house, text, true).await.unwrap();
        assert_eq!((report.rows, report.people, report.left_out, report.erased), (5, 2, 3, 0));
        assert_eq!(report.assumed, ["Its columns are separated by semicolons."]);
        let (ann, dan) = (find(house, "ann@x.test").await.unwrap(), find(house, "dan@x.test").await.unwrap());
        assert_eq!((ann.data.name.as_str(), ann.data.manager), ("Ann M\u{fc}ller", None));
        assert_eq!(dan.data.manager, find(house, "chief@x.test").await.map(|chief| chief.id));
    })
    .await;
}
