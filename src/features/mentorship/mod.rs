//! Mentorship: good pairs, a place of their own, and pairs that keep meeting.

pub mod matching;
