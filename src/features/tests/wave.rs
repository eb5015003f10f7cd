//! Waves: the smallest feature that does something for people.

use crate::bot::{Answer, Call, Command, Ctx, Feature, Parts};
use crate::chat::{Audience, Button, Card, Part, PersonId, Press, Reply};
use crate::people::Caller;

/// "Wave back".
const BACK: &str = "wave.back";

/// The registration.
pub fn feature() -> Feature {
    Feature::named("wave")
        .members_only(cards::only_colleagues, |members| {
            members.command("wave", "", "Wave to everybody here", wave).button(BACK, back)
        })
        .home(home)
}

/// `/wave`: everybody in the channel sees it.
async fn wave(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    Ok(Reply::nothing().post(ctx.new_post_id(), Audience::Here, cards::wave(&call.by)))
}

/// "Wave back": whoever pressed is told, nobody else.
async fn back(_: &mut Ctx, call: Call<Press>) -> Answer {
    Ok(Reply::only_you(cards::waved_back(&PersonId::new(&call.what.value))))
}

/// This feature's part of the home page.
async fn home(_: &mut Ctx, _: Caller) -> Parts {
    Ok(vec![Part::Text("Type /wave to say hello.".into())])
}

mod cards {
    use super::{BACK, Button, Caller, Card, PersonId};
    use crate::chat::{Standing, Text};

    pub fn wave(by: &Caller) -> Card {
        let text = Text::new().name(&by.person).and(" waves.");
        let back = Button::new("Wave back", BACK, by.person.as_str());
        Card::new(format!("{} waves.", by.name)).text(text).buttons(vec![back])
    }

    pub fn waved_back(to: &PersonId) -> Card {
        Card::new("You waved back.").text(Text::from("You waved back to ").name(to).and("."))
    }

    pub fn only_colleagues(_: Standing) -> Card {
        Card::line("Only colleagues can wave.")
    }
}
