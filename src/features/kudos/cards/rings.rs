//! Rings, to leads only.

use super::giving::{listed, points};
use crate::chat::{Card, PersonId, Text};
use crate::features::kudos::rings::{Ring, WITHIN};

/// People who thank almost only one another.
pub fn rings(rings: &[Ring]) -> Card {
    let days = WITHIN.num_days();
    let mut card =
        Card::new("Who thanks almost only one another").heading("Who thanks almost only one another");
    if rings.is_empty() {
        return card.text(format!("Nobody, in the last {days} days."));
    }
    for ring in rings {
        let people: Vec<PersonId> = ring.people.iter().cloned().collect();
        let outside = ring.received - ring.among;
        let text = listed(Text::new(), &people).and(format!(
            ": {} of the {} they gave stayed among them, and {} came from others.",
            ring.among,
            points(ring.given),
            if outside == 0 { "none".to_owned() } else { points(outside) },
        ));
        card = card.text(text);
    }
    card.note(format!(
        "Counted over {days} days, only thanks that others could see. A small team that works closely looks just like this, \
         so ask before you conclude anything. They are not told, and nothing follows by itself."
    ))
}
