//! What comes back from outside is not believed: the values of buttons are signed when a card leaves and checked when
//! one is pressed; what a form is about stays in the store, and only an id that cannot be guessed goes out.
//!
//! Handlers know nothing of it: they are given values and contexts as they made them, or are not called.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use parking_lot::RwLock;
use sha2::Sha256;

use super::store::{Forms, KeptForm, OpenedForm};
use super::{Ctx, Ids, cards};
use crate::chat::{Card, Event, Form, OrgId, PersonId, Place, PlaceKind, Press, Reply, Submission, What};
use crate::store::{StoreError, Tx};

/// How long a form may stay open.
pub(super) const FORM_VALID: TimeDelta = TimeDelta::days(2);
/// Bytes of a button's signature: 128 bits.
const SIGNATURE: usize = 16;
/// So much of a name from outside goes into the log.
const LOGGED: usize = 80;

/// Signs and checks for one company. Never printed.
#[derive(Clone)]
pub(super) struct Seal {
    org: OrgId,
    key: Arc<[u8]>,
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seal").field("org", &self.org).finish_non_exhaustive()
    }
}

impl Seal {
    fn new(org: OrgId, key: impl Into<Arc<[u8]>>) -> Self {
        Self { org, key: key.into() }
    }

    /// Signs the values of all buttons of a card.
    pub(super) fn sign_card(&self, card: &mut Card) {
        for button in card.buttons_mut() {
            button.value = self.sign(&button.action, &button.value);
        }
    }

    /// `SIGNATURE.value`
    pub(super) fn sign(&self, action: &str, value: &str) -> String {
        let signature = self.mac(action, value).map(|mac| mac.finalize().into_bytes());
        let signature = signature.as_ref().map(|whole| &whole[..SIGNATURE]).unwrap_or_default();
        format!("{}.{value}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The value, if this company signed it for this action.
    pub(super) fn check<'v>(&self, action: &str, signed: &'v str) -> Option<&'v str> {
        let (signature, value) = signed.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok().filter(|it| it.len() == SIGNATURE)?;
        self.mac(action, value)?.verify_truncated_left(&signature).ok()?;
        Some(value)
    }

    /// Each piece goes in with its length, so that no two sets of pieces read the same.
    fn mac(&self, action: &str, value: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        for piece in ["button", self.org.as_str(), action, value] {
            mac.update(&(piece.len() as u64).to_be_bytes());
            mac.update(piece.as_bytes());
        }
        Some(mac)
    }
}

/// The seals of companies, as far as they were needed. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Seals(Arc<RwLock<HashMap<OrgId, Seal>>>);

impl Seals {
    /// The seals of these companies; one that has none yet gets one, with the transaction. To be given to
    /// [`Self::remember`] once that is committed, and not before.
    pub(super) async fn load(
        &self,
        tx: &mut Tx,
        orgs: impl Iterator<Item = &OrgId>,
        ids: &Ids,
    ) -> Result<HashMap<OrgId, Seal>, StoreError> {
        let mut seals = HashMap::new();
        for org in orgs {
            if seals.contains_key(org) {
                continue;
            }
            let seal = match self.known(org) {
                Some(seal) => seal,
                None => drawn(tx, org, ids).await?,
            };
            seals.insert(org.clone(), seal);
        }
        Ok(seals)
    }

    /// The seal of a company, if it was needed before.
    pub(super) fn known(&self, org: &OrgId) -> Option<Seal> {
        self.0.read().get(org).cloned()
    }

    /// These were committed.
    pub(super) fn remember(&self, committed: HashMap<OrgId, Seal>) {
        let is_known = {
            let known = self.0.read();
            committed.keys().all(|org| known.contains_key(org))
        };
        if !is_known {
            self.0.write().extend(committed);
        }
    }
}

async fn drawn(tx: &mut Tx, org: &OrgId, ids: &Ids) -> Result<Seal, StoreError> {
    let fresh = format!("{}{}", ids.secret(), ids.secret());
    let key = tx.of::<Forms>(org).company_key(&fresh).await?;
    Ok(Seal::new(org.clone(), key.into_bytes()))
}

/// What somebody did, as far as it is believed.
pub(super) struct Believed<'e> {
    /// A press with the value of its button, a submission with the context of its form.
    pub what: Cow<'e, What>,
    /// Where the form was opened; none for anything but a submission.
    pub opened_at: Option<Place>,
}

impl Ctx {
    /// Checks what came from outside. The error is what somebody is told whose button or form is not believed; no handler
    /// is called then.
    pub(super) async fn believe<'e>(
        &mut self,
        event: &'e Event,
        by: &PersonId,
        seal: Option<&Seal>,
    ) -> Result<Result<Believed<'e>, Reply>, StoreError> {
        Ok(match &event.what {
            What::Press(press) => {
                if let Some(value) = seal.and_then(|seal| seal.check(&press.action, &press.value)) {
                    let press = Press { value: value.to_owned(), ..press.clone() };
                    Ok(Believed { what: Cow::Owned(What::Press(press)), opened_at: None })
                } else {
                    let action: String = press.action.chars().take(LOGGED).collect();
                    tracing::warn!(action, event = %event.key, org = %event.org, "a button's value is not signed by us");
                    Err(Reply::only_you(cards::unknown_button()))
                }
            }
            What::Submission(sent) => {
                if let Some(KeptForm { place, context }) = self.kept(sent, by).await? {
                    let opened_at = place.and_then(|place| serde_json::from_str(&place).ok());
                    let submission = Submission { context, ..sent.clone() };
                    Ok(Believed { what: Cow::Owned(What::Submission(submission)), opened_at })
                } else {
                    let form: String = sent.form.chars().take(LOGGED).collect();
                    tracing::warn!(form, event = %event.key, org = %event.org, "a form that is not open");
                    // An error keeps the form open, with what was typed into it. It is about no field.
                    Err(Reply::error("", cards::UNKNOWN_FORM))
                }
            }
            _ => Ok(Believed { what: Cow::Borrowed(&event.what), opened_at: None }),
        })
    }

    async fn kept(&mut self, sent: &Submission, by: &PersonId) -> Result<Option<KeptForm>, StoreError> {
        // No id or name of ours has a NUL, and Postgres takes none in a text.
        if sent.context.contains('\0') || sent.form.contains('\0') {
            return Ok(None);
        }
        self.tx.of::<Forms>(&self.org).kept_form(&sent.context, by, &sent.form, self.now).await
    }

    /// Keeps what a form is about, for the person it is opened for; in its place the form carries an id.
    pub(super) async fn keep_context(
        &mut self,
        form: &mut Form,
        person: &PersonId,
        opened_at: Option<&Place>,
    ) -> Result<(), StoreError> {
        let id = self.ids.secret();
        let place = opened_at.and_then(|place| serde_json::to_string(place).ok());
        let opened = OpenedForm {
            id: &id,
            person,
            form: &form.name,
            place: place.as_deref(),
            context: &form.context,
            expires: self.now + FORM_VALID,
        };
        self.forms().keep_form(&opened).await?;
        form.context = id;
        Ok(())
    }
}

/// Where an event opens a form: the place it happened in, and the thread; for a menu entry on a message, the thread of
/// that message or, if it is in none, below it.
pub(super) fn opened_at(event: &Event) -> Option<Place> {
    let mut place = Some(event.at.clone()).filter(|at| at.kind != PlaceKind::Nowhere)?;
    if let What::Shortcut { message: Some(message), .. } = &event.what {
        place.thread = Some(message.thread.clone().unwrap_or_else(|| message.id.clone()));
    }
    Some(place)
}

#[cfg(test)]
impl super::Machine {
    /// The value of a button as it leaves.
    pub(crate) async fn signs(&self, org: &OrgId, action: &str, value: &str) -> String {
        self.seal(org).await.sign(action, value)
    }

    /// Whether the value of a button is as it leaves.
    pub(crate) async fn has_signed(&self, org: &OrgId, action: &str, value: &str) -> bool {
        self.seal(org).await.check(action, value).is_some()
    }

    async fn seal(&self, org: &OrgId) -> Seal {
        let mut tx = self.setup.db.begin().await.unwrap();
        let mut seals = self.seals.load(&mut tx, std::iter::once(org), &self.setup.ids).await.unwrap();
        tx.commit().await.unwrap();
        seals.remove(org).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{Button, Part};
    use crate::testing::on_each_store;

    fn seal(org: &str, key: u8) -> Seal {
        Seal::new(OrgId::new(org), vec![key; 64])
    }

    #[test]
    fn only_what_was_signed_for_this_company_and_action_is_believed() {
        let ours = seal("acme", 1);
        for value in ["", "01Q", "with.dots.in it", "ünïcode", &"v".repeat(200)] {
            let signed = ours.sign("feature.verb", value);
            assert_eq!(ours.check("feature.verb", &signed), Some(value));
            assert!(signed.len() == value.len() + 23, "22 signs and a dot");
            assert_eq!(ours.check("feature.verbs", &signed), None, "another action");
            assert_eq!(seal("acme", 2).check("feature.verb", &signed), None, "another key");
            assert_eq!(seal("other", 1).check("feature.verb", &signed), None, "another company");
            assert_eq!(ours.check("feature.verb", value), None, "no signature");
            assert_eq!(ours.check("feature.verb", &format!("{signed}x")), None, "another value");
            assert_eq!(ours.check("feature.verb", &format!(".{value}")), None, "an empty signature");
            assert_eq!(ours.check("feature.verb", &signed[1..]), None, "a shorter signature");
            for at in 0..22 {
                let mut other = signed.clone().into_bytes();
                other[at] = if other[at] == b'A' { b'B' } else { b'A' };
                assert_eq!(ours.check("feature.verb", &String::from_utf8(other).unwrap()), None, "sign {at}");
            }
        }
        // Where one piece ends and the next begins is signed, too.
        let (signature, _) = ours
            .sign("feature.verb", "s1")
            .split_once('.')
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        assert_eq!(ours.check("feature.verbs", &format!("{signature}.1")), None);
    }

    #[test]
    fn every_button_of_a_card_is_signed() {
        let button = |label: &str| Button::new(label, "a.b", label);
        let mut card = Card::new("All")
            .item("Item", button("1"))
            .buttons(vec![button("2"), button("3").only_for(&PersonId::new("ann"))]);
        let ours = seal("acme", 1);
        ours.sign_card(&mut card);
        let drawn = serde_json::to_string(&card).unwrap();
        for value in ["1", "2", "3"] {
            assert!(drawn.contains(&format!("\"value\":\"{}\"", ours.sign("a.b", value))), "{drawn}");
        }
        assert!(matches!(&card.parts[0], Part::Item { button, .. } if button.label == "1"), "labels stay");
    }

    #[test]
    fn the_key_is_never_printed() {
        let seals = Seals::default();
        seals.remember(HashMap::from([(OrgId::new("acme"), seal("acme", b'k'))]));
        let printed = format!("{seals:?}");
        assert!(
            printed.contains("acme") && !printed.contains("kkk") && !printed.contains("107"),
            "{printed}"
        );
    }

    #[tokio::test]
    async fn a_key_is_drawn_once_and_one_that_was_taken_back_is_not_used() {
        on_each_store(async |db| {
            let (org, ids) = (OrgId::new("acme"), Ids::random());
            let load = async |seals: &Seals, tx: &mut Tx| {
                seals.load(tx, [&org, &org].into_iter(), &ids).await.unwrap()
            };
            let seals = Seals::default();
            let mut tx = db.begin().await.unwrap();
            let lost = load(&seals, &mut tx).await[&org].sign("a.b", "1");
            drop(tx);
            let mut tx = db.begin().await.unwrap();
            let drawn = load(&seals, &mut tx).await;
            tx.commit().await.unwrap();
            assert_eq!(drawn[&org].check("a.b", &lost), None, "that key never was");
            seals.remember(drawn.clone());
            let signed = drawn[&org].sign("a.b", "1");
            // Another copy of the program, and this one.
            for seals in [Seals::default(), seals] {
                let mut tx = db.begin().await.unwrap();
                assert_eq!(load(&seals, &mut tx).await[&org].check("a.b", &signed), Some("1"));
            }
        })
        .await;
    }
}
