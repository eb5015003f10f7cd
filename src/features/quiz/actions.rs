//! What this feature's buttons, menu entries and forms are called. They stand in messages that were sent: a button of
//! which the id is changed here does nothing any more where it was drawn before.

/// "Make a quiz".
pub const NEW: &str = "quiz.new";
/// "Import one".
pub const IMPORT: &str = "quiz.import";
/// "Open", on the list of one's own quizzes.
pub const SHOW: &str = "quiz.show";
/// "Add a question".
pub const ADD: &str = "quiz.add";
/// "Change", at a question.
pub const CHANGE: &str = "quiz.change";
/// "Preview".
pub const PREVIEW: &str = "quiz.preview";
/// "Look at it", for a champion of the topic.
pub const CHECK: &str = "quiz.check";
/// "Delete".
pub const DELETE: &str = "quiz.delete";
/// "Start it".
pub const START: &str = "quiz.start";
/// "Close it now".
pub const CLOSE: &str = "quiz.close";
/// "Answer".
pub const ANSWER: &str = "quiz.answer";
/// "One at a time".
pub const STEP: &str = "quiz.step";
/// An option of the question that stands there, "Back", "Skip".
pub const CHOOSE: &str = "quiz.choose";
/// "Type an answer", "Choose".
pub const TYPE: &str = "quiz.type";
/// "Hand in".
pub const HAND_IN: &str = "quiz.hand_in";
/// "My result".
pub const MINE: &str = "quiz.mine";
/// "Results".
pub const RESULTS: &str = "quiz.results";
/// "As a table".
pub const EXPORT: &str = "quiz.export";
/// An option of a question that came back.
pub const RECALL: &str = "quiz.recall";
/// "Type an answer" to a question that came back.
pub const RECALL_TYPED: &str = "quiz.recall_typed";
/// "Stop asking me".
pub const END: &str = "quiz.end";
/// "Ask me again".
pub const RESUME: &str = "quiz.resume";

/// The menu entry "Make a quiz of this".
pub const MAKE: &str = "quiz.make";

/// The form for a new quiz, with its first question.
pub const NEW_FORM: &str = "quiz.new_form";
/// The form for one question.
pub const ITEM_FORM: &str = "quiz.item_form";
/// The form for questions that were written elsewhere.
pub const IMPORT_FORM: &str = "quiz.import_form";
/// The form that starts a quiz.
pub const START_FORM: &str = "quiz.start_form";
/// The form with all questions.
pub const ANSWER_FORM: &str = "quiz.answer_form";
/// The form with one question.
pub const TYPE_FORM: &str = "quiz.type_form";
/// The form with a question that came back.
pub const RECALL_FORM: &str = "quiz.recall_form";
