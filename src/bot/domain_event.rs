//! What features tell one another. Published with [`super::Ctx::publish`], handled by those that registered for it, in the
//! same transaction.

use super::contribution::{Contribution, ContributionKind};
use crate::chat::{AccountId, MessageId, PersonId, PlaceId, PostId, Reason};

/// Something that happened in one feature and that others may care about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DomainEvent {
    /// Somebody did something for others, of a kind that the feature declares which publishes it. Published again for the
    /// same, it changes nothing.
    Contributed(Contribution),
    /// It was none, after all: whoever it was of. It can come again.
    ContributionWithdrawn {
        /// Of which kind it was.
        kind: &'static ContributionKind,
        /// The contribution's id, within its kind.
        id: String,
    },
    /// A contribution is kept, and was not kept before.
    ContributionKept(Contribution),
    /// Somebody thanked others by hand. Not published for thanks that are taken back.
    Thanked {
        /// Who thanked.
        giver: PersonId,
    },
    /// A lead called a topic otherwise. Whatever is about it is about the same as before.
    TopicRenamed {
        /// What it was called.
        from: String,
        /// What it is called now.
        to: String,
    },
    /// Somebody turned out to be somebody else: two accounts, one person. Whatever tables keep of `from` is `into`'s by now
    /// (`PersonalTable::merge`); this is for whatever else follows from it.
    Joined {
        /// Who is no more.
        from: PersonId,
        /// Who they are.
        into: PersonId,
    },
    /// Somebody's last living account was switched off.
    Left {
        /// The person who left.
        person: PersonId,
    },
    /// What was read in a channel was erased by a lead, so far these messages.
    Erased {
        /// Which channel.
        place: PlaceId,
        /// The messages.
        messages: Vec<MessageId>,
    },
    /// All that was read in a channel was erased by a lead, also what stood in none of its messages. What is said there
    /// later is not among it.
    Emptied {
        /// Which channel.
        place: PlaceId,
    },
    /// Nobody can tell whether something we said arrived: it was looked for, or sent once more, in vain. It waits for a lead
    /// to send it again or to let it be; what belongs below it waits, too.
    Unconfirmed {
        /// The post, if it had a name.
        post: Option<PostId>,
        /// The place it was for, if it was for a place.
        place: Option<PlaceId>,
        /// The account it was for, if it was for one person.
        account: Option<AccountId>,
    },
    /// Something we said did not arrive and will not.
    Undelivered {
        /// The post, if it had a name.
        post: Option<PostId>,
        /// The place it was for, if it was for a place.
        place: Option<PlaceId>,
        /// The account it was for, if it was for one person.
        account: Option<AccountId>,
        /// Why it did not arrive, as the platform said it.
        reason: Reason,
    },
}

/// Somebody is being erased: their rows are by now under an id that is nobody's.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// Who stands in for them, so that totals stay: an id without name, address or account.
    pub stand_in: PersonId,
}
