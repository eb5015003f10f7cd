//! Accounts that more than one company knows, and the teams that a profile names.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::{Accounts, Company, Viewers};
use crate::chat::{AccountId, OrgId, PersonId, Profile, Standing, TeamId, WorkspaceId};
use crate::testing::{House, on_each_engine};

fn profile(key: &str, standing: Standing, teams: Option<&[&str]>) -> Profile {
    Profile {
        account: AccountId::new(format!("test:acme:{key}")),
        name: key.to_owned(),
        title: None,
        email: None,
        time_zone: None,
        standing,
        teams: teams.map(|teams| teams.iter().copied().map(TeamId::new).collect()),
    }
}

#[tokio::test]
async fn an_account_that_two_companies_know_is_a_person_in_each() {
    on_each_engine(async |house: &mut House| {
        let (other, theirs) = (OrgId::new("globex"), WorkspaceId::new("test:globex"));
        let (workspace, now) = (house.workspace.clone(), house.now());
        house
            .before(async |tx, ours| {
                tx.of::<Company>(&other).ensure("Globex").await.unwrap();
                tx.ensure_workspace(&theirs, &other, "Globex").await.unwrap();
                // One is known at home first, the other is met by the other company first.
                for (key, at_home) in [("ann", "ann"), ("new", "new at home")] {
                    let account = AccountId::new(format!("test:acme:{key}"));
                    let there = format!("{key} there");
                    for _ in 0..5 {
                        let caller =
                            tx.of::<Accounts>(&other).caller(&theirs, &account, &there, now).await.unwrap();
                        assert_eq!(caller.person.as_str(), there);
                    }
                    let stranger = profile(key, Standing::Stranger, None);
                    tx.of::<Accounts>(&other).learn_profile(&theirs, &stranger, "nobody", now).await.unwrap();
                    for _ in 0..5 {
                        let caller =
                            tx.of::<Accounts>(ours).caller(&workspace, &account, at_home, now).await.unwrap();
                        assert_eq!(caller.person.as_str(), at_home);
                    }
                    let member = profile(key, Standing::Member, None);
                    tx.of::<Accounts>(ours).learn_profile(&workspace, &member, "nobody", now).await.unwrap();
                    for (org, workspace, standing) in
                        [(ours, &workspace, Standing::Member), (&other, &theirs, Standing::Stranger)]
                    {
                        let caller =
                            tx.of::<Accounts>(org).caller(workspace, &account, "nobody", now).await.unwrap();
                        assert_eq!(caller.standing, standing);
                        let accounts = tx.of::<Accounts>(org).accounts_of(&caller.person).await.unwrap();
                        assert_eq!(accounts.iter().map(|it| &it.workspace).collect::<Vec<_>>(), [workspace]);
                    }
                }
            })
            .await;
        house.ann().says("/kudos <@test:acme:bob> for showing me the restore").await;
        assert!(house.ann().sees().contains("Thank you for thanking Bob."));
        house.bob().says("/kudos <@test:acme:ann> for the kind words").await;
        assert!(house.bob().sees().contains("Thank you for thanking ann."));
    })
    .await;
}

#[tokio::test]
async fn a_profile_says_all_the_teams_that_somebody_is_in() {
    on_each_engine(async |house: &mut House| {
        house.has_in_channel("platform", &["ann", "bob"]).await;
        house.has_in_channel("random", &["cleo"]).await;
        let (workspace, now) = (house.workspace.clone(), house.now());
        house
            .before(async |tx, org| {
                let of_ann = async |tx: &mut crate::store::Tx, at| {
                    let viewer = tx.of::<Viewers>(org).viewer(&PersonId::new("ann"), None, at).await.unwrap();
                    viewer.circles.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
                };
                for (teams, circles) in [
                    (Some(&["e1:t1", "e1:t2", "e1:t1"][..]), &["e1:t1", "e1:t2", "test:platform"][..]),
                    // Not told: as it was.
                    (None, &["e1:t1", "e1:t2", "test:platform"]),
                    (Some(&["e1:t2", "e1:t3"]), &["e1:t2", "e1:t3", "test:platform"]),
                    (Some(&[]), &["test:platform"]),
                    (Some(&["e1:t1"]), &["e1:t1", "test:platform"]),
                ] {
                    let told = profile("ann", Standing::Member, teams);
                    tx.of::<Accounts>(org).learn_profile(&workspace, &told, "nobody", now).await.unwrap();
                    assert_eq!(of_ann(tx, now).await, circles, "{teams:?}");
                }
                // Believed until the profile is looked at again, and a day more.
                assert_eq!(of_ann(tx, now + TimeDelta::days(7)).await, ["e1:t1"]);
                assert!(of_ann(tx, now + TimeDelta::days(8)).await.is_empty());
                let bob = tx.of::<Viewers>(org).viewer(&PersonId::new("bob"), None, now).await.unwrap();
                assert_eq!(bob.circles.len(), 1, "somebody else's are left alone");
            })
            .await;
    })
    .await;
}
