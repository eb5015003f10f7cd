//! "Not me", and somebody who is named.

use super::{ROLLBACK, some_history};
use crate::chat::Visibility;
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn not_me_passes_it_on_and_may_name_somebody() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        house.bob().looks();
        house.bob().presses("Not me").await;
        assert_sees!(house.bob().sees(), @"
        form: Not for me
          Why?: unknown
          Who would know better?:
        ");
        house.bob().fills_in(&[("reason", "busy"), ("person", "@ann")]).await;
        assert_sees!(house.bob().sees(), @"error in person: That is the person who asks. Name somebody else.");
        house.bob().fills_in(&[("reason", "busy"), ("person", "@dan")]).await;
        assert_sees!(house.bob().sees(), @"
        (#platform thread, changed) (Bob passed it on.)
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Dan is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) @Dan, Bob thinks that you can help here.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
        house.dan().presses("Not me").await;
        house.dan().fills_in(&[("reason", "unknown")]).await;
        house.cleo().looks();
        house.lea().says("/lyceum why").await;
        assert_sees!(house.lea().in_channel("random").sees(), @"
        (#platform thread, changed) (Bob passed it on.)
        (#platform thread, changed) (Dan passed it on.)
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Cleo is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) Dan passed this on. @Cleo, can you help? You came to mind: an accepted answer on Postgres and migration, in August.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        (only lea) ## Why these people?
        > how do I roll back a Postgres migration?
        Dan – named; passed it on (does not know about it)
        Bob – asked first; passed it on (no time). Accepted answers on Postgres and migrate, last one in August
        Cleo – standby; is being asked. An accepted answer on Postgres and migration, in August
        (Only leads see this.)
        ");
        house.ann().says("/lyceum why").await;
        assert_sees!(house.ann().only_mine(), @"
        (only ann, changed) Asked in #platform. I will tell you in the thread what happens.
        (only ann) Only a Lyceum lead can do that. /lyceum help lists what you can do here.
        ");
    })
    .await;
}

#[tokio::test]
async fn the_one_who_is_named_is_asked_with_a_warning() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.dan().says("/lyceum me").await;
        house.dan().presses("Pause").await;
        house.dan().fills_in(&[("until", "2026-09-20")]).await;
        assert_sees!(house.dan().sees(), @r#"
        (only dan) ## You and Lyceum
        Asked at the most: 5 times a week
        Working hours: Mon to Fri, 09:00 to 17:00 (Europe/Berlin)
        Quiet hours: 19:00 to 08:00
        Glad to be asked about: nothing yet
        Can mentor on: nothing yet
        Want to learn: nothing yet
        [My topics] [Hours and limit] [Pause]
        ## What I believe about you
        (No topic yet. Press "My topics" to say what you are glad to be asked about.)
        ## Your data
        You can have a copy of all that I keep about you, or have it erased.
        [Export my data] [Erase my data]
        (Only you see this.)
        (to dan) ## You and Lyceum
        Asked at the most: 5 times a week
        Working hours: Mon to Fri, 09:00 to 17:00 (Europe/Berlin)
        Quiet hours: 19:00 to 08:00
        Glad to be asked about: nothing yet
        Can mentor on: nothing yet
        Want to learn: nothing yet
        You are away until Sun 07:00. Nobody is sent to you.
        [My topics] [Hours and limit] [I am back]
        ## What I believe about you
        (No topic yet. Press "My topics" to say what you are glad to be asked about.)
        ## Your data
        You can have a copy of all that I keep about you, or have it erased.
        [Export my data] [Erase my data]
        (Only you see this.)
        "#);
        house.ann().says("/ask-expert <@test:acme:dan> how do I roll back a Postgres migration?").await;
        assert_sees!(house.ann().sees(), @"
        (only ann) > how do I roll back a Postgres migration?
        ## This may already help
        Postgres migration is stuck, how to roll it back
        Kill the lock, then roll back.
        Accepted answer by Bob in #platform, Wed 09:00 [This solved it]
        roll back a failed Postgres migration
        Use the down script.
        Accepted answer by Cleo in #platform, Sat 09:00 [This solved it]
        How can I undo a Postgres migration?
        Run migrate down, then restore the dump.
        Accepted answer by Bob in #platform, Tue 09:00 [This solved it]
        ## Who I would ask
        Dan – the one you named
        Bob – accepted answers on Postgres and migrate, last one in August
        (Away until Sun 07:00: it may take a while.)
        [Ask them] [Ask without my name] [Never mind]
        (Only you see this. The first is asked in the channel; the second only if there is no answer.)
        ");
        house.ann().presses("Ask them").await;
        assert_sees!(house.dan().sees(), @"
        (#platform) Ann asks:
        > how do I roll back a Postgres migration?
        (Dan is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) @Dan, can you help?
        (It may take a while.)
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
    })
    .await;
}

#[tokio::test]
async fn people_mentioned_in_words_are_shown_by_name() {
    on_each_engine(async |house: &mut House| {
        house
            .answered(
                "bob",
                "How can I undo a Postgres migration?",
                "Ask <@test:acme:cleo> in <#test:random>.",
                20,
            )
            .await;
        house.ann().says("/ask-expert how do <@test:acme:dan> and I undo a Postgres migration?").await;
        let seen = house.ann().sees();
        assert!(seen.contains("how do @Dan and I undo"), "{seen}");
        assert!(seen.contains("Ask @Cleo in #random."), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn what_only_looks_like_a_mention_stays_words() {
    on_each_engine(async |house: &mut House| {
        house
            .answered("bob", "How can I undo a Postgres migration?", "Write <\\@test:acme:cleo> in it.", 20)
            .await;
        house.ann().types("/ask-expert <@test:acme:dan> how do I undo a Postgres migration?").await;
        let seen = house.ann().sees();
        assert!(seen.contains("<@test:acme:dan> how do I undo"), "{seen}");
        assert!(seen.contains("Write <@test:acme:cleo> in it."), "{seen}");
        assert!(!seen.contains("the one you named") && !seen.contains("Dan"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn a_private_channels_name_is_told_only_where_its_writer_was_told_it() {
    on_each_engine(async |house: &mut House| {
        house.has_channel("layoffs", Visibility::Members, false).await;
        let answer = "Ask in <#test:layoffs>, <#test:nowhere> or <#test:layoffs|told>.";
        house.answered("bob", "How can I undo a Postgres migration?", answer, 20).await;
        house.ann().says("/ask-expert how do I undo a Postgres migration?").await;
        let seen = house.ann().sees();
        assert!(seen.contains("Ask in a channel, a channel or #told."), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn of_two_who_know_it_about_equally_one_is_not_asked_every_time() {
    on_each_engine(async |house: &mut House| {
        for days in [10, 20, 30] {
            house.answered("cleo", "How can I undo a Postgres migration?", "Run migrate down.", days).await;
            house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down.", days).await;
        }
        let mut first = Vec::new();
        for asker in ["ann", "dan", "ann", "dan"] {
            house.someone(asker).says(ROLLBACK).await;
            house.someone(asker).presses("Ask them").await;
            let tagged = if house.bob().sees().contains("@Bob, can you help?") { "bob" } else { "cleo" };
            house.cleo().looks();
            house.someone(tagged).presses("I'll take it").await;
            house.bob().looks();
            first.push(tagged);
        }
        // By relevance alone it would be the same person every time.
        assert!(first.contains(&"bob") && first.contains(&"cleo"), "{first:?}");
        house.leaves_work();
    })
    .await;
}
