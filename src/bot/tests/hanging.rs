//! A platform of which nothing ever comes back holds up nobody who is elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::sync::watch;

use crate::bot::store::{Outbox, Waiting};
use crate::bot::{Machine, Setup};
use crate::chat::{
    AccountId, ChannelStatement, Circle, Delivered, Delivery, Fate, PlaceId, Platform, Profile, Roster,
    Undelivered, WorkspaceId,
};
use crate::people::{Accounts, Members};
use crate::testing::{House, on_each_engine};

/// Counts the deliveries that hang.
struct Hanging(watch::Sender<usize>);

#[async_trait]
impl Platform for Hanging {
    async fn deliver(&self, _: &Delivery) -> Result<Delivered, Undelivered> {
        self.0.send_modify(|hanging| *hanging += 1);
        std::future::pending().await
    }

    async fn fate(&self, _: &Delivery, _: DateTime<Utc>) -> Result<Fate, Undelivered> {
        std::future::pending().await
    }

    async fn profile(&self, _: &WorkspaceId, _: &AccountId) -> Result<Profile, Undelivered> {
        std::future::pending().await
    }

    async fn channel(&self, _: &WorkspaceId, _: &PlaceId) -> Result<ChannelStatement, Undelivered> {
        std::future::pending().await
    }

    async fn members(&self, _: &WorkspaceId, _: &Circle) -> Result<Roster, Undelivered> {
        std::future::pending().await
    }

    async fn open_channels(
        &self,
        _: &WorkspaceId,
    ) -> Result<Option<Vec<(PlaceId, ChannelStatement)>>, Undelivered> {
        std::future::pending().await
    }
}

/// Another workspace has more under way than anybody is given seats for.
async fn is_full(house: &House) {
    let (workspace, now) = (WorkspaceId::new("hanging:acme"), house.now());
    let errand = r#"{"Post":{"to":{"To":{"Direct":"hanging:acme:bob"}},"card":{"summary":"Hi","parts":[]}}}"#;
    house
        .before(async |tx, org| {
            tx.ensure_workspace(&workspace, org, "Hanging").await.unwrap();
            for number in 0..300 {
                let id = format!("row {number:03}");
                let waiting = Waiting {
                    id: &id,
                    workspace: &workspace,
                    line: &id,
                    post: None,
                    is_edit: false,
                    below: None,
                    errand,
                };
                tx.of::<Outbox>(org).queue(&waiting, now).await.unwrap();
                let circle = Circle::Place(PlaceId::new(format!("hanging:acme:C{number}")));
                tx.of::<Members>(org).want_roster(&workspace, &circle, now).await.unwrap();
                let account = AccountId::new(format!("hanging:acme:U{number}"));
                tx.of::<Accounts>(org)
                    .meet(&workspace, &account, &format!("hanging {number}"), now)
                    .await
                    .unwrap();
            }
        })
        .await;
}

#[tokio::test]
async fn one_workspace_that_hangs_holds_up_nobody_else() {
    on_each_engine(async |house: &mut House| {
        is_full(house).await;
        let mut platforms: BTreeMap<&'static str, Arc<dyn Platform>> = BTreeMap::new();
        platforms.insert("test", Arc::clone(&house.street) as Arc<dyn Platform>);
        let (counter, mut hanging) = watch::channel(0);
        platforms.insert("hanging", Arc::new(Hanging(counter)));
        let machine = Machine::new(Setup { platforms, ..house.copy(1, Vec::new()) });
        let (_stopper, stop) = watch::channel(false);
        let running = tokio::spawn({
            let machine = machine.clone();
            async move { machine.run(stop).await }
        });
        let full = hanging.wait_for(|hanging| *hanging >= 16);
        tokio::time::timeout(Duration::from_secs(20), full).await.expect("its share").unwrap();
        let event = house.ann().would_say("/lyceum help");
        machine.receive_all(&[event]).await[0].clone().unwrap();
        let seen = async {
            let mut look = tokio::time::interval(Duration::from_millis(10));
            while house.street.shown.lock().unwrap().is_empty() {
                look.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(5), seen).await.expect("it was held up");
        running.abort();
        house.leaves_work();
    })
    .await;
}
