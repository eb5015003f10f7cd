//! What a lead decides about thanks.

use super::cards;
use super::emoji::Emoji;
use super::policy::{self, Allowance, Policy};
use crate::bot::cards::NOT_SHOWN;
use crate::bot::{Answer, Call, Ctx, Parts};
use crate::chat::{FieldError, Press, Reply, Submission};
use crate::people::Caller;

/// The lead's part of the home page.
pub async fn section(ctx: &mut Ctx, caller: Caller) -> Parts {
    let policy: Policy = ctx.settings().await?;
    let roundups = ctx.listings().roundups().await?;
    let kept = ctx.moderation().kept_from_giving().await?;
    let kept = if kept.is_empty() { Vec::new() } else { ctx.people().people_by(&kept).await? };
    let now = ctx.now;
    let viewer = ctx.viewers().viewer(&caller.person, None, now).await?;
    let readable = ctx.readable_places(&viewer).await?;
    Ok(cards::section(&policy, &roundups, &kept, &readable))
}

/// "Change kudos settings".
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let policy: Policy = ctx.settings().await?;
    let announcements = ctx.seen_by(&call.by, policy.announcements.as_ref()).await?;
    Ok(Reply::open(cards::policy(&policy, announcements)))
}

/// They came back: all that is wrong is told at once, and then nothing is changed.
pub async fn filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let mut policy = match read(&call.what) {
        Ok(policy) => policy,
        Err(errors) => return Ok(Reply { errors, ..Reply::nothing() }),
    };
    if let Some(place) = &policy.announcements {
        match ctx.chosen(&call.by, place).await? {
            Err(wrong) => return Ok(Reply::error("place", wrong)),
            Ok(channel) if channel.is_shared(ctx.now) => {
                return Ok(Reply::error(
                    "place",
                    "People from outside can read that channel. Choose another.",
                ));
            }
            Ok(_) => {}
        }
    }
    if policy.announcements.is_none() && call.what.context == NOT_SHOWN {
        policy.announcements = ctx.settings::<Policy>().await?.announcements;
    }
    ctx.set_settings(&policy).await?;
    ctx.withdrawals().withdraw().await?;
    ctx.redraw_home(&call.by).await
}

/// What was filled in, or all that is wrong with it.
fn read(filled: &Submission) -> Result<Policy, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut field = |name: &str, message: String| {
        wrong.push(FieldError { field: name.to_owned(), message });
    };
    let text = |name: &str| filled.value(name).unwrap_or_default();
    let mut number = |name: &str, least: i64, most: i64| {
        let number = text(name).trim().parse().ok().filter(|number| (least..=most).contains(number));
        number.unwrap_or_else(|| {
            field(name, cards::not_a_number(least, most));
            least
        })
    };
    let allowance = Allowance {
        a_day: number("day", 1, policy::MOST_A_DAY),
        a_month: number("month", 5, policy::MOST_A_MONTH),
    };
    let exceptions = policy::exceptions(text("others")).unwrap_or_else(|line| {
        field("others", cards::not_an_exception(&line));
        Vec::new()
    });
    let values = policy::values(text("values")).unwrap_or_else(|name| {
        field("values", cards::not_a_line(&name, "Customer first, Courage"));
        Vec::new()
    });
    let no_boards_for = policy::groups(text("no_boards_for")).unwrap_or_else(|line| {
        field("no_boards_for", cards::not_a_line(&line, "country Germany"));
        Vec::new()
    });
    let own = text("own_emoji").trim();
    let emoji = match (own.is_empty(), Emoji::named(own)) {
        (true, _) => Emoji::named(text("emoji")).unwrap_or_default(),
        (false, Some(own)) => own,
        (false, None) => {
            field("own_emoji", cards::not_an_emoji(own));
            Emoji::default()
        }
    };
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let is_on = |name: &str| filled.values("on").iter().any(|each| each == name);
    Ok(Policy {
        allowance,
        exceptions,
        values,
        emoji,
        emoji_thanks_authors: is_on("authors"),
        announcements: filled.place("place"),
        boards: is_on("boards"),
        no_boards_for,
    })
}
