//! The other names of things of the trade.

/// Each line is one thing; the terms are as the index has them, stemmed.
const SAME: &[&[&str]] = &[
    &["k8s", "kubernet"],
    &["pg", "postgr", "postgresql", "psql"],
    &["js", "javascript"],
    &["ts", "typescript"],
    &["tf", "terraform"],
    &["py", "python"],
    &["rb", "rubi"],
    &["go", "golang"],
    &["c#", "csharp"],
    &["c++", "cpp"],
    &["f#", "fsharp"],
    &[".net", "dotnet"],
    &["node.js", "nodej", "node"],
    &["react", "reactj", "react.js"],
    &["vue", "vuej", "vue.js"],
    &["db", "databas"],
    &["ci/cd", "cicd"],
    &["ml", "machine-learning"],
    &["gh", "github"],
    &["gha", "github-actions"],
    &["aws", "amazon"],
    &["gcp", "google-cloud"],
    &["env", "environ"],
    &["config", "configur"],
    &["auth", "authent"],
    &["authz", "author"],
    &["repo", "repositori"],
    &["dep", "depend"],
    &["vm", "virtual-machine"],
    &["i18n", "internation"],
    &["l10n", "local"],
    &["a11y", "access"],
    &["oauth", "oauth2"],
    &["mssql", "sqlserver", "sql-server"],
    &["mongo", "mongodb"],
    &["es", "elasticsearch"],
    &["vscode", "vs-code"],
    &["regex", "regexp"],
];

/// The other names of a term.
pub(super) fn also_called(term: &str) -> impl Iterator<Item = &'static str> {
    let same = SAME.iter().filter(move |line| line.contains(&term));
    same.flat_map(|line| line.iter().copied()).filter(move |other| *other != term)
}

#[cfg(test)]
mod tests {
    use super::SAME;
    use crate::search::words::words;

    #[test]
    fn every_name_is_as_the_index_has_it() {
        for name in SAME.iter().flat_map(|line| line.iter()) {
            let read = words(name);
            assert!(
                read.first().is_some_and(|word| word.term == *name) || stem_of_itself(name),
                "{name} is read as {read:?}"
            );
        }
    }

    /// A stem need not be its own stem; it must then be one of a longer word.
    fn stem_of_itself(name: &str) -> bool {
        ["s", "es", "e", "y", "ing", "ment", "ization", "ation", "ency", "ure", "ible"].iter().any(|end| {
            words(&format!("{}{end}", name.trim_end_matches('i'))).iter().any(|word| word.term == *name)
        })
    }
}
