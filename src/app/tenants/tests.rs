//! What Teams keeps, on each engine: which channels somebody may choose, and how people are reached.

use chrono::{DateTime, TimeDelta, Utc};

use super::StoredTenants;
use crate::app::store::TeamsReferences;
use crate::chat::{
    AccountId, ChannelStatement, Circle, Membership, OrgId, PlaceId, Profile, Standing, TeamId, Visibility,
};
use crate::clock::Clock;
use crate::people::{Accounts, Channels, Members, People};
use crate::platforms::teams::{Installation, Reference, Tenants, Wanted, workspace};
use crate::store::{Busy, Db, Tx};
use crate::testing::on_each_store;

const TENANT: &str = "t-1";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn account(key: &str) -> AccountId {
    AccountId::new(format!("teams:{TENANT}:{key}"))
}

fn place(channel: &str) -> PlaceId {
    PlaceId::new(format!("teams:{TENANT}:19:{channel}"))
}

fn team(key: &str) -> TeamId {
    TeamId::new(format!("teams:{TENANT}:19:{key}"))
}

struct Office {
    tenants: StoredTenants,
    through: Installation,
    clock: Clock,
}

impl Office {
    async fn open(db: &Db) -> Self {
        let clock = Clock::standing(now());
        let tenants = StoredTenants { db: db.clone(), clock: clock.clone(), home: None };
        let through = tenants.install(&workspace(TENANT)).await.unwrap();
        Self { tenants, through, clock }
    }

    async fn does(&self, what: impl AsyncFnOnce(&mut Tx, &OrgId)) {
        let mut tx = self.tenants.db.begin().await.unwrap();
        what(&mut tx, &self.through.org).await;
        tx.commit().await.unwrap();
    }

    async fn knows(&self, key: &str, standing: Standing) {
        let profile = Profile {
            account: account(key),
            name: key.to_owned(),
            title: None,
            email: None,
            time_zone: None,
            standing,
            teams: None,
        };
        self.does(async |tx, org| {
            tx.of::<Accounts>(org)
                .learn_profile(&self.through.workspace, &profile, key, self.clock.now())
                .await
                .unwrap();
        })
        .await;
    }

    async fn has_channel(&self, id: &str, name: &str, stated: Option<(Visibility, bool)>) {
        let reference = Reference {
            about: place(id).as_str().to_owned(),
            conversation: Some(format!("19:{id}")),
            service_url: "https://smba.example/".to_owned(),
            seen_in: Some("19:hr".to_owned()),
            name: Some(name.to_owned()),
            ..Reference::default()
        };
        self.tenants.keep_reference(&self.through, &reference).await.unwrap();
        let (workspace, now) = (&self.through.workspace, self.clock.now());
        self.does(async |tx, org| match stated {
            Some((visibility, shared)) => {
                let statement = ChannelStatement {
                    visibility: Some(visibility),
                    shared: Some(shared),
                    ..ChannelStatement::default()
                };
                tx.of::<Channels>(org).state_channel(workspace, &place(id), &statement, now).await.unwrap();
            }
            None => tx.of::<Channels>(org).meet_channel(workspace, &place(id), now).await.unwrap(),
        })
        .await;
    }

    async fn has_roster(&self, circle: Circle, keys: &[&str]) {
        let accounts: Vec<AccountId> = keys.iter().map(|key| account(key)).collect();
        self.does(async |tx, org| {
            tx.of::<Members>(org)
                .want_roster(&self.through.workspace, &circle, self.clock.now())
                .await
                .unwrap();
            tx.of::<Members>(org).keep_roster(&circle, &accounts, self.clock.now()).await.unwrap();
        })
        .await;
    }

    async fn finds(&self, key: &str, here: Option<&str>, words: &str) -> Vec<String> {
        let (account, here) = (account(key), here.map(place));
        let wanted = Wanted { account: &account, here: here.as_ref(), words, most: 25 };
        let found = self.tenants.channels(&self.through, &wanted).await.unwrap();
        found.into_iter().map(|reference| reference.name.unwrap()).collect()
    }
}

#[tokio::test]
async fn somebody_is_offered_only_channels_that_they_are_known_to_be_in() {
    on_each_store(async |db| {
        let office = Office::open(db).await;
        for (key, standing) in [
            ("hanna", Standing::Member),
            ("dev", Standing::Member),
            ("new", Standing::Unknown),
            ("gus", Standing::Guest),
            ("zoe", Standing::Stranger),
        ] {
            office.knows(key, standing).await;
        }
        let of_team = |key: &str| Some((Visibility::Team(team(key)), false));
        office.has_channel("doctors", "Ärzte", of_team("hr")).await;
        office.has_channel("ideas", "Ideas", of_team("dev")).await;
        office.has_channel("board", "Board", Some((Visibility::Members, false))).await;
        office.has_channel("both", "Both companies", Some((Visibility::Members, true))).await;
        office.has_channel("met", "Only met", None).await;
        office.has_channel("gone", "Gone", of_team("hr")).await;
        office
            .does(async |tx, org| {
                let gone = ChannelStatement { gone: Some(true), ..ChannelStatement::default() };
                tx.of::<Channels>(org)
                    .state_channel(&office.through.workspace, &place("gone"), &gone, now())
                    .await
                    .unwrap();
            })
            .await;
        office.has_roster(Circle::Team(team("hr")), &["hanna", "gus", "new"]).await;
        office.has_roster(Circle::Team(team("dev")), &["dev"]).await;
        office.has_roster(Circle::Place(place("board")), &["hanna"]).await;
        office.has_roster(Circle::Place(place("both")), &["dev", "gus", "zoe"]).await;

        assert_eq!(office.finds("hanna", None, "").await, ["Board", "Ärzte"]);
        assert_eq!(office.finds("dev", None, "").await, ["Both companies", "Ideas"]);
        assert_eq!(office.finds("dev", None, "board").await, [""; 0]);
        // Where they are themselves.
        assert_eq!(office.finds("dev", Some("met"), "only").await, ["Only met"]);
        // Guests, whoever is not known yet and other companies: only where they are on the channel's own roster.
        assert_eq!(office.finds("gus", None, "").await, ["Both companies"]);
        assert_eq!(office.finds("zoe", None, "").await, ["Both companies"]);
        assert_eq!(office.finds("new", None, "").await, [""; 0]);
        assert_eq!(office.finds("nobody", Some("board"), "").await, [""; 0]);

        // Rosters that are not believed any more let nobody in.
        office.clock.advance(TimeDelta::minutes(61));
        for key in ["hanna", "dev", "gus", "zoe"] {
            assert_eq!(office.finds(key, None, "").await, [""; 0], "{key}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_channel_is_found_by_its_name_in_whichever_case() {
    on_each_store(async |db| {
        let office = Office::open(db).await;
        office.knows("ann", Standing::Member).await;
        for (id, name) in
            [("a", "ÄRZTE"), ("b", "100%_sure!"), ("c", "Ärger über Straßen"), ("d", "A\u{308}pfel")]
        {
            office.has_channel(id, name, Some((Visibility::Team(team("all")), false))).await;
        }
        office.has_roster(Circle::Team(team("all")), &["ann"]).await;
        assert_eq!(office.finds("ann", None, "ärzte").await, ["ÄRZTE"]);
        assert_eq!(office.finds("ann", None, " Är").await.len(), 2);
        assert_eq!(office.finds("ann", None, "äpfel").await, ["A\u{308}pfel"]);
        assert_eq!(office.finds("ann", None, "0%_s").await, ["100%_sure!"]);
        assert_eq!(office.finds("ann", None, "%").await, ["100%_sure!"]);
        // Names from before they were folded.
        office
            .does(async |tx, org| {
                let statement = crate::sql!("UPDATE teams_reference SET folded = NULL WHERE org = $1");
                tx.execute(statement, crate::values![org]).await.unwrap();
            })
            .await;
        assert_eq!(office.finds("ann", None, "ärzte").await, [""; 0]);
        office.tenants.fold_names().await.unwrap();
        assert_eq!(office.finds("ann", None, "ärzte").await, ["ÄRZTE"]);
        office
            .does(async |tx, org| assert_eq!(tx.of::<TeamsReferences>(org).fold_names().await.unwrap(), 0))
            .await;
    })
    .await;
}

#[tokio::test]
async fn people_on_a_roster_are_met_and_what_is_known_better_stays() {
    on_each_store(async |db| {
        let office = Office::open(db).await;
        let through = &office.through;
        let known = |key: &str| Reference {
            about: account(key).as_str().to_owned(),
            service_url: "https://smba.example/".to_owned(),
            user: Some(format!("29:{key}")),
            seen_in: Some("19:before".to_owned()),
            ..Reference::default()
        };
        let blocked =
            Reference { unreachable: true, conversation: Some("a:1".to_owned()), ..known("blocked") };
        let gone = Reference { unreachable: true, seen_in: None, ..known("gone") };
        for reference in [&known("ann"), &blocked, &gone] {
            office.tenants.keep_reference(through, reference).await.unwrap();
        }
        let on_roster: Vec<Reference> = ["ann", "blocked", "gone", "new"]
            .map(|key| Reference { seen_in: Some("19:team".to_owned()), ..known(key) })
            .into();
        let back = office.tenants.meet(through, &on_roster).await.unwrap();
        assert_eq!(back, [account("gone").as_str()]);
        assert!(office.tenants.meet(through, &on_roster).await.unwrap().is_empty(), "once");
        for (key, expected) in [
            ("ann", known("ann")),
            ("blocked", blocked),
            ("gone", Reference { unreachable: false, ..on_roster[2].clone() }),
            ("new", on_roster[3].clone()),
        ] {
            let kept = office.tenants.reference(through, account(key).as_str()).await.unwrap();
            assert_eq!(kept, Some(expected), "{key}");
        }
        office.has_channel("general", "General", None).await;
        let channel = office.tenants.channel_of(through, "19:hr").await.unwrap();
        assert_eq!(channel.unwrap().about, place("general").as_str());
        assert_eq!(
            office.tenants.channel_of(through, "19:team").await.unwrap(),
            None,
            "a person is no channel"
        );
        assert_eq!(office.tenants.statement(through, &place("never")).await.unwrap(), None);
        let met = office.tenants.statement(through, &place("general")).await.unwrap().unwrap();
        assert_eq!((met.visibility, met.shared), (Some(Visibility::Members), Some(true)));
    })
    .await;
}

#[tokio::test]
async fn whoever_is_not_in_a_team_any_more_is_looked_for_and_keeps_their_name_when_they_are_gone() {
    on_each_store(async |db| {
        let office = Office::open(db).await;
        for key in ["ann", "bob", "cleo"] {
            office.knows(key, Standing::Member).await;
        }
        let (all, own) = (Circle::Team(team("all")), Circle::Place(place("own")));
        office.has_roster(all.clone(), &["ann", "bob", "cleo"]).await;
        office.has_roster(own.clone(), &["ann", "bob"]).await;
        let due = async |office: &Office| {
            let mut tx = office.tenants.db.begin().await.unwrap();
            let due = tx.profiles_due(now(), 10, &Busy::default()).await.unwrap();
            tx.commit().await.unwrap();
            due.into_iter().map(|due| due.id).collect::<Vec<_>>()
        };
        assert_eq!(due(&office).await, [""; 0].map(AccountId::new));
        office.has_roster(own, &["ann"]).await;
        assert_eq!(due(&office).await, [""; 0].map(AccountId::new), "that says nothing of the company");
        office.has_roster(all.clone(), &["ann", "cleo"]).await;
        assert_eq!(due(&office).await, [account("bob")]);
        let left = Membership { circle: all, account: account("cleo"), is_member: false };
        office.does(async |tx, org| tx.of::<Members>(org).state_member(&left, now()).await.unwrap()).await;
        assert_eq!(due(&office).await, [account("cleo")]);

        let gone = Profile {
            account: account("bob"),
            name: String::new(),
            title: None,
            email: None,
            time_zone: None,
            standing: Standing::Gone,
            teams: None,
        };
        office
            .does(async |tx, org| {
                let workspace = &office.through.workspace;
                let learned =
                    tx.of::<Accounts>(org).learn_profile(workspace, &gone, "fresh", now()).await.unwrap();
                assert!(learned.left);
                let bob = tx.of::<People>(org).person(&learned.person).await.unwrap().unwrap();
                assert_eq!((bob.data.name.as_str(), bob.standing), ("bob", Standing::Gone));
            })
            .await;
    })
    .await;
}
