//! The manifests in the repository are what the program writes, and what the platforms' schemas allow.

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

#[test]
fn the_teams_package_is_up_to_date_and_valid() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lyceum.zip");
    let status = Command::new(env!("CARGO_BIN_EXE_lyceum"))
        .args(["manifest", "teams", "--url", "https://lyceum.example.com"])
        .args(["--app-id", "11111111-2222-3333-4444-555555555555", "--read-channels", "--out"])
        .arg(&file)
        .status()
        .expect("the program runs");
    assert!(status.success());
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&file).expect("a file")).expect("a ZIP file");
    let mut bytes_of = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_name(name).expect(name), &mut bytes).expect("bytes");
        bytes
    };
    let manifest = bytes_of("manifest.json");
    let kept = std::fs::read("manifests/teams/manifest.json").expect("manifests/teams/manifest.json");
    assert!(kept == manifest, "run the command of this test, and unpack manifest.json into manifests/teams");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    let schema = std::fs::read("tests/fixtures/schemas/teams-manifest.1.29.json").expect("the schema");
    let schema: serde_json::Value = serde_json::from_slice(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let wrong: Vec<String> = validator.iter_errors(&manifest).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (name, width) in [("color.png", 192_u32), ("outline.png", 32)] {
        let png = bytes_of(name);
        assert_eq!(
            png.get(16..24),
            Some([width.to_be_bytes(), width.to_be_bytes()].concat().as_slice()),
            "{name}"
        );
    }
}
