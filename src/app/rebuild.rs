//! `lyceum index rebuild`: the index is made anew from the store.

use indicatif::{ProgressBar, ProgressStyle};

use super::embeddings;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::Db;

/// Makes every company's index anew, with a bar that shows how far it is.
pub(super) async fn rebuild(config: &Config) -> anyhow::Result<()> {
    let db = Db::open(&config.database_url).await?;
    db.migrate().await?;
    let search = embeddings::search(config)?;
    let orgs = db.read().await?.orgs().await?;
    for org in orgs {
        let bar = ProgressBar::new(0).with_style(
            ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.set_message(org.to_string());
        search
            .rebuild(&db, &org, |done, total| {
                bar.set_length(total);
                bar.set_position(done);
            })
            .await?;
        bar.finish();
    }
    search.maintain(&db, Clock::system().now()).await?;
    search.close().await;
    db.close().await;
    Ok(())
}
