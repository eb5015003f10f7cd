//! Tests of the Slack door.
