//! The channels of an export: which are imported, and what is known of them from then on.

use std::collections::BTreeMap;

use super::Import;
use super::archive::Overview;
use super::layout::spelling;
use super::report::PassedOver;
use crate::chat::{ChannelStatement, Place, PlaceId, PlaceKind};
use crate::import::ImportError;
use crate::people::Channels;

impl Import<'_> {
    /// The channels to import, by their number in the overview.
    pub(super) async fn channels(
        &mut self,
        overview: &Overview,
    ) -> Result<BTreeMap<usize, Place>, ImportError> {
        let wanted: Vec<&str> =
            self.options.channels.iter().map(|name| name.trim_start_matches('#')).collect();
        let mut channels = BTreeMap::new();
        let mut tx = self.db.begin().await?;
        for (number, channel) in overview.conversations.iter().enumerate() {
            let is_wanted = |name: &&str| spelling(name) == spelling(&channel.name) || **name == channel.id;
            let passed_over = if channel.direct {
                Some(PassedOver::Direct)
            } else if !wanted.is_empty() && !wanted.iter().any(is_wanted) {
                Some(PassedOver::NotAsked)
            } else {
                Some(PassedOver::Private).filter(|_| channel.private && !self.options.private)
            };
            if let Some(why) = passed_over {
                let files = overview.days.get(&number).map_or(0, Vec::len);
                if files > 0 {
                    *self.report.passed_over.entry(why).or_default() +=
                        u64::try_from(files).unwrap_or_default();
                }
                continue;
            }
            let place = Place {
                id: PlaceId::new(format!("slack:{}:{}", self.team, channel.id)),
                kind: if channel.private { PlaceKind::Private } else { PlaceKind::Channel },
                thread: None,
                shared: false,
            };
            if !self.options.dry_run {
                // What an export says is as old as the export: the platform is asked.
                tx.of::<Channels>(&self.org).meet_channel(&self.workspace, &place.id, self.now).await?;
                let named = ChannelStatement {
                    name: Some(channel.name.clone()),
                    gone: Some(channel.is_archived),
                    ..ChannelStatement::default()
                };
                tx.of::<Channels>(&self.org)
                    .state_channel(&self.workspace, &place.id, &named, self.now)
                    .await?;
                tx.of::<Channels>(&self.org).imported(&place.id, self.now).await?;
                if self.options.open_channels && !channel.private {
                    tx.of::<Channels>(&self.org).open_unstated(&place.id).await?;
                }
            }
            if overview.unsure.contains(&number) {
                self.unsure.insert(place.id.clone());
            }
            channels.insert(number, place);
            self.report.channels += 1;
        }
        if !self.options.dry_run {
            tx.commit().await?;
        }
        for name in wanted {
            let is_it = |number: &usize| {
                let channel = &overview.conversations[*number];
                spelling(name) == spelling(&channel.name) || name == channel.id
            };
            if !channels.keys().any(is_it) {
                self.report.problems.push(format!("there is no channel called {name} in the export"));
            }
        }
        Ok(channels)
    }
}
