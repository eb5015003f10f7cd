//! What every platform owes the machine, told once and held against each of them.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::chat::{
    AccountId, Button, Card, Delivered, Delivery, DeliveryAction, DeliveryId, Face, MessageId, PersonId,
    PlaceId, Platform, ReplyHandle, Target, Text, Undelivered, WorkspaceId,
};
use crate::clock::Clock;

/// A platform, with something of each kind that is there.
pub(crate) struct Subject<'a> {
    pub platform: &'a dyn Platform,
    pub workspace: WorkspaceId,
    /// A channel that the bot is in.
    pub place: PlaceId,
    /// More of them, each with a quota of its own; the same one where there is no quota.
    pub others: fn(usize) -> PlaceId,
    /// Somebody it can reach.
    pub account: AccountId,
    /// The platform's own, so that no quota is in the way.
    pub clock: Clock,
}

/// Names that no platform has given out, or that are another's.
const FOREIGN: [&str; 6] = ["", ":", "elsewhere:T1:C1", "no colon", "slack:T1:", "teams::\u{0}"];

/// Holds all of it against a platform.
pub(crate) async fn holds(subject: &Subject<'_>) {
    messages_stay_where_they_were_put(subject).await;
    one_person_is_reached(subject).await;
    several_are_reached_together(subject).await;
    what_is_not_ours_is_refused(subject).await;
    every_card_can_be_sent(subject).await;
}

async fn messages_stay_where_they_were_put(it: &Subject<'_>) {
    let (place, root) = it.posts(it.in_place(None), Card::line("A question")).await;
    assert_eq!(place, it.place, "a message is in the place it was sent to");
    let (place, below) = it.posts(it.in_place(Some(&root)), Card::line("Below it")).await;
    assert_eq!(place, it.place, "so is one in a thread");
    let changed =
        DeliveryAction::Edit { place: it.place.clone(), message: root.clone(), card: Card::line("Changed") };
    it.does(changed.clone()).await.unwrap();
    it.does(changed).await.expect("an edit can be repeated");
    let gone = DeliveryAction::Delete { place: it.place.clone(), message: below };
    it.does(gone.clone()).await.unwrap();
    it.does(gone).await.expect("that it is gone already is success");
}

async fn one_person_is_reached(it: &Subject<'_>) {
    let direct = Target::Direct(it.account.clone());
    let (place, message) = it.posts(direct, Card::line("For you")).await;
    assert_ne!(place, it.place, "a direct conversation is a place of its own");
    it.does(DeliveryAction::Edit {
        place: place.clone(),
        message: message.clone(),
        card: Card::line("Changed"),
    })
    .await
    .expect("a place that was told can be used");
    let there = Target::Place { place, thread: None };
    it.does(DeliveryAction::Post { to: there, card: Card::line("Again") })
        .await
        .expect("also for something new");
    let only = |place: Option<&PlaceId>| Target::Only {
        account: it.account.clone(),
        place: place.cloned(),
        thread: None,
        handle: None,
    };
    for to in [only(Some(&it.place)), only(None)] {
        it.does(DeliveryAction::Post { to, card: Card::line("Only you") })
            .await
            .expect("one person among others");
    }
    it.does(DeliveryAction::Home { account: it.account.clone(), card: Card::line("Home") })
        .await
        .expect("a home page");
    it.clock.advance(TimeDelta::seconds(5));
    let profile = it.platform.profile(&it.workspace, &it.account).await.unwrap();
    assert_eq!(profile.account, it.account, "a profile is of whom it was asked for");
    assert!(!profile.name.trim().is_empty(), "everybody is called something");
}

async fn several_are_reached_together(it: &Subject<'_>) {
    let together = || Target::Group(vec![it.account.clone()]);
    if it.platform.opens_groups() {
        let (place, _) = it.posts(together(), Card::line("For you both")).await;
        assert_ne!(place, it.place, "it is a place of their own");
        assert_eq!(it.posts(together(), Card::line("Again")).await.0, place, "the same for the same people");
    } else {
        let told = it.does(DeliveryAction::Post { to: together(), card: Card::line("For you both") }).await;
        assert!(matches!(told, Err(Undelivered::Refused(_))), "what it does not open it says: {told:?}");
    }
}

async fn what_is_not_ours_is_refused(it: &Subject<'_>) {
    for name in FOREIGN {
        let (place, account) = (PlaceId::new(name), AccountId::new(name));
        let message = MessageId::new("1.1");
        let card = Card::line("Hello");
        for act in [
            DeliveryAction::Post {
                to: Target::Place { place: place.clone(), thread: None },
                card: card.clone(),
            },
            DeliveryAction::Post { to: Target::Direct(account.clone()), card: card.clone() },
            DeliveryAction::Post { to: Target::Group(vec![account.clone()]), card: card.clone() },
            DeliveryAction::Edit { place, message, card: card.clone() },
            DeliveryAction::Replace { handle: ReplyHandle::new(name), card },
        ] {
            let told = it.does(act.clone()).await;
            assert!(matches!(told, Err(Undelivered::Refused(_))), "{name:?} {act:?}: {told:?}");
        }
        let told = it.platform.profile(&it.workspace, &account).await;
        assert!(matches!(told, Err(Undelivered::Refused(_))), "{name:?}: {told:?}");
    }
    let elsewhere = Delivery { workspace: WorkspaceId::new("elsewhere:T9"), ..it.delivery(it.hello()) };
    let told = it.platform.deliver(&elsewhere).await;
    assert!(matches!(told, Err(Undelivered::Refused(_))), "an installation that is not there: {told:?}");
}

/// Whatever does not fit is cut, by the platform's own limits, and never refused.
async fn every_card_can_be_sent(it: &Subject<'_>) {
    let person = PersonId::new("p1");
    let hostile = "<!channel> <@U1> <@W1|bob> <#C1|x> <at>Bob</at> <at id=\"0\">Bob</at> &lt;@U1&gt; <@test:acme:bob> **x** [a](javascript:alert(1)) &lt; \u{202e} \u{0} </script>";
    let many = |count: usize| {
        (0..count).map(|at| Button::new(format!("Button {at} {hostile}"), "a.b", "7")).collect::<Vec<_>>()
    };
    let mut long = Card::new("s".repeat(10_000));
    for at in 0..300 {
        long = long.heading(format!("{at} {hostile}")).text("w ".repeat(2_000)).note(hostile).rule();
    }
    let cards = [
        Card::new(""),
        Card::new(hostile).heading(hostile).text(hostile).quote(hostile).note(hostile),
        Card::new("People").text(Text::new().person(&person).and(" and ").name(&PersonId::new("nobody"))),
        Card::new("Buttons")
            .buttons(many(40))
            .item("Item", Button::new("x".repeat(500), "a.b", "v".repeat(1_500))),
        Card::new("No buttons").buttons(Vec::new()),
        long,
    ];
    for (number, card) in cards.into_iter().enumerate() {
        let what = card.summary.chars().take(30).collect::<String>();
        let to = Target::Place { place: (it.others)(number), thread: None };
        it.does(DeliveryAction::Post { to, card }).await.unwrap_or_else(|error| panic!("{what}: {error}"));
    }
}

impl Subject<'_> {
    fn in_place(&self, thread: Option<&MessageId>) -> Target {
        Target::Place { place: self.place.clone(), thread: thread.cloned() }
    }

    fn hello(&self) -> DeliveryAction {
        DeliveryAction::Post { to: self.in_place(None), card: Card::line("Hello") }
    }

    fn delivery(&self, act: DeliveryAction) -> Delivery {
        let face = Face { name: "Somebody".to_owned(), account: Some(self.account.clone()) };
        Delivery {
            id: DeliveryId::new("d"),
            workspace: self.workspace.clone(),
            act,
            faces: BTreeMap::from([(PersonId::new("p1"), face)]),
        }
    }

    async fn does(&self, act: DeliveryAction) -> Result<Delivered, Undelivered> {
        self.clock.advance(TimeDelta::seconds(5));
        self.platform.deliver(&self.delivery(act)).await
    }

    /// Something that stays: where it is, and what it is called.
    async fn posts(&self, to: Target, card: Card) -> (PlaceId, MessageId) {
        let delivered = self.does(DeliveryAction::Post { to, card }).await.unwrap();
        (delivered.place.expect("a place"), delivered.message.expect("a name"))
    }
}
