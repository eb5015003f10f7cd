//! The emoji that thanks, and what the platforms call it.

use serde::{Deserialize, Serialize};

/// An emoji to choose: how it looks, what it is called in Slack, and its code point as Teams writes it.
struct Known {
    sign: &'static str,
    name: &'static str,
    code: &'static str,
}

/// What a lead can choose from without typing.
const KNOWN: [Known; 8] = [
    Known { sign: "🙌", name: "raised_hands", code: "1f64c" },
    Known { sign: "👏", name: "clap", code: "1f44f" },
    Known { sign: "🌟", name: "star2", code: "1f31f" },
    Known { sign: "🌮", name: "taco", code: "1f32e" },
    Known { sign: "🏆", name: "trophy", code: "1f3c6" },
    Known { sign: "💎", name: "gem", code: "1f48e" },
    Known { sign: "🍀", name: "four_leaf_clover", code: "1f340" },
    Known { sign: "🎉", name: "tada", code: "1f389" },
];

/// The longest name of an emoji, in characters.
const LONGEST: usize = 60;

/// The emoji that thanks: one that everybody has, or a company's own by its name in Slack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Emoji(String);

impl Default for Emoji {
    fn default() -> Self {
        Self(KNOWN[0].name.to_owned())
    }
}

impl Emoji {
    /// An emoji by its name, with or without colons; none for what cannot be a name.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().trim_matches(':').to_lowercase();
        let is_name = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '+' | '\'');
        (!name.is_empty() && name.chars().count() <= LONGEST && name.chars().all(is_name))
            .then_some(Self(name))
    }

    /// Its name in Slack.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// How it looks: a company's own is told by its name.
    pub fn sign(&self) -> String {
        self.known().map_or_else(|| format!(":{}:", self.0), |known| known.sign.to_owned())
    }

    /// A reaction is this one, whatever a platform calls it: `raised_hands::skin-tone-2`, `1f64c_raisedhands`.
    pub fn is(&self, reaction: &str) -> bool {
        let reaction = reaction.split("::").next().unwrap_or_default();
        let of_teams = |code: &str| {
            let after = reaction.strip_prefix(code);
            after.is_some_and(|after| after.is_empty() || after.starts_with('_'))
        };
        reaction == self.0
            || self.known().is_some_and(|known| {
                of_teams(known.code) || (reaction == known.name.replace('_', "") && known.name.contains('_'))
            })
    }

    /// All that can be chosen without typing: how each looks, and its name.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
        KNOWN.iter().map(|known| (known.sign, known.name))
    }

    fn known(&self) -> Option<&'static Known> {
        KNOWN.iter().find(|known| known.name == self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reaction_is_known_by_what_each_platform_calls_it() {
        let hands = Emoji::default();
        for reaction in
            ["raised_hands", "raised_hands::skin-tone-3", "raisedhands", "1f64c", "1f64c_raisedhands"]
        {
            assert!(hands.is(reaction), "{reaction}");
        }
        for reaction in ["raised_hand", "1f64cc", "", "::", "clap", "like"] {
            assert!(!hands.is(reaction), "{reaction}");
        }
        let own = Emoji::named(":Acme-Taco:").unwrap();
        assert_eq!((own.sign().as_str(), own.is("acme-taco"), own.is("taco")), (":acme-taco:", true, false));
        assert_eq!(Emoji::named("clap").unwrap().sign(), "👏");
        for wrong in ["", "::", "two words", "<!here>", &"x".repeat(61)] {
            assert_eq!(Emoji::named(wrong), None, "{wrong}");
        }
    }
}
