//! The rooms: one folder each; no room knows another.

pub mod badges;
pub mod experts;
pub mod home;
pub mod kudos;
pub mod profile;
pub mod topics;

/// The door plates of all rooms, in the order in which they are to be shown.
pub fn all() -> Vec<crate::bot::Feature> {
    vec![
        experts::feature(),
        kudos::feature(),
        badges::feature(),
        topics::feature(),
        profile::feature(),
        home::feature(),
    ]
}

#[cfg(test)]
mod tests {
    /// A room that nobody can enter is a mistake.
    #[test]
    fn every_room_hangs_out_its_plate() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features");
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        assert_eq!(super::all().len(), entries.filter(|path| path.is_dir()).count());
    }
}
