// The side: Home, the bot and the channels, with what is unread in each.

import { avatar, by, h, icon } from "./dom.js";
import { known, placeName } from "./wire.js";

// `at` is where one is.
export function drawPlaces(at) {
  const row = ({ id, name, unread, sign, testid, home, note }) => {
    const isHere = home ? at.isHome : !at.isHome && at.place === id;
    return h(
      "li",
      {},
      h(
        "a",
        {
          class: `place${unread ? " unread" : ""}`,
          href: `#${new URLSearchParams(home ? { as: known.me, home: "1" } : { as: known.me, place: id })}`,
          "aria-current": isHere ? "page" : null,
          "data-testid": testid,
        },
        sign,
        h("span", { class: "place-name" }, name),
        note && h("span", { class: "visually-hidden" }, `, ${note}`),
        unread > 0 && h("span", { class: "badge" }, String(unread), h("span", { class: "visually-hidden" }, " unread")),
      ),
    );
  };
  const focused = document.activeElement?.dataset?.testid;
  by("places").replaceChildren(
    h(
      "ul",
      { class: "places", role: "list" },
      row({ home: true, name: "Home", sign: icon("home"), testid: "home" }),
      row({
        id: known.direct.id,
        name: "Lyceum",
        unread: known.direct.unread,
        sign: avatar("lyceum", "Lyceum", "tiny"),
        testid: "direct",
        note: "your conversation with the bot",
      }),
    ),
    ...(known.groups.length
      ? [
          h("h2", { class: "places-head" }, "Together"),
          h(
            "ul",
            { class: "places", role: "list" },
            known.groups.map((it) =>
              row({
                id: it.id,
                name: it.name,
                unread: it.unread,
                testid: `group-${it.id.split(":").pop()}`,
                sign: icon("lock"),
                note: "a conversation of their own with the bot",
              }),
            ),
          ),
        ]
      : []),
    h("h2", { class: "places-head" }, "Channels"),
    h(
      "ul",
      { class: "places", role: "list" },
      known.channels.map((it) =>
        row({
          id: it.id,
          name: it.name,
          unread: it.unread,
          testid: `channel-${it.name}`,
          sign: icon(it.private ? "lock" : it.shared ? "globe" : "hash"),
          note: it.private ? "private" : it.shared ? "with people from outside" : null,
        }),
      ),
    ),
  );
  if (focused)
    by("places")
      .querySelector(`[data-testid="${CSS.escape(focused)}"]`)
      ?.focus();
  const waiting = [known.direct, ...known.groups, ...known.channels].reduce((sum, it) => sum + it.unread, 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}${at.isHome ? "Home" : placeName(at.place)} · ${known.company}`;
}
