//! The rooms: one folder each; no room knows another.

/// Names the rooms: each is a folder with a `feature()`.
macro_rules! features {
    [$($room:ident),* $(,)?] => {
        $(pub mod $room;)*

        /// The door plates of all rooms, in the order in which they are to be shown.
        pub fn all() -> Vec<crate::bot::Feature> {
            vec![$($room::feature()),*]
        }
    };
}

features![experts, kudos, topics, profile, home];
