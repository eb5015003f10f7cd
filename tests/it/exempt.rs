//! What may be read whole, and why.

/// Tables that stay small, whatever people do.
pub const STAYS_SMALL: &[(&str, &str)] = &[
    ("organisation", "one row for each company"),
    ("workspace", "one row for each workspace"),
    ("installation", "one row for each workspace"),
    ("teams_tenant", "one row for each tenant"),
    ("oauth_state", "minutes old"),
    ("readiness", "one row"),
    ("company_key", "one row for each company"),
    ("erased_salt", "one row for each company"),
    ("evidence_clock", "one row for each company"),
    ("feature_settings", "one row for each feature"),
    ("playground_journal", "the playground's alone, which is for trying things out"),
    ("topic", "named by leads"),
    ("champion", "named by leads"),
    ("holiday", "named by leads"),
    ("kudos_badge", "named by leads"),
    ("mentorship_programme", "made by leads"),
    ("kudos_roundup", "one row for each channel that has one"),
    ("channel", "one row for each channel, made by hand"),
];

/// Where a statement stands, words of it, and why it may read a whole table, or all that a company has in one.
pub const EXEMPT: &[(&str, &str, &str)] = &[
    (
        "src/features/experts/store/retention.rs",
        "AND EXISTS",
        "what is over, up to a page; on a connection that only reads",
    ),
    ("src/bot/store/files.rs", "DELETE FROM file", "Postgres joins two pages by the key of a small table"),
    ("src/bot/store/outbox/rows.rs", "ORDER BY id", "a queue, from one of its ends up to a page"),
    ("src/bot/store/outbox/rows.rs", "GROUP BY state", "a queue is counted, by an index alone"),
    ("src/features/experts/store/follow.rs", "SET topic", "a lead renames a topic, which is rare"),
    ("src/features/badges/store/contributions.rs", "SET topic", "a lead renames a topic, which is rare"),
    ("src/features/kudos/store/ledger.rs", "SET topic", "a lead renames a topic, which is rare"),
    ("src/bot/store/personal.rs", "", "exports and erases a person"),
    ("src/people/store/personal.rs", "", "exports and erases a person"),
    ("src/search/store/personal.rs", "", "exports and erases a person"),
    ("src/features/experts/store/personal.rs", "", "exports and erases a person"),
    ("src/features/badges/store/personal.rs", "", "exports and erases a person"),
    ("src/features/kudos/store/personal.rs", "", "exports and erases a person"),
    ("src/features/quiz/store/personal.rs", "", "exports and erases a person"),
    ("src/features/mentorship/store/personal.rs", "", "exports and erases a person"),
    ("src/people/store/people.rs", "SUBSTR(other.name, 1, LENGTH(it.name))", "erases a person"),
    ("src/app/store/tenants.rs", "folded IS NULL", "once, when the program starts"),
    (
        "src/app/store/tenants.rs",
        "folded LIKE",
        "channels alone, by an index of theirs: a name is looked for within names",
    ),
    (
        "src/bot/store/outbox/rows.rs",
        "REPLACE(errand",
        "a queue: what waits goes out, what failed goes after a month",
    ),
    (
        "src/people/store/links.rs",
        "DELETE FROM link_code",
        "codes are minutes old: the statement drops all others",
    ),
    (
        "src/people/store/people.rs",
        "AS champion",
        "a board counts everybody; on a connection that only reads",
    ),
    ("src/people/store/erased.rs", "SELECT digest, colleague", "an import asks for all of them once"),
    (
        "src/people/store/corrections.rs",
        "SELECT person, topic FROM not_mine WHERE org = $1",
        "a map of topics counts everybody; on a connection that only reads",
    ),
    (
        "src/people/store/knowledge.rs",
        "FROM skill WHERE org = $1 AND (ask_me",
        "a map of topics counts everybody; on a connection that only reads",
    ),
    (
        "src/search/store/answers.rs",
        "a.sent > $2",
        "a map of topics counts half a year; on a connection that only reads",
    ),
    (
        "src/features/kudos/store/listings.rs",
        "SELECT person FROM kudos_unlisted",
        "whoever keeps off boards, all of whom are asked for",
    ),
    (
        "src/features/kudos/store/moderation.rs",
        "SELECT person FROM kudos_kept",
        "whoever was kept from giving, all of whom are asked for",
    ),
    ("src/features/badges/store/badges.rs", "WHERE a.org = $1 ORDER BY", "the newest first, up to a page"),
    (
        "src/search/store/deletions.rs",
        "FROM message_change ORDER BY",
        "a queue, from its beginning up to a page",
    ),
];
