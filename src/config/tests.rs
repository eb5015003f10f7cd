//! Settings that can be started with, and those that are named as wrong.

use super::*;

fn read(lines: &str) -> Result<Config, Vec<ConfigError>> {
    Config::from(&Figment::new().merge(Toml::string(lines)))
}

fn wrong(lines: &str) -> String {
    let wrongs = read(lines).unwrap_err();
    wrongs.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_set_is_a_start() {
    let config = read("").unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3978");
    assert_eq!(config.database_url, "sqlite://lyceum.db");
    assert_eq!(config.index_dir_for(&config.database_url), Some(PathBuf::from("lyceum.index")));
    assert_eq!(config.index_dir_for("sqlite::memory:"), None);
    assert!(config.slack.is_none());
}

#[test]
fn each_wrong_setting_is_named_and_no_secret_is_shown() {
    insta::assert_snapshot!(wrong(
        "lyceum_listen = 'here'\nlyceum_database_url = 'mysql://x'\nlyceum_encryption_key = 'c2VjcmV0'\n\
         lyceum_log_format = 'xml'\nslack_signing_secret = 'shh'\nslack_api_url = 'http://slack.example'"
    ), @"
    LYCEUM_LISTEN: must be an address and a port, such as 127.0.0.1:3978
    LYCEUM_DATABASE_URL: must begin with sqlite:// or postgres://
    LYCEUM_ENCRYPTION_KEY: must be 32 bytes in base64; `openssl rand -base64 32` makes one
    LYCEUM_LOG_FORMAT: must be text or json
    SLACK_API_URL: must begin with https://, unless it is on this machine
    SLACK_BOT_TOKEN: is missing: set it for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for many
    ");
    assert!(wrong("lyceum_lisen = 'x'").contains("no setting called `lyceum_lisen`"));
    assert!(wrong("lyceum_listen = 3978").starts_with("LYCEUM_LISTEN: must be"));
}

#[test]
fn proxies_are_addresses_or_networks() {
    let proxies = read("lyceum_trusted_proxies = '10.1.2.3, 2001:db8::/32'").unwrap().trusted_proxies;
    assert_eq!(proxies.iter().map(ToString::to_string).collect::<Vec<_>>(), ["10.1.2.3/32", "2001:db8::/32"]);
    assert!(read("").unwrap().trusted_proxies.is_empty());
    assert!(
        wrong("lyceum_trusted_proxies = 'caddy'").starts_with("LYCEUM_TRUSTED_PROXIES: must be addresses")
    );
}

#[test]
fn many_workspaces_need_a_key_and_an_address() {
    let found = wrong("slack_signing_secret = 'shh'\nslack_client_id = '1.2'");
    assert!(found.contains("SLACK_CLIENT_SECRET"), "{found}");
    assert!(found.contains("LYCEUM_PUBLIC_URL"), "{found}");
    assert!(found.contains("LYCEUM_ENCRYPTION_KEY"), "{found}");
    assert!(!found.contains("shh"), "{found}");
}

#[test]
fn one_model_of_what_questions_mean_or_none() {
    assert!(read("").unwrap().embeddings.is_none());
    let words = read("lyceum_embeddings_path = 'vectors.txt'").unwrap().embeddings;
    assert!(matches!(words, Some(EmbeddingSettings::Words(path)) if path == Path::new("vectors.txt")));
    let endpoint = "lyceum_embeddings_url = 'https://api.example.com/v1'\nlyceum_embeddings_key = 'shh'\n";
    let config = read(&format!("{endpoint}lyceum_embeddings_model = 'small'")).unwrap();
    assert!(matches!(config.embeddings, Some(EmbeddingSettings::Endpoint { .. })));
    assert!(!format!("{config:?}").contains("shh"));
    insta::assert_snapshot!(wrong(endpoint), @"LYCEUM_EMBEDDINGS_MODEL: is missing: it is the model's name at LYCEUM_EMBEDDINGS_URL");
    insta::assert_snapshot!(
        wrong(&format!("{endpoint}lyceum_embeddings_path = 'x'")),
        @"LYCEUM_EMBEDDINGS_URL: cannot be set together with LYCEUM_EMBEDDINGS_PATH: there is one model; remove one of the two"
    );
    insta::assert_snapshot!(
        wrong("lyceum_embeddings_path = 'x'\nlyceum_embeddings_key = 'shh'"),
        @"LYCEUM_EMBEDDINGS_KEY: is of no use without LYCEUM_EMBEDDINGS_URL"
    );
    insta::assert_snapshot!(
        wrong("lyceum_embeddings_url = 'http://models.example'\nlyceum_embeddings_model = 'small'"),
        @"LYCEUM_EMBEDDINGS_URL: must begin with https://, unless it is on this machine"
    );
    let secret =
        wrong("lyceum_embeddings_url = 'https://ann:shh@models.example'\nlyceum_embeddings_model = 'small'");
    assert!(secret.contains("must have no name and password") && !secret.contains("shh"), "{secret}");
}

#[test]
fn every_setting_stands_in_the_papers_and_no_other_does() {
    let example = include_str!("../../lyceum.example.toml");
    let papers = [
        include_str!("../../docs/configuration.md"),
        include_str!("../../docs/operations.md"),
        include_str!("../../docs/slack.md"),
        include_str!("../../docs/teams.md"),
        include_str!("../../README.md"),
        include_str!("../../deploy/compose.yaml"),
        include_str!("../../deploy/kubernetes.yaml"),
    ];
    for name in NAMES {
        assert!(papers[0].contains(&format!("`{}`", name.to_uppercase())), "docs/configuration.md: {name}");
        assert!(example.contains(&format!("# {name} = ")), "lyceum.example.toml: {name}");
    }
    let setting =
        regex::Regex::new(r"\b(?:LYCEUM|SLACK|TEAMS)_[A-Z_]+|(?m)^# ([a-z]+(?:_[a-z]+)+) = ").unwrap();
    for named in papers.iter().chain([&example]).flat_map(|paper| setting.find_iter(paper)) {
        let name = named.as_str().trim_start_matches("# ").trim_end_matches(" = ").to_lowercase();
        assert!(NAMES.contains(&name.as_str()), "there is no setting {name}");
    }
}
