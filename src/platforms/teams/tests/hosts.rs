//! Where our token may be sent, and where it must not.

use wiremock::MockServer;

use super::settings::settings;
use crate::platforms::teams::api::hosts::host_is_allowed;

#[tokio::test]
async fn only_the_hosts_of_the_settings_are_written_to() {
    let mut settings = settings(&MockServer::start().await);
    let hosts = ["smba.trafficmanager.net", "*.teams.microsoft.com", "LOCALHOST", "*.", "emulator"];
    settings.allowed_hosts = hosts.map(str::to_owned).into();
    for (url, allowed) in [
        ("https://smba.trafficmanager.net/teams/", true),
        ("HTTPS://SMBA.trafficmanager.net", true),
        ("https://smba.trafficmanager.net:443/", true),
        ("https://smba.infra.gcc.teams.microsoft.com/gcc", true),
        ("http://localhost:56150", true),
        ("https://localhost:56150/x", true),
        ("http://smba.trafficmanager.net/", false),
        ("https://smba.trafficmanager.net:8443/", false),
        ("https://smba.trafficmanager.net./", false),
        ("https://smba.trafficmanager.net.evil.example/", false),
        ("https://evil-smba.trafficmanager.net/", false),
        ("https://x.smba.trafficmanager.net/", false),
        ("https://teams.microsoft.com/", false),
        ("https://.teams.microsoft.com/", false),
        ("https://evilteams.microsoft.com/", false),
        ("https://evil.example/smba.trafficmanager.net", false),
        ("https://smba.trafficmanager.net@evil.example/", false),
        ("https://evil.example\\@smba.trafficmanager.net/", false),
        ("https://user@smba.trafficmanager.net/", false),
        ("https://:word@smba.trafficmanager.net/", false),
        ("https://evil.example#smba.trafficmanager.net", false),
        ("http://emulator/", false),
        ("http://127.0.0.1/", false),
        ("ftp://localhost/", false),
        ("file:///localhost", false),
        ("smba.trafficmanager.net", false),
        ("", false),
    ] {
        assert_eq!(host_is_allowed(url, &settings), allowed, "{url}");
    }
}
