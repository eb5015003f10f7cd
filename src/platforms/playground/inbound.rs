//! What a person does on the page, brought to the bot as an event; what the bot answers, brought back.

use std::collections::BTreeMap;

use super::act::message;
use super::asked::{Deed, DeliveryAction};
use super::draw::Pen;
use super::names::handled;
use super::request_error::RequestError;
use super::scene::{Scene, active};
use super::wire;
use super::world::Change;
use super::{Playground, workspace};
use crate::chat::{
    AccountId, Event, EventKey, Form, Inbox, Input, MessageId, PlaceId, Press, Receipt, Submission, What,
};

impl Playground {
    /// Does it, tells the bot, and says what the page gets back.
    pub(super) async fn act(
        &self,
        inbox: &dyn Inbox,
        act: DeliveryAction,
    ) -> Result<wire::Receipt, RequestError> {
        let who = act.who;
        active(&self.state().world, &who)?;
        let Some((scene, what)) = self.doing(&who, act.deed).await? else { return Ok(wire::Receipt::Done) };
        let receipt = inbox.receive(self.event(&who, scene, what)).await?;
        self.receipt(&who, receipt).await
    }

    async fn doing(&self, who: &str, deed: Deed) -> Result<Option<(Scene, What)>, RequestError> {
        let done = match deed {
            Deed::Say { place, thread, text } => {
                let (scene, what) =
                    self.say(who, PlaceId::new(place), thread.map(MessageId::new), text).await?;
                match what {
                    What::Command { slash: true, .. } => (scene.answered_by(self.handle()), what),
                    _ => (scene, what),
                }
            }
            Deed::Edit { place, message, text } => {
                self.reword(who, &PlaceId::new(place), MessageId::new(message), text).await?
            }
            Deed::Delete { place, message } => {
                self.unsay(who, &PlaceId::new(place), MessageId::new(message)).await?
            }
            Deed::React { place, message, emoji, on } => {
                return self.react(who, &PlaceId::new(place), MessageId::new(message), emoji, on).await;
            }
            Deed::Press { place, message, handle, action, value } => {
                self.press(who, place, message, handle, Press { action, value, message: None })?
            }
            Deed::Shortcut { name, place, message } => self.shortcut(who, name, place, message)?,
            Deed::Submit { form, context, values, place } => {
                let scene = self.scene_in(who, place)?;
                (scene, What::Submission(self.submission(form, context, values)))
            }
            Deed::Home(false) => return Ok(None),
            Deed::Home(true) => (Scene::nowhere(), What::Home),
        };
        Ok(Some(done))
    }

    fn press(
        &self,
        who: &str,
        place: Option<String>,
        message: Option<String>,
        handle: Option<String>,
        mut press: Press,
    ) -> Result<(Scene, What), RequestError> {
        let state = self.state();
        let world = &state.world;
        let me = active(world, who)?;
        let id = match (handle, message) {
            (None, None) => return Ok((Scene::nowhere(), What::Press(press))),
            (Some(handle), _) => handled(&handle),
            (None, Some(id)) => Some(MessageId::new(id)),
        };
        let said = id.and_then(|id| world.seen(me, &id));
        let said = said.filter(|said| place.is_none_or(|place| place == said.place.as_str()));
        let said = said.ok_or(RequestError::NotFound("That message is gone."))?;
        press.message = said.only.is_none().then(|| said.id.clone());
        let scene = Scene::at(world, &said.place, said.thread.clone());
        Ok((scene.answered_by(said.handle()), What::Press(press)))
    }

    fn shortcut(
        &self,
        who: &str,
        name: String,
        place: Option<String>,
        id: Option<String>,
    ) -> Result<(Scene, What), RequestError> {
        let Some(id) = id else {
            return Ok((self.scene_in(who, place)?, What::Shortcut { name, message: None }));
        };
        let state = self.state();
        let world = &state.world;
        let said = world.seen(active(world, who)?, &MessageId::new(id));
        let said = said.filter(|said| place.is_none_or(|place| place == said.place.as_str()));
        let said = said.ok_or(RequestError::NotFound("That message is gone."))?;
        let scene = Scene::at(world, &said.place, said.thread.clone()).answered_by(self.handle());
        Ok((scene, What::Shortcut { name, message: Some(message(world, said)) }))
    }

    /// The place the person stands in, if they say so.
    fn scene_in(&self, who: &str, place: Option<String>) -> Result<Scene, RequestError> {
        let Some(place) = place.map(PlaceId::new) else { return Ok(Scene::nowhere()) };
        let state = self.state();
        let world = &state.world;
        if !world.enters(active(world, who)?, &place) {
            return Err(RequestError::NotFound("There is no such place for you."));
        }
        Ok(Scene::at(world, &place, None))
    }

    /// The page knows people by their keys, and the bot by their accounts.
    fn submission(
        &self,
        form: String,
        context: String,
        mut values: BTreeMap<String, Vec<String>>,
    ) -> Submission {
        let state = self.state();
        for field in state.world.people_fields(&form) {
            for key in values.get_mut(field).into_iter().flatten() {
                if state.world.person(key).is_some() {
                    state.world.account(key).as_str().clone_into(key);
                }
            }
        }
        Submission { form, context, values }
    }

    fn handle(&self) -> String {
        format!("answer:{}", self.new_id())
    }

    fn event(&self, who: &str, scene: Scene, what: What) -> Event {
        let Scene { at, handle } = scene;
        Event {
            key: EventKey::new(format!("act:{}", self.new_id())),
            org: self.org.clone(),
            workspace: workspace(&self.org),
            from: self.account(who),
            at,
            handle,
            answers_inline: false,
            what,
        }
    }

    fn account(&self, key: &str) -> AccountId {
        super::account(self.org.as_str(), key)
    }

    async fn receipt(&self, who: &str, receipt: Receipt) -> Result<wire::Receipt, RequestError> {
        if let Receipt::Open(form, _) = &receipt {
            self.learn(form).await?;
        }
        let state = self.state();
        let pen = Pen { world: &state.world, viewer: who };
        Ok(match receipt {
            Receipt::Done => wire::Receipt::Done,
            Receipt::Show(card, faces) => wire::Receipt::Show { card: pen.card(&card, &faces) },
            Receipt::Open(form, faces) => wire::Receipt::Open { form: pen.form(&form, &faces) },
            Receipt::Errors(errors) => wire::Receipt::Errors { errors },
        })
    }

    /// Keeps which fields of a form are for people: its submission does not say.
    async fn learn(&self, form: &Form) -> Result<(), RequestError> {
        let is_person = |input: &Input| matches!(input, Input::Person { .. } | Input::People { .. });
        let fields = form.fields.iter().filter(|field| is_person(&field.input));
        let people: Vec<String> = fields.map(|field| field.name.clone()).collect();
        self.change(|world| {
            if world.people_fields(&form.name) == people {
                return Ok((None, ()));
            }
            Ok((Some(Change::Form { name: form.name.clone(), people }), ()))
        })
        .await
    }
}
