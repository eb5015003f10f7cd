//! What of questions is not kept for ever.

use crate::sql;
use crate::store::Retention;

/// Of this feature's tables. A question that is settled cannot be opened again after two weeks; figures look back three months.
pub const RETENTION: &[Retention] = &[
    Retention {
        what: "drafts of questions that were never asked, with who was considered",
        days: 100,
        over: sql!(
            "SELECT id FROM question WHERE org = $1 AND state IN ('suggested', 'later', 'dropped') AND suggested_at < $2
             ORDER BY suggested_at LIMIT $3"
        ),
        drop: &[
            // The message that it came from need not be followed any more, unless somebody deleted it: that stays.
            sql!(
                "DELETE FROM handed WHERE org = $1 AND version < 9223372036854775807 AND (place, message) IN (
                     SELECT q.source_place, q.source FROM question AS q
                     WHERE q.org = $1 AND q.id = $2 AND q.state IN ('suggested', 'later', 'dropped') AND q.suggested_at < $3)
                 AND NOT EXISTS (
                     SELECT 1 FROM question AS other WHERE other.org = $1 AND other.source = handed.message
                         AND other.source_place = handed.place AND other.id <> $2)
                 AND NOT EXISTS (
                     SELECT 1 FROM question AS other WHERE other.org = $1 AND other.answer_message = handed.message
                         AND other.place = handed.place)
                 AND NOT EXISTS (
                     SELECT 1 FROM carried AS c WHERE c.org = $1 AND c.place = handed.place
                         AND c.message = handed.message)"
            ),
            sql!(
                "DELETE FROM candidate WHERE org = $1 AND question = $2 AND EXISTS (
                     SELECT 1 FROM question AS q WHERE q.org = $1 AND q.id = $2
                         AND q.state IN ('suggested', 'later', 'dropped') AND q.suggested_at < $3)"
            ),
            sql!(
                "DELETE FROM question WHERE org = $1 AND id = $2 AND state IN ('suggested', 'later', 'dropped')
                 AND suggested_at < $3"
            ),
        ],
    },
    Retention {
        what: "who was considered for a question that is settled, and not asked",
        days: 100,
        over: sql!(
            "SELECT q.id FROM question AS q
             WHERE q.org = $1 AND q.state IN ('accepted', 'withdrawn', 'deflected') AND q.active_at < $2 AND EXISTS (
                 SELECT 1 FROM candidate AS c WHERE c.org = $1 AND c.question = q.id AND c.tagged_at IS NULL)
             LIMIT $3"
        ),
        drop: &[sql!(
            "DELETE FROM candidate WHERE org = $1 AND question = $2 AND tagged_at IS NULL AND EXISTS (
                 SELECT 1 FROM question AS q WHERE q.org = $1 AND q.id = $2
                     AND q.state IN ('accepted', 'withdrawn', 'deflected') AND q.active_at < $3)"
        )],
    },
    Retention {
        what: "replies below a question that is settled, but for the accepted answer",
        days: 100,
        over: sql!(
            "SELECT q.id FROM question AS q
             WHERE q.org = $1 AND q.state IN ('accepted', 'withdrawn', 'deflected') AND q.active_at < $2 AND EXISTS (
                 SELECT 1 FROM question_reply AS r WHERE r.org = $1 AND r.question = q.id)
             LIMIT $3"
        ),
        drop: &[sql!(
            "DELETE FROM question_reply WHERE org = $1 AND question = $2 AND EXISTS (
                 SELECT 1 FROM question AS q WHERE q.org = $1 AND q.id = $2
                     AND q.state IN ('accepted', 'withdrawn', 'deflected') AND q.active_at < $3)"
        )],
    },
];
