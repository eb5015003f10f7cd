//! What this feature's buttons and forms are called. They stand in messages that were sent: a button of which the id is
//! changed here does nothing any more where it was drawn before.

/// "New programme".
pub const NEW: &str = "mentorship.new";
/// "Look at it", on a lead's list of programmes.
pub const SHOW: &str = "mentorship.show";
/// "Change it".
pub const CHANGE: &str = "mentorship.change";
/// "What counts".
pub const WEIGHTS: &str = "mentorship.weights";
/// "Invite people".
pub const OPEN: &str = "mentorship.open";
/// "Find pairs", "Run again".
pub const FIND_PAIRS: &str = "mentorship.find_pairs";
/// "More", "The draft".
pub const DRAFT: &str = "mentorship.draft";
/// "Decide", at a mentee in a draft.
pub const RULE: &str = "mentorship.rule";
/// "Publish".
pub const PUBLISH: &str = "mentorship.publish";
/// "How it goes".
pub const FIGURES: &str = "mentorship.figures";
/// "End the programme".
pub const END_PROGRAMME: &str = "mentorship.end_programme";

/// "Take part".
pub const JOIN: &str = "mentorship.join";
/// "Leave it".
pub const LEAVE: &str = "mentorship.leave";
/// "Personality".
pub const PERSONALITY: &str = "mentorship.personality";
/// "Not with ...".
pub const BLOCKS: &str = "mentorship.blocks";
/// "Wishes".
pub const WISHES: &str = "mentorship.wishes";

/// "Find a mentor".
pub const FIND: &str = "mentorship.find";
/// "Ask", at a mentor.
pub const ASK: &str = "mentorship.ask";
/// "Rank several".
pub const RANK: &str = "mentorship.rank";
/// "Yes, gladly".
pub const ACCEPT: &str = "mentorship.accept";
/// "Not now".
pub const PASS: &str = "mentorship.pass";
/// "Ask nobody".
pub const WITHDRAW: &str = "mentorship.withdraw";

/// "I agree".
pub const AGREE: &str = "mentorship.agree";
/// One of the proposed times.
pub const CHOOSE_TIME: &str = "mentorship.choose_time";
/// "For my calendar".
pub const CALENDAR: &str = "mentorship.calendar";
/// "We met".
pub const MET: &str = "mentorship.met";
/// "Not yet".
pub const NOT_MET: &str = "mentorship.not_met";
/// "How far am I?".
pub const GOAL: &str = "mentorship.goal";
/// "Say how it goes".
pub const SENTIMENT: &str = "mentorship.sentiment";
/// "Say how it was".
pub const CLOSING: &str = "mentorship.closing";
/// "Tell it".
pub const STORY: &str = "mentorship.story";
/// "I am here".
pub const PRESENT: &str = "mentorship.present";
/// "Pause".
pub const PAUSE: &str = "mentorship.pause";
/// "Go on".
pub const RESUME: &str = "mentorship.resume";
/// "Longer".
pub const EXTEND: &str = "mentorship.extend";
/// "End it".
pub const END: &str = "mentorship.end";

/// The form for a programme, new or changed.
pub const PROGRAMME_FORM: &str = "mentorship.programme_form";
/// The form for what the parts of a score count.
pub const WEIGHTS_FORM: &str = "mentorship.weights_form";
/// The form for what a lead decides of a mentee.
pub const RULE_FORM: &str = "mentorship.rule_form";
/// The form with which somebody joins.
pub const JOIN_FORM: &str = "mentorship.join_form";
/// The form with the questions on personality.
pub const PERSONALITY_FORM: &str = "mentorship.personality_form";
/// The form for whom somebody does not want.
pub const BLOCKS_FORM: &str = "mentorship.blocks_form";
/// The form for whom somebody wishes.
pub const WISHES_FORM: &str = "mentorship.wishes_form";
/// The form that ranks mentors.
pub const RANK_FORM: &str = "mentorship.rank_form";
/// The form for how far somebody is with their goal.
pub const GOAL_FORM: &str = "mentorship.goal_form";
/// The form for how it goes.
pub const SENTIMENT_FORM: &str = "mentorship.sentiment_form";
/// The form for how it was.
pub const CLOSING_FORM: &str = "mentorship.closing_form";
/// The form for a story.
pub const STORY_FORM: &str = "mentorship.story_form";
/// The form for a pause.
pub const PAUSE_FORM: &str = "mentorship.pause_form";
/// The form for more weeks.
pub const EXTEND_FORM: &str = "mentorship.extend_form";
/// The form that ends a mentorship.
pub const END_FORM: &str = "mentorship.end_form";
