//! What this feature's buttons, menu entries and forms are called. They stand in messages that were sent: a button of
//! which the id is changed here does nothing any more where it was drawn before.

/// "Send again".
pub const RETRY: &str = "home.retry";
/// "Let it be".
pub const FORGET: &str = "home.forget";
/// "Stop reading".
pub const UNREAD: &str = "home.unread";
/// "Erase what was read".
pub const ERASE: &str = "home.erase";
/// "Try again".
pub const JOB: &str = "home.job";
/// "Let it be".
pub const DROP_JOB: &str = "home.drop_job";
/// "Change settings".
pub const SETTINGS: &str = "home.settings";
/// "Add a topic", "Change".
pub const TOPIC: &str = "home.topic";
/// "Let a channel opt in".
pub const CHANNEL: &str = "home.channel";
/// "Leads".
pub const LEADS: &str = "home.leads";

/// The form for the company's settings.
pub const SETTINGS_FORM: &str = "home.settings_form";
/// The form for a topic and its champions.
pub const TOPIC_FORM: &str = "home.topic_form";
/// The form that lets the bot read a channel.
pub const CHANNEL_FORM: &str = "home.channel_form";
/// The form for leads.
pub const LEADS_FORM: &str = "home.leads_form";
