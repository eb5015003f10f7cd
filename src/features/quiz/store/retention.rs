//! What of quizzes is not kept for ever.

use crate::sql;
use crate::store::Retention;

/// Of this feature's tables.
pub const RETENTION: &[Retention] = &[
    Retention {
        what: "what was answered in a quiz that is closed, one by one; the score stays",
        days: 400,
        over: sql!(
            "SELECT id FROM quiz_run WHERE org = $1 AND closes_at < $2 AND EXISTS (
                 SELECT 1 FROM quiz_attempt AS a JOIN quiz_answer AS w ON w.org = a.org AND w.attempt = a.id
                 WHERE a.org = $1 AND a.run = quiz_run.id)
             ORDER BY closes_at LIMIT $3"
        ),
        drop: &[sql!(
            "DELETE FROM quiz_answer WHERE org = $1 AND attempt IN (
                 SELECT a.id FROM quiz_attempt AS a JOIN quiz_run AS r ON r.org = a.org AND r.id = a.run
                 WHERE a.org = $1 AND a.run = $2 AND r.closes_at < $3)"
        )],
    },
    Retention {
        what: "who was asked a quiz that is closed, or began it, and did not hand in",
        days: 100,
        // Runs come first, as their end is what they are found by.
        over: sql!(
            "SELECT a.id FROM quiz_run AS r CROSS JOIN quiz_attempt AS a
             WHERE r.org = $1 AND r.closes_at < $2 AND a.org = $1 AND a.run = r.id AND a.handed_in_at IS NULL
             ORDER BY r.closes_at LIMIT $3"
        ),
        drop: &[
            sql!(
                "DELETE FROM quiz_answer WHERE org = $1 AND attempt IN (
                     SELECT a.id FROM quiz_attempt AS a JOIN quiz_run AS r ON r.org = a.org AND r.id = a.run
                     WHERE a.org = $1 AND a.id = $2 AND a.handed_in_at IS NULL AND r.closes_at < $3)"
            ),
            sql!(
                "DELETE FROM quiz_attempt WHERE org = $1 AND id = $2 AND handed_in_at IS NULL AND run IN (
                     SELECT r.id FROM quiz_run AS r
                     WHERE r.org = $1 AND r.id = quiz_attempt.run AND r.closes_at < $3)"
            ),
        ],
    },
];
