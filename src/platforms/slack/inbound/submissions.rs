//! What was filled into a form, field by field, as `chat::Input` has it.

use std::collections::BTreeMap;

use crate::chat::Submission;
use crate::platforms::slack::api::payload::{Entry, View};
use crate::platforms::slack::install::installation::Installation;

/// The submission a view comes to; none if it is not one of our forms.
pub(in crate::platforms::slack) fn submission(
    installation: &Installation,
    view: &View,
) -> Option<Submission> {
    let mut values = BTreeMap::new();
    if let Some(blocks) = view.state.get().and_then(|state| state.values.get()) {
        for (field, block) in blocks {
            let entries = block.get().into_iter().flat_map(BTreeMap::values);
            let found: Vec<String> = entries
                .filter_map(|entry| entry.get())
                .flat_map(|entry| strings(installation, entry))
                .collect();
            values.insert(field.clone(), found);
        }
    }
    Some(Submission {
        form: view.callback_id.owned()?,
        context: view.private_metadata.owned().unwrap_or_default(),
        values,
    })
}

/// The fields of a view that errors can be shown at.
pub(in crate::platforms::slack) fn fields(view: &View) -> Vec<&str> {
    let blocks = view.state.get().and_then(|state| state.values.get());
    blocks.into_iter().flat_map(BTreeMap::keys).map(String::as_str).collect()
}

fn strings(installation: &Installation, entry: &Entry) -> Vec<String> {
    let person = |user: &str| installation.account(user).as_str().to_owned();
    let place = |channel: &str| installation.place(channel).as_str().to_owned();
    let mut found = Vec::new();
    let simple = [
        entry.value.get(),
        entry.selected_option.get().and_then(|option| option.value.get()),
        entry.selected_date.get(),
        entry.selected_time.get(),
    ];
    found.extend(simple.into_iter().flatten().map(str::to_owned));
    let options = entry.selected_options.0.iter().filter_map(|option| option.get()?.value.get());
    found.extend(options.map(str::to_owned));
    let people = entry.selected_user.get().into_iter();
    found.extend(people.chain(entry.selected_users.0.iter().filter_map(|user| user.get())).map(person));
    let places = [entry.selected_conversation.get(), entry.selected_channel.get()].into_iter().flatten();
    let more = entry.selected_conversations.0.iter().chain(&entry.selected_channels.0);
    found.extend(places.chain(more.filter_map(|channel| channel.get())).map(place));
    found
}
