//! What this feature's buttons, menu entries and forms are called. They stand in messages that were sent: a button of
//! which the id is changed here does nothing any more where it was drawn before.

/// "Ask", with the name of who is suggested.
pub const GO: &str = "experts.go";
/// "Ask without my name".
pub const HIDDEN: &str = "experts.hidden";
/// "Ask Hana at 09:00".
pub const LATER: &str = "experts.later";
/// "Ask somebody now instead".
pub const NOW: &str = "experts.now";
/// "It is urgent".
pub const URGENT: &str = "experts.urgent";
/// "Ask the channel".
pub const EVERYBODY: &str = "experts.everybody";
/// "This solved it".
pub const SOLVED: &str = "experts.solved";
/// "Never mind".
pub const DROP: &str = "experts.drop";
/// "Show whom I would ask".
pub const ANYWAY: &str = "experts.anyway";
/// "I'll take it".
pub const TAKE: &str = "experts.take";
/// "Snooze".
pub const SNOOZE: &str = "experts.snooze";
/// "Not me".
pub const NOT_ME: &str = "experts.not_me";
/// "Ask someone else".
pub const ELSE: &str = "experts.else";
/// "Reply", "Reply to them".
pub const REPLY: &str = "experts.reply";
/// "Yes, send it", or "Send" with the question that it is about.
pub const CARRY: &str = "experts.carry";
/// "No, I have a question".
pub const NO_REPLY: &str = "experts.no_reply";
/// "Take it back".
pub const WITHDRAW: &str = "experts.withdraw";
/// "Send it again".
pub const RESEND: &str = "experts.resend";
/// "Accept an answer".
pub const ACCEPT: &str = "experts.accept";
/// How much time an answer saved.
pub const SAVED: &str = "experts.saved";
/// "Not solved after all".
pub const REOPEN: &str = "experts.reopen";
/// "Change question settings".
pub const SETTINGS: &str = "experts.settings";

/// The menu entry "Ask an expert".
pub const ASK_MESSAGE: &str = "experts.ask_message";
/// The menu entry "Ask an expert".
pub const ASK: &str = "experts.ask";
/// The menu entry "Accept this answer".
pub const ACCEPT_MESSAGE: &str = "experts.accept_message";

/// The form that asks a question.
pub const ASK_FORM: &str = "experts.ask_form";
/// The form for where to ask it.
pub const WHERE_FORM: &str = "experts.where_form";
/// The form of somebody for whom the question is not.
pub const NOT_ME_FORM: &str = "experts.not_me_form";
/// The form that names somebody else.
pub const BETTER_FORM: &str = "experts.better_form";
/// The form for words that are carried to the other side.
pub const REPLY_FORM: &str = "experts.reply_form";
/// The form that accepts an answer.
pub const ACCEPT_FORM: &str = "experts.accept_form";
/// The form for what a lead decides about questions.
pub const SETTINGS_FORM: &str = "experts.settings_form";
