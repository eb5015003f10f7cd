//! What this feature's buttons, menu entries and forms are called. They stand in messages that were sent: a button of
//! which the id is changed here does nothing any more where it was drawn before.

/// "Hours and limit".
pub const HOURS: &str = "profile.hours";
/// "My topics".
pub const TOPICS: &str = "profile.topics";
/// "Pause".
pub const PAUSE: &str = "profile.pause";
/// "I am back".
pub const BACK: &str = "profile.back";
/// "What I believe about you".
pub const BELIEFS: &str = "profile.beliefs";
/// "Not me".
pub const NOT_ME: &str = "profile.not_me";
/// "Undo".
pub const UNDO: &str = "profile.undo";
/// "Export my data".
pub const EXPORT: &str = "profile.export";
/// "Erase my data".
pub const ERASE: &str = "profile.erase";
/// "Keep my data".
pub const KEEP: &str = "profile.keep";

/// The form for hours and the weekly cap.
pub const HOURS_FORM: &str = "profile.hours_form";
/// The form for topics.
pub const TOPICS_FORM: &str = "profile.topics_form";
/// The form for a pause.
pub const PAUSE_FORM: &str = "profile.pause_form";
