//! The bot in a browser, with no account anywhere.
