//! What a company teaches its ranking.
//!
//! Every company begins with the weights of the model. Each question that was asked in the open, and whose answerers are
//! known, moves them a little: the question is ranked as it would have been when it was asked, and whoever really answered
//! should have stood higher. The weights are worked out from the evidence in the order in which it was written, in whole
//! days: so a rebuilt index, another copy of the program and the other database come to the same.
//!
//! - Only places teach that everybody who may read them all is shown: see [`super::Teaching`].
//! - A question that the bot put teaches nothing: somebody was tagged for it. Nor does one that mentions somebody.
//! - They are kept in memory only, and worked out anew, a number of questions a minute, by [`super::Search::maintain`].
//!   Until the new ones have come as far, the old ones are used.

mod learned;
mod lessons;
mod slot;

pub(super) use learned::Learned;
pub(super) use slot::{Lessons, Step};
