//! The page's own files, built into the program.

/// Name, media type and contents of each. A new file of the page needs a line here, and nothing else.
pub(super) const FILES: &[(&str, &str, &str)] = &[
    ("app.css", CSS, include_str!("page/app.css")),
    ("talk.css", CSS, include_str!("page/talk.css")),
    ("app.js", JS, include_str!("page/app.js")),
    ("cards.js", JS, include_str!("page/cards.js")),
    ("composer.js", JS, include_str!("page/composer.js")),
    ("dom.js", JS, include_str!("page/dom.js")),
    ("forms.js", JS, include_str!("page/forms.js")),
    ("pick.js", JS, include_str!("page/pick.js")),
    ("places.js", JS, include_str!("page/places.js")),
    ("talk.js", JS, include_str!("page/talk.js")),
    ("wire.js", JS, include_str!("page/wire.js")),
    ("you.js", JS, include_str!("page/you.js")),
];

/// What `GET /` answers.
pub(super) const INDEX: &str = include_str!("page/index.html");

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
