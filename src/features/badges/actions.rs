//! What this feature's buttons, menu entries and forms are called. They stand in messages that were sent: a button of
//! which the id is changed here does nothing any more where it was drawn before.

/// "Add a badge".
pub const BADGE_ADD: &str = "kudos.badge_add";
/// "Change".
pub const BADGE_CHANGE: &str = "kudos.badge_change";
/// "Award a badge".
pub const AWARD: &str = "kudos.award";
/// "Awarded so far", "Newer", "Older".
pub const AWARDS: &str = "kudos.awards";
/// "Take it back".
pub const AWARD_BACK: &str = "kudos.award_back";

/// The form for a company's own badge.
pub const BADGE_FORM: &str = "kudos.badge_form";
/// The form that awards one.
pub const AWARD_FORM: &str = "kudos.award_form";
