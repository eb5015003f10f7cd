//! The rules of thanking, at their edges.

use proptest::prelude::*;

use super::*;

const USUAL: Allowance = Allowance { a_day: 5, a_month: 60 };

/// Reads what is written here with a mention's mark as if it had been mentioned.
fn read(words: &str) -> Thanks {
    super::read(MessageText::decode(words))
}

fn wrong(thanks: &Thanks) -> Vec<InvalidThanks> {
    super::wrong(thanks, USUAL)
}

#[test]
fn it_is_read_as_people_write_it() {
    let thanks = read("<@slack:T1:U1>, <@slack:T1:U2> and <@slack:T1:U1> 2 for helping me with #postgres!");
    assert_eq!(thanks.accounts, [AccountId::new("slack:T1:U1"), AccountId::new("slack:T1:U2")]);
    assert_eq!(
        (amount(&thanks, USUAL), thanks.reason.words().as_str()),
        (Some(2), "helping me with #postgres!")
    );
    assert_eq!(hashes(&thanks.reason.words()), ["postgres"]);
    assert_eq!(hashes("it (#postgres), \"#c++\" and #kafka… # #!"), ["postgres", "c++", "kafka"]);
    let thanks = read("2 <@a> and <@b> for helping me");
    assert_eq!(
        (thanks.accounts.len(), amount(&thanks, USUAL), thanks.reason.words().as_str()),
        (2, Some(2), "helping me")
    );
    let thanks = read("<@a> 3 for 2 <@b> helping me");
    assert_eq!((thanks.accounts.len(), amount(&thanks, USUAL)), (1, Some(3)));
    assert_eq!(wrong(&thanks), []);
    let thanks = read("<@a> you showed me 3 ways to do it");
    assert_eq!(
        (amount(&thanks, USUAL), thanks.reason.words().as_str()),
        (Some(1), "you showed me 3 ways to do it")
    );
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    assert_eq!(wrong(&read("")), [InvalidThanks::Nobody, InvalidThanks::NoReason]);
    assert_eq!(wrong(&read("thank you <@a> for all the help")), [InvalidThanks::NotFirst]);
    assert_eq!(
        wrong(&read("@bob -3")),
        [
            InvalidThanks::Unread("@bob".to_owned()),
            InvalidThanks::Amount("-3".to_owned()),
            InvalidThanks::NoReason
        ]
    );
    for number in ["0", "-1", "6", "99999999999999999999999"] {
        let told = wrong(&read(&format!("<@a> {number} for all your help")));
        assert!(matches!(told.as_slice(), [InvalidThanks::Amount(_)]), "{number}: {told:?}");
    }
    let many = (0..200).map(|at| format!("<@u{at}>")).collect::<Vec<_>>().join(" ");
    assert_eq!(wrong(&read(&format!("{many} for all your help"))), [InvalidThanks::TooMany(200)]);
    let long = format!("<@a> for {}", "help ".repeat(2_000));
    assert_eq!(wrong(&read(&long)), [InvalidThanks::LongReason(9_999)]);
    for nothing in [
        "<@a> :tada: :tada: :tada: :tada:",
        "<@a> 🎉🎉🎉 🎉 🎉",
        "<@a>                     ",
        "<@a> #postgres #kafka #rust",
        "<@a> . . . . . . . . . . . . . .",
    ] {
        assert_eq!(wrong(&read(nothing)), [InvalidThanks::NoReason], "{nothing}");
    }
}

#[test]
fn days_and_months_are_the_givers_own_on_both_clock_changes() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    for (zone, now, day, next_day, next_month) in [
        // The last hour of a month in Berlin, and the day on which summer time begins.
        (
            chrono_tz::Europe::Berlin,
            "2026-03-31T21:59:00Z",
            "2026-03-31",
            "2026-03-31T22:00:00Z",
            "2026-03-31T22:00:00Z",
        ),
        (
            chrono_tz::Europe::Berlin,
            "2026-03-29T00:30:00Z",
            "2026-03-29",
            "2026-03-29T22:00:00Z",
            "2026-03-31T22:00:00Z",
        ),
        (
            chrono_tz::Europe::Berlin,
            "2026-10-25T00:30:00Z",
            "2026-10-25",
            "2026-10-25T23:00:00Z",
            "2026-10-31T23:00:00Z",
        ),
        (
            chrono_tz::America::New_York,
            "2026-03-08T06:30:00Z",
            "2026-03-08",
            "2026-03-09T04:00:00Z",
            "2026-04-01T04:00:00Z",
        ),
        (
            chrono_tz::America::New_York,
            "2026-11-01T05:30:00Z",
            "2026-11-01",
            "2026-11-02T05:00:00Z",
            "2026-12-01T05:00:00Z",
        ),
        // Where the clocks jump over midnight.
        (
            chrono_tz::Africa::Cairo,
            "2026-04-23T20:00:00Z",
            "2026-04-23",
            "2026-04-23T22:00:00Z",
            "2026-04-30T21:00:00Z",
        ),
        (
            chrono_tz::Asia::Kolkata,
            "2026-12-31T18:29:00Z",
            "2026-12-31",
            "2026-12-31T18:30:00Z",
            "2026-12-31T18:30:00Z",
        ),
        (
            chrono_tz::Pacific::Kiritimati,
            "2026-01-31T09:59:00Z",
            "2026-01-31",
            "2026-01-31T10:00:00Z",
            "2026-01-31T10:00:00Z",
        ),
    ] {
        let now = at(now);
        assert_eq!(day_and_month(now, zone), (day.to_owned(), day[..7].to_owned()), "{zone}");
        assert_eq!(next_possible(Limit::Day(0), now, zone), Some(at(next_day)), "{zone}, day");
        assert_eq!(next_possible(Limit::Month(0), now, zone), Some(at(next_month)), "{zone}, month");
    }
}

proptest! {
    #[test]
    fn whatever_is_allowed_keeps_all_limits(a_day in 1..=50_i64, a_month in 5..=1000_i64, today in 0..60_i64, month in 0..1100_i64, pair in 0..220_i64, amount in 1..=50_i64, people in 1..=50_i64) {
        let given = Given { today, month, pair };
        let allowance = Allowance { a_day, a_month };
        let all_kept = today + amount * people <= a_day && month + amount * people <= a_month && pair + amount <= a_month / 5;
        let limit = limit(&given, amount, people, allowance);
        prop_assert_eq!(limit.is_none(), all_kept);
        // Waiting is not promised to help where it cannot.
        let never = amount * people > a_day.min(a_month);
        prop_assert_eq!(matches!(limit, Some(Limit::AtOnce(_))), never);
    }

    #[test]
    fn a_limit_is_over_when_it_is_told_to_be(seconds in 0..400_000_000_i64, zone in prop::sample::select(vec![chrono_tz::Europe::Berlin, chrono_tz::America::Sao_Paulo, chrono_tz::Asia::Kathmandu, chrono_tz::Australia::Lord_Howe, chrono_tz::Africa::Cairo])) {
        let now = DateTime::from_timestamp(1_500_000_000 + seconds, 0).unwrap();
        let (day, month) = day_and_month(now, zone);
        let next = next_possible(Limit::Day(0), now, zone).unwrap();
        prop_assert!(next > now && next - now <= TimeDelta::hours(26));
        prop_assert_ne!(day_and_month(next, zone).0, day.clone());
        prop_assert_eq!(day_and_month(next - TimeDelta::seconds(1), zone).0, day);
        let next = next_possible(Limit::Month(0), now, zone).unwrap();
        prop_assert_ne!(day_and_month(next, zone).1, month.clone());
        prop_assert_eq!(day_and_month(next - TimeDelta::seconds(1), zone).1, month);
    }

    #[test]
    fn nothing_typed_makes_it_stumble(words in "\\PC{0,200}") {
        let thanks = read(&words);
        let _ = wrong(&thanks);
    }
}
