//! The client secret of Teams ends one day: leads are told before, where that day is set.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::bot::{Ids, Jobs};
use crate::chat::{OrgId, WorkspaceId};
use crate::features::home::{SECRET_EXPIRES, SecretExpires};
use crate::store::{Db, StoreError};

/// How many days before.
const DAYS: [u16; 3] = [30, 7, 1];
/// At what hour of UTC: the morning of most who are told.
const HOUR: TimeDelta = TimeDelta::hours(9);

/// Puts off what tells the leads of a company, so many days before; moves it if the day was changed, and drops it if there
/// is none any more. What is over by now is not told.
///
/// # Errors
/// When the store fails.
pub(super) async fn watch(
    db: &Db,
    ids: &Ids,
    (org, workspace): (&OrgId, &WorkspaceId),
    expires: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    for days in DAYS {
        let about = days.to_string();
        let due =
            expires.map(|day| day.and_time(NaiveTime::MIN).and_utc() + HOUR - TimeDelta::days(days.into()));
        match (due.filter(|due| *due > now), expires) {
            (Some(due), Some(day)) => {
                let payload = serde_json::to_string(&SecretExpires { day, days }).unwrap_or_default();
                tx.of::<Jobs>(org)
                    .schedule(&ids.new_id(now), workspace, SECRET_EXPIRES, &about, &payload, due)
                    .await?;
            }
            _ => tx.of::<Jobs>(org).cancel(SECRET_EXPIRES, &about).await?,
        }
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::testing::{House, assert_sees, on_each_engine};

    #[tokio::test]
    async fn leads_are_told_three_times_before_it_ends() {
        on_each_engine(async |house: &mut House| {
            let ends = (house.now() + TimeDelta::days(20)).date_naive();
            let (org, workspace) = (house.org.clone(), house.workspace.clone());
            let ids = Ids::seeded(3);
            // As with each start of the program.
            for _ in 0..2 {
                watch(&house.db, &ids, (&org, &workspace), Some(ends), house.now()).await.unwrap();
            }
            house.passes(TimeDelta::days(14)).await;
            assert_sees!(house.lea().sees(), @"
            (to lea) My client secret for Teams ends in 7 days, on 4 October 2026.
            After that nobody on Teams hears from me.
            Make a new one in Azure, under App registrations. Set it as TEAMS_APP_PASSWORD, and its last day as TEAMS_APP_PASSWORD_EXPIRES.
            ");
            watch(&house.db, &ids, (&org, &workspace), Some(ends), house.now()).await.unwrap();
            house.passes(TimeDelta::days(5)).await;
            assert_sees!(house.lea().sees(), @"
            (to lea) My client secret for Teams ends tomorrow, on 4 October 2026.
            After that nobody on Teams hears from me.
            Make a new one in Azure, under App registrations. Set it as TEAMS_APP_PASSWORD, and its last day as TEAMS_APP_PASSWORD_EXPIRES.
            ");
            assert_sees!(house.bob().sees(), @"");
            // It was renewed.
            watch(&house.db, &ids, (&org, &workspace), None, house.now()).await.unwrap();
            house.passes(TimeDelta::days(30)).await;
            assert_sees!(house.lea().sees(), @"");
        })
        .await;
    }
}
