//! A reply, split: what the request itself gets back, and what goes into the outbox.

use super::Ctx;
use super::outgoing::Origin;
use super::sealed::Seal;
use crate::chat::{Audience, Event, Faces, MessageId, Outgoing, PersonId, Place, Receipt, Reply, What};
use crate::store::StoreError;

/// What is answered.
pub(super) struct Asked<'a> {
    pub event: &'a Event,
    /// Who did it; none where that was not found out.
    pub by: Option<&'a PersonId>,
    /// Where a form that is opened now was opened.
    pub opened_at: Option<Place>,
    /// The company's; none where nobody waits for an answer.
    pub seal: Option<&'a Seal>,
}

/// Splits a reply into what the request itself gets back and what goes into the outbox. Whatever of it can come back is
/// sealed here; what waits in the outbox is when it is sent.
pub(super) async fn finish(ctx: &mut Ctx, asked: Asked<'_>, mut reply: Reply) -> Result<Receipt, StoreError> {
    let event = asked.event;
    let mut receipt = Receipt::Done;
    if !reply.errors.is_empty() {
        receipt = Receipt::Errors(reply.errors);
    } else if let (Some(mut form), Some(person)) = (reply.form.take(), asked.by) {
        let faces = faces(ctx, &form.people().into_iter().cloned().collect::<Vec<_>>()).await?;
        ctx.keep_context(&mut form, person, asked.opened_at.as_ref()).await?;
        receipt = Receipt::Open(form, faces);
    } else if let (true, Some(seal)) = (event.answers_inline, asked.seal) {
        let inline = reply.outgoing.iter().position(|outgoing| {
            matches!(outgoing, Outgoing::Post { to: Audience::OnlyYou, post: None, .. })
        });
        if let Some(inline) = inline
            && let Outgoing::Post { mut card, .. } = reply.outgoing.remove(inline)
        {
            let faces = faces(ctx, &card.people().into_iter().cloned().collect::<Vec<_>>()).await?;
            seal.sign_card(&mut card);
            receipt = Receipt::Show(card, faces);
        }
    }
    let origin = Origin {
        account: event.from.clone(),
        place: event.at.clone(),
        message: pressed(&event.what),
        handle: event.handle.clone(),
    };
    ctx.enqueue(Some(&origin), reply.outgoing).await?;
    Ok(receipt)
}

async fn faces(ctx: &mut Ctx, people: &[PersonId]) -> Result<Faces, StoreError> {
    if people.is_empty() {
        return Ok(Faces::new());
    }
    let workspace = ctx.workspace.clone();
    ctx.accounts().faces(&workspace, people).await
}

fn pressed(what: &What) -> Option<MessageId> {
    match what {
        What::Press(press) => press.message.clone(),
        What::Command { message, .. } => message.clone(),
        _ => None,
    }
}
