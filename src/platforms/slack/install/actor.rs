//! Whose workspace is this, and from which company is the one who did it?

use super::installation::{Installation, account};
use crate::chat::AccountId;
use crate::platforms::slack::api::payload::{Command, Envelope, Interaction};

/// The workspace and organisation a request names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::platforms::slack) struct Whose {
    pub team: Option<String>,
    pub enterprise: Option<String>,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::platforms::slack) struct Who {
    /// With the tenant they come from.
    pub account: AccountId,
    /// They come from another company than the installation's.
    pub stranger: bool,
}

impl Whose {
    /// Nothing is named at all.
    pub(in crate::platforms::slack) fn is_nobody(&self) -> bool {
        self.team.is_none() && self.enterprise.is_none()
    }

    /// An event: what it was authorised for beats what is written on its envelope. After an org-wide installation
    /// the authorisation has no team.
    pub(in crate::platforms::slack) fn of_event(envelope: &Envelope) -> Self {
        let authorised = envelope
            .authorizations
            .0
            .iter()
            .filter_map(|authorization| authorization.get())
            .map(|it| Self { team: it.team_id.owned(), enterprise: it.enterprise_id.owned() })
            .find(|whose| !whose.is_nobody());
        authorised.unwrap_or_else(|| Self {
            team: envelope.team_id.owned(),
            enterprise: envelope.enterprise_id.owned(),
        })
    }

    /// A press, form or shortcut. A form opened by an org-wide installation says where the app was installed; `team`
    /// is null there, and then the actor's team stands in.
    pub(in crate::platforms::slack) fn of_interaction(interaction: &Interaction) -> Self {
        let view = interaction.view.get();
        let team = interaction.team.get();
        let user = interaction.user.get();
        let enterprise = interaction.enterprise.get().and_then(|it| it.id.owned());
        Self {
            team: view
                .and_then(|view| view.app_installed_team_id.owned())
                .or_else(|| team.and_then(|team| team.id.owned()))
                .or_else(|| user.and_then(|user| user.team_id.owned()))
                .or_else(|| view.and_then(|view| view.team_id.owned())),
            enterprise: enterprise.or_else(|| team.and_then(|team| team.enterprise_id.owned())),
        }
    }

    /// A slash command.
    pub(in crate::platforms::slack) fn of_command(command: &Command) -> Self {
        Self { team: command.team_id.owned(), enterprise: command.enterprise_id.owned() }
    }
}

/// Names who did it. `told` is the team the payload gives for the actor, `home` the teams it names as the
/// installation's side, `shared` whether the channel is known to be shared with another company.
///
/// Where the installation is of one workspace that stands alone, any other team is another company. In an organisation
/// (Enterprise Grid) its own teams are not known, so a differing team counts as another company only in a channel that
/// is shared with one: a colleague from a sister workspace is a colleague.
pub(in crate::platforms::slack) fn who(
    installation: &Installation,
    user: &str,
    told: Option<&str>,
    home: &[Option<&str>],
    shared: bool,
) -> Who {
    let in_organisation = installation.team.is_none() || installation.enterprise.is_some();
    let own = |team: &str| {
        installation.team.as_deref() == Some(team)
            || installation.enterprise.as_deref() == Some(team)
            || installation.tenant() == team
            || (in_organisation && (!shared || home.contains(&Some(team))))
    };
    match told {
        Some(team) if !own(team) => Who { account: account(team, user), stranger: true },
        _ => Who { account: installation.account(user), stranger: false },
    }
}
