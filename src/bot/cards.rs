//! The machine's own words: what is said when something cannot be done, and why something did not arrive.

use std::collections::HashSet;
use std::hash::BuildHasher;

use crate::chat::{Card, Part, PlaceId, Reason, Text};

/// The command that lists what the bot can do. The machine and its features point to it.
pub const HELP: &str = "lyceum help";
/// The command that asks a colleague. Features point to it.
pub const ASK: &str = "ask-expert";
/// The command that shows somebody what is known of them. Features point to it.
pub const OWN_PAGE: &str = "lyceum me";

/// Below a link to a file, see [`super::Ctx::link_to`].
pub const FILE_NOTE: &str =
    "The link works for 15 minutes. Nobody else gets it; what you do with the file is up to you.";
/// There is no address that a browser could reach.
pub const NO_FILES: &str = "I cannot hand out files here, as nobody told me my own web address yet (LYCEUM_PUBLIC_URL). Ask whoever runs Lyceum.";

/// A command as one types it.
pub fn typed(command: &str) -> String {
    format!("/{command}")
}

/// Our fault; the id is in the log.
pub fn broken(id: &str) -> Card {
    Card::line(broken_words(id))
}

/// The same, in a form that stays open.
pub fn broken_words(id: &str) -> String {
    format!(
        "Something went wrong on our side, and nothing was changed. Please try again. If it keeps happening, tell your \
         Lyceum lead this code: {id}."
    )
}

/// A slash command that no feature knows.
pub fn unknown_command() -> Card {
    let text = Text::from("I don't know that command. ").code(typed(HELP));
    Card::new("I don't know that command.").text(text.and(" lists what I can do for you."))
}

/// A command for leads, typed by somebody else.
pub fn leads_only() -> Card {
    let text = Text::from("Only a Lyceum lead can do that. ").code(typed(HELP));
    Card::new("Only a Lyceum lead can do that.").text(text.and(" lists what you can do here."))
}

/// A button whose value was not signed here: it is from before values were, or was made up.
pub fn unknown_button() -> Card {
    let text = Text::from(
        "I cannot tell that this button is mine, so I did nothing. If it is from before my last update, ",
    );
    let text =
        text.and("use a newer message, or start again: ").code(typed(HELP)).and(" lists what I can do.");
    Card::new("I cannot tell that this button is mine, so I did nothing.").text(text)
}

/// A form that was not opened by whoever sent it, or too long ago.
pub const UNKNOWN_FORM: &str =
    "This form is too old, or you did not open it yourself. Copy what you typed, and open it again.";

/// Why something did not arrive, and what can be done about it, to the lead.
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NotInChannel => "Lyceum is not in that channel. Invite it there, then try again.".to_owned(),
        Reason::NoSuchChannel => {
            "That channel is gone, or Lyceum cannot see it. If it is private, invite Lyceum there.".to_owned()
        }
        Reason::Archived => "That channel is archived.".to_owned(),
        Reason::PersonGone => "This person's account is switched off.".to_owned(),
        Reason::Blocked => "This person removed or blocked Lyceum.".to_owned(),
        Reason::Revoked => "Lyceum's access was taken away. Install it again.".to_owned(),
        Reason::MissingScope(scope) => {
            format!("Lyceum lacks the permission \"{scope}\". Install it again with that permission.")
        }
        Reason::NoSuchMessage => "The message is gone.".to_owned(),
        Reason::HandleExpired => "It took too long, and the way to answer ran out.".to_owned(),
        Reason::NoThread => "The message it belongs under never arrived.".to_owned(),
        Reason::GaveUp => "The platform could not be reached for a long time.".to_owned(),
        Reason::Other(code) => format!("The platform refused it: \"{code}\"."),
    }
}

/// Somebody chose a channel that they are not known to be in.
pub const CHANNEL_NOT_YOURS: &str =
    "As far as I can tell, you are not in that channel. If you are, type it there, or try again in a minute.";

/// A channel, by its name where its reader may know it: it is one of those that are `readable` for them.
pub fn channel_named(place: &PlaceId, readable: &HashSet<PlaceId, impl BuildHasher>) -> Text {
    if readable.contains(place) {
        Text::new().channel(place)
    } else {
        Text::from("a channel that you are not in")
    }
}

/// Below a field that is empty, as whoever fills it in may not know which channel it names.
pub const CHANNEL_NOT_SHOWN: &str = "A channel that you are not in is chosen. Leave this empty to keep it.";

/// What a form is about that names such a channel in a field that is empty.
pub const NOT_SHOWN: &str = "not shown";

/// Somebody chose a channel in which nothing can be posted.
pub const CHANNEL_GONE: &str = "That channel is archived or gone. Choose another.";

/// Pieces of news told at once, at the most.
const TOLD_AT_ONCE: usize = 10;

/// Several pieces of news in one message: the first ones whole, the rest as a number.
pub fn together(mut news: Vec<Card>) -> Card {
    if news.len() == 1 {
        return news.remove(0);
    }
    let all = news.len();
    let mut card = Card::new(format!("{all} pieces of news for you"));
    for (at, piece) in news.into_iter().take(TOLD_AT_ONCE).enumerate() {
        if at > 0 {
            card = card.part(Part::Rule);
        }
        card.parts.extend(piece.parts);
    }
    if all > TOLD_AT_ONCE {
        card = card.note(format!("And {} more like these.", all - TOLD_AT_ONCE));
    }
    card.note("I kept these together, so as not to disturb you one by one.")
}

/// Below what is sent once more, as nobody can tell whether it arrived.
pub const PERHAPS_TWICE: &str = "If you see this twice: I could not tell whether the first one had arrived.";

/// It failed each time so far, and what comes after it is sent meanwhile.
pub const GOING_ON: &str = "It has failed each time so far. I go on trying for a day.";

/// It went out and no answer came back.
pub const MAY_HAVE_ARRIVED: &str =
    "No answer came back, so it may have arrived. Look before you send it again.";
