//! The manifest in the repository is what the program writes, and what Slack's schema allows.

use std::process::Command;

#[test]
fn the_slack_manifest_is_up_to_date_and_valid() {
    let written = Command::new(env!("CARGO_BIN_EXE_lyceum"))
        .args(["manifest", "slack", "--url", "https://lyceum.example.com"])
        .output()
        .expect("the program runs");
    assert!(written.status.success());
    let written = String::from_utf8(written.stdout).expect("text");
    let kept = std::fs::read_to_string("manifests/slack.yaml").expect("manifests/slack.yaml");
    assert_eq!(
        kept, written,
        "run: cargo run -- manifest slack --url https://lyceum.example.com > manifests/slack.yaml"
    );
    let manifest: serde_json::Value = serde_yaml_ng::from_str(&written).expect("YAML");
    let schema =
        std::fs::read_to_string("tests/fixtures/schemas/slack-manifest.2.0.0.json").expect("the schema");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let wrong: Vec<String> = validator.iter_errors(&manifest).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
