//! What a feature wants said. A value: it is committed with the state and sent afterwards.

use serde::{Deserialize, Serialize};

use super::{Card, Faces, FieldError, Form, MessageId, PersonId, PlaceId, PostId, WorkspaceId};

/// Who gets to see something. The platform finds the nearest native means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// Everybody in the place where it happened, in the thread where it happened if it did so in one.
    Here,
    /// Only the person who did it, where they did it. May vanish when they look away: keep no state in it.
    OnlyYou,
    /// One person, in their direct conversation with the bot.
    Person(PersonId),
    /// One person, in their direct conversation with the bot in that workspace, wherever else they have accounts.
    PersonIn(PersonId, WorkspaceId),
    /// Everybody in a place.
    Place(PlaceId),
    /// Everybody in a place, below a message that somebody else wrote there.
    Below(PlaceId, MessageId),
    /// Everybody in the thread below one of our own posts, sent already or not.
    Thread(PostId),
    /// These people together, two to eight, in a conversation of their own with the bot: the same one whenever it is the same
    /// people. Where they have no workspace in common whose platform opens such conversations, each is written to alone. It
    /// cannot be named, as it may come to be several messages.
    Together(Vec<PersonId>),
}

/// One thing to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outgoing {
    /// A new message. `post` names it, if it is to be answered, changed or deleted later.
    Post {
        /// The post's id, if it is to be changed or found later.
        post: Option<PostId>,
        /// Who sees it.
        to: Audience,
        /// What it says.
        card: Card,
    },
    /// News that a person did not ask for. It waits until they may be written to: their quiet hours, their pause and
    /// one budget over all features are kept. Under its name it can be taken back as long as it waits, and changed or
    /// deleted if it went out by itself; what went out together with other news stays.
    Notify {
        /// The post's id.
        post: PostId,
        /// Who is told.
        person: PersonId,
        /// What it says.
        card: Card,
    },
    /// One of our posts reads so from now on.
    Edit {
        /// The post to change.
        post: PostId,
        /// What it says now.
        card: Card,
    },
    /// One of our posts goes.
    Delete {
        /// The post to delete.
        post: PostId,
    },
    /// The message whose button was pressed reads so from now on, also where only one person sees it.
    Replace {
        /// What it says now.
        card: Card,
    },
    /// A person's home page reads so from now on.
    Home {
        /// Whose.
        person: PersonId,
        /// What it says.
        card: Card,
    },
}

/// What a handler answers: things to say, and what the request itself gets back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// In the order in which they are to be seen.
    pub outgoing: Vec<Outgoing>,
    /// A form to open, in answer to a command, a shortcut or a button.
    pub form: Option<Form>,
    /// What is wrong with the fields of a submission. The form stays open.
    pub errors: Vec<FieldError>,
}

impl Reply {
    /// Nothing to say.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Says it where it happened.
    pub fn here(card: Card) -> Self {
        Self::nothing().say(Audience::Here, card)
    }

    /// Says it to the person alone.
    pub fn only_you(card: Card) -> Self {
        Self::nothing().say(Audience::OnlyYou, card)
    }

    /// Opens a form.
    pub fn open(form: Form) -> Self {
        Self { form: Some(form), ..Self::default() }
    }

    /// Refuses a field of the submission.
    pub fn error(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { errors: vec![FieldError { field: field.into(), message: message.into() }], ..Self::default() }
    }

    /// Adds a message nobody will need to refer to.
    #[must_use]
    pub fn say(mut self, to: Audience, card: Card) -> Self {
        self.outgoing.push(Outgoing::Post { post: None, to, card });
        self
    }

    /// Adds a message under a name.
    #[must_use]
    pub fn post(mut self, post: PostId, to: Audience, card: Card) -> Self {
        self.outgoing.push(Outgoing::Post { post: Some(post), to, card });
        self
    }

    /// Adds news that a person did not ask for, told when they may be written to.
    #[must_use]
    pub fn notify(mut self, post: PostId, person: PersonId, card: Card) -> Self {
        self.outgoing.push(Outgoing::Notify { post, person, card });
        self
    }

    /// Adds a change of one of our posts.
    #[must_use]
    pub fn edit(mut self, post: PostId, card: Card) -> Self {
        self.outgoing.push(Outgoing::Edit { post, card });
        self
    }

    /// Adds the removal of one of our posts.
    #[must_use]
    pub fn delete(mut self, post: PostId) -> Self {
        self.outgoing.push(Outgoing::Delete { post });
        self
    }

    /// Adds a change of the message whose button was pressed.
    #[must_use]
    pub fn replace(mut self, card: Card) -> Self {
        self.outgoing.push(Outgoing::Replace { card });
        self
    }

    /// Adds a person's home page.
    #[must_use]
    pub fn home(mut self, person: &PersonId, card: Card) -> Self {
        self.outgoing.push(Outgoing::Home { person: person.clone(), card });
        self
    }

    /// Says to a person, one to one, what was to be said to whoever did it: nobody does anything when something is due.
    #[must_use]
    pub fn only_you_to(mut self, person: &PersonId) -> Self {
        for outgoing in &mut self.outgoing {
            if let Outgoing::Post { to: to @ Audience::OnlyYou, .. } = outgoing {
                *to = Audience::Person(person.clone());
            }
        }
        self
    }

    /// Adds all that another reply says; its form and errors count where this one has none.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.outgoing.extend(other.outgoing);
        self.form = self.form.or(other.form);
        self.errors.extend(other.errors);
        self
    }
}

/// What the request itself gets back, once all is committed.
#[derive(Clone, Debug, PartialEq)]
pub enum Receipt {
    /// Nothing but "got it". A form that was sent closes.
    Done,
    /// A private answer that rides in the answer to the request.
    Show(Card, Faces),
    /// A form to open now.
    Open(Form, Faces),
    /// The form stays open, with these errors.
    Errors(Vec<FieldError>),
}
