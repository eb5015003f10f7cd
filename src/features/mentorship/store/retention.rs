//! What of mentorship is not kept for ever.

use crate::sql;
use crate::store::Retention;

/// Of this feature's tables. Programmes are few, so they are gone through.
pub const RETENTION: &[Retention] = &[Retention {
    what: "what the two of a mentorship were asked and answered, and whom somebody wished for or asked to be their mentor, once the programme has ended",
    days: 400,
    over: sql!(
        "SELECT id FROM mentorship_programme WHERE org = $1 AND ended_at < $2 AND (EXISTS (
             SELECT 1 FROM mentorship_pair AS p JOIN mentorship_answer AS a ON a.org = p.org AND a.pair = p.id
             WHERE p.org = $1 AND p.programme = mentorship_programme.id)
             OR EXISTS (SELECT 1 FROM mentorship_wish AS w WHERE w.org = $1 AND w.programme = mentorship_programme.id)
             OR EXISTS (SELECT 1 FROM mentorship_request AS r WHERE r.org = $1 AND r.programme = mentorship_programme.id))
         ORDER BY ended_at LIMIT $3"
    ),
    drop: &[
        sql!(
            "DELETE FROM mentorship_answer WHERE org = $1 AND pair IN (
                 SELECT p.id FROM mentorship_pair AS p JOIN mentorship_programme AS g ON g.org = p.org AND g.id = p.programme
                 WHERE p.org = $1 AND p.programme = $2 AND g.ended_at < $3)"
        ),
        sql!(
            "DELETE FROM mentorship_wish WHERE org = $1 AND programme = $2 AND programme IN (
                 SELECT g.id FROM mentorship_programme AS g WHERE g.org = $1 AND g.id = $2 AND g.ended_at < $3)"
        ),
        sql!(
            "DELETE FROM mentorship_request WHERE org = $1 AND programme = $2 AND programme IN (
                 SELECT g.id FROM mentorship_programme AS g WHERE g.org = $1 AND g.id = $2 AND g.ended_at < $3)"
        ),
    ],
}];
