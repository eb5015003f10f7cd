//! All wording of the feature.

mod boards;
mod giving;
mod mine;
mod moderating;
mod rings;
mod roundup;
mod settings;

pub use boards::{
    boards, no_boards, no_boards_for_you, no_such_department, not_a_board, off_the_boards, on_the_boards,
};
pub use giving::{
    About, CannotThank, announcement, given, in_form, joined_in, limit, message_is_gone, not_a_colleague,
    not_announced, not_yours, one_moment, only_colleagues, still_unknown, taken_back, thank,
    thanked_for_a_message, that_was_the_last, too_late, troubles, you_were_thanked, your_emoji_thanks,
};
pub use mine::{earned_by, exported, mine, no_files_here};
pub use moderating::{
    giver_is_gone, gone_already, kept, kept_from_giving, left_standing, may_give_again, no_kudos_here,
    only_leads, removed, removed_for_you, reported, reported_elsewhere, thanks_for_telling,
    yours_was_removed,
};
pub use rings::rings;
pub use roundup::{Thanked, no_weekly_any_more, roundup, weekly_from, weekly_in_a_channel};
pub use settings::{not_a_line, not_a_number, not_an_emoji, not_an_exception, policy, section};
