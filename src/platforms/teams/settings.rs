//! What has to be known to speak with Teams.

use chrono::NaiveDate;
use secrecy::SecretString;
use url::Url;

/// What has to be known to speak with Teams. `config` reads it; nothing here reads the environment.
#[derive(Clone, Debug)]
pub struct TeamsSettings {
    /// The bot's app (client) id: the audience of every token we are shown.
    pub app_id: String,
    /// The client secret. None only where nothing is authenticated.
    pub password: Option<SecretString>,
    /// The day on which the client secret ends, where somebody has set it.
    pub password_expires: Option<NaiveDate>,
    /// The home tenant: tokens are fetched there, and it is installed from the start.
    pub tenant: Option<String>,
    /// Other tenants that may install the app; `*` is any.
    pub other_tenants: Vec<String>,
    /// Which cloud; the addresses below follow from it unless the settings say otherwise.
    pub cloud: Cloud,
    /// Where our own tokens come from: `https://login.microsoftonline.com`.
    pub login_url: Url,
    /// The metadata that leads to the keys of the tokens we are shown.
    pub openid_url: Url,
    /// Hosts that a service URL may name; `*.` at the beginning stands for any subdomain.
    pub allowed_hosts: Vec<String>,
    /// No token is asked for or sent: an emulator on this machine.
    pub unauthenticated: bool,
}

/// Settings nothing can be built from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSettings {
    /// The HTTP client could not be built.
    #[error("the HTTP client for Teams could not be built")]
    Client,
}

impl TeamsSettings {
    /// Whether a tenant may install the app: the home tenant, those that are named, and any where nothing is authenticated.
    pub(super) fn may_install(&self, tenant: &str) -> bool {
        let named = |other: &String| other == "*" || other.eq_ignore_ascii_case(tenant);
        let is_home = self.tenant.as_ref().is_some_and(|home| home.eq_ignore_ascii_case(tenant));
        self.unauthenticated || is_home || self.other_tenants.iter().any(named)
    }
}

/// Microsoft's clouds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cloud {
    /// The public one, and GCC.
    #[default]
    Public,
    /// US Government, GCC High.
    Gcch,
    /// US Department of Defense.
    Dod,
    /// China, by 21Vianet.
    China,
}

impl Cloud {
    /// As the setting spells it.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "public" => Self::Public,
            "gcch" => Self::Gcch,
            "dod" => Self::Dod,
            "china" => Self::China,
            _ => return None,
        })
    }

    /// Where our own tokens come from.
    pub fn login_url(self) -> &'static str {
        match self {
            Self::Public => "https://login.microsoftonline.com",
            Self::Gcch | Self::Dod => "https://login.microsoftonline.us",
            Self::China => "https://login.partner.microsoftonline.cn",
        }
    }

    /// The metadata that leads to the keys of the tokens we are shown.
    pub fn openid_url(self) -> &'static str {
        match self {
            Self::Public => "https://login.botframework.com/v1/.well-known/openidconfiguration",
            Self::Gcch | Self::Dod => {
                "https://login.botframework.azure.us/v1/.well-known/openidconfiguration"
            }
            Self::China => "https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
        }
    }

    /// Who issues the tokens we are shown.
    pub fn issuer(self) -> &'static str {
        match self {
            Self::Public => "https://api.botframework.com",
            Self::Gcch | Self::Dod => "https://api.botframework.us",
            Self::China => "https://api.botframework.azure.cn",
        }
    }

    /// What our own tokens are for.
    pub fn scope(self) -> &'static str {
        match self {
            Self::Public => "https://api.botframework.com/.default",
            Self::Gcch | Self::Dod => "https://api.botframework.us/.default",
            Self::China => "https://api.botframework.azure.cn/.default",
        }
    }

    /// The tenant that old multi-tenant registrations fetch their tokens at.
    pub fn shared_tenant(self) -> &'static str {
        match self {
            Self::Public => "botframework.com",
            Self::Gcch | Self::Dod => "MicrosoftServices.onmicrosoft.us",
            Self::China => "microsoftservices.partner.onmschina.cn",
        }
    }

    /// Where somebody is reached who was never heard of.
    pub fn service_url(self) -> Option<&'static str> {
        match self {
            Self::Public => Some("https://smba.trafficmanager.net/teams/"),
            Self::Gcch => Some("https://smba.infra.gov.teams.microsoft.us/gcch/"),
            Self::Dod | Self::China => None,
        }
    }

    /// Hosts that a service URL may name.
    pub fn allowed_hosts(self) -> &'static [&'static str] {
        match self {
            Self::Public => &["smba.trafficmanager.net", "*.teams.microsoft.com"],
            Self::Gcch | Self::Dod => &["*.teams.microsoft.us"],
            Self::China => &["*.teams.microsoftonline.cn"],
        }
    }
}
