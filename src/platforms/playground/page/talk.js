// A conversation: the messages of a place, or of one thread.

import { ask, card, face, summary, words } from "./cards.js";
import { announce, h, icon, toast } from "./dom.js";
import { menu } from "./pick.js";
import { act, dayKey, dayName, get, hour, known, me, moment, person, placeName, whole } from "./wire.js";

export const EMOJIS = [
  ["+1", "👍"],
  ["white_check_mark", "✅"],
  ["heart", "❤️"],
  ["raised_hands", "🙌"],
  ["eyes", "👀"],
  ["tada", "🎉"],
];
const SIGNS = new Map([
  ...EMOJIS,
  ["pray", "🙏"],
  ["bulb", "💡"],
  ["question", "❓"],
  ["thumbsup", "👍"],
  ["clap", "👏"],
  ["star", "⭐"],
  ["fire", "🔥"],
  ["rocket", "🚀"],
]);
// Messages of one person within this time stand below one name.
const TOGETHER = 5 * 60000;

export class Conversation {
  // `desk` knows what to do: openThread(message), take(receipt), press context. `inThread`: these are the replies.
  constructor(desk, inThread) {
    this.desk = desk;
    this.inThread = inThread;
    this.messages = new Map();
    this.rows = new Map();
    this.current = null;
    this.list = h("ol", { class: "messages", role: "list", "data-testid": inThread ? "thread-messages" : "messages" });
    this.box = h("div", { class: "scroll", tabindex: "-1" }, this.list);
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("focusin", (event) => this.settle(event.target.closest(".message")));
    this.atEnd = true;
    this.box.addEventListener("scroll", () => {
      this.atEnd = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 80;
    });
    new ResizeObserver(() => {
      if (this.atEnd) this.toEnd();
    }).observe(this.box);
  }

  async load(place, thread) {
    this.place = place;
    this.thread = thread;
    this.list.setAttribute("aria-label", thread ? "Messages in this thread" : `Messages in ${placeName(place)}`);
    this.list.setAttribute("aria-busy", "true");
    const query = { as: known.me, place, ...(thread ? { thread } : {}) };
    const asked = JSON.stringify(query);
    this.asked = asked;
    const { messages } = await get("messages", query);
    if (this.asked !== asked) return;
    this.messages = new Map(messages.map((it) => [it.id, it]));
    this.rows.clear();
    this.current = null;
    this.list.removeAttribute("aria-busy");
    this.arrange();
    this.atEnd = true;
    this.toEnd();
  }

  holds(message) {
    if (message.place !== this.place) return false;
    return this.inThread ? message.id === this.thread || message.thread === this.thread : !message.thread;
  }

  // Draws every row anew: the day is another one, and "today" with it.
  redraw() {
    if (!this.messages.size) return;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.closest(".message")?.dataset.messageId : null;
    this.rows.clear();
    this.arrange();
    if (this.atEnd) this.toEnd();
    this.rows.get(focused)?.focus({ preventScroll: true });
  }

  // A new or changed message.
  put(message) {
    if (!this.holds(message)) return;
    const isNew = !this.messages.has(message.id);
    const wasAtEnd = this.atEnd;
    this.messages.set(message.id, message);
    const old = this.rows.get(message.id);
    const hadFocus = old?.contains(document.activeElement);
    this.rows.delete(message.id);
    this.arrange();
    if (hadFocus) this.rows.get(message.id)?.focus({ preventScroll: true });
    if (isNew && message.author !== known.me) announce(`${message.only_you ? "Only for you, from " : ""}${person(message.author).name}: ${summary(message)}`);
    if (isNew && (wasAtEnd || message.author === known.me || message.only_you)) this.show(message.id);
  }

  drop(place, id) {
    if (place !== this.place || !this.messages.delete(id)) return;
    const row = this.rows.get(id);
    const hadFocus = row?.contains(document.activeElement);
    this.rows.delete(id);
    this.arrange();
    if (hadFocus) this.box.focus();
  }

  // To the end; of a message that does not fit, the beginning is shown.
  show(id) {
    this.toEnd();
    const row = this.rows.get(id);
    if (row.offsetHeight > this.box.clientHeight) row.scrollIntoView({ block: "start" });
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
  }

  // Puts the rows in order, with the names of days and people where they are needed. Rows that stay are not drawn anew.
  arrange() {
    const sorted = [...this.messages.values()].sort(
      (a, b) => (this.inThread && (a.id === this.thread ? -1 : b.id === this.thread ? 1 : 0)) || a.at - b.at || (a.id < b.id ? -1 : 1),
    );
    const wanted = [];
    let before = null;
    for (const message of sorted) {
      let row = this.rows.get(message.id);
      if (!row) {
        row = this.draw(message);
        this.rows.set(message.id, row);
      }
      const isRoot = this.inThread && message.id === this.thread;
      if (!this.inThread && (!before || dayKey(before.at) !== dayKey(message.at))) {
        wanted.push(h("li", { class: "day", role: "separator", "aria-label": dayName(message.at) }, h("span", {}, dayName(message.at))));
        before = null;
      }
      const joined =
        before &&
        before.author === message.author &&
        message.at - before.at < TOGETHER &&
        before.only_you === message.only_you &&
        !before.replies &&
        !message.card;
      row.classList.toggle("joined", Boolean(joined));
      wanted.push(row);
      if (isRoot) wanted.push(h("li", { class: "replies-line" }, h("span", {}, count(sorted.length - 1))));
      before = isRoot ? null : message;
    }
    for (const child of [...this.list.children]) if (!wanted.includes(child)) child.remove();
    wanted.forEach((row, at) => {
      if (this.list.children[at] !== row) this.list.insertBefore(row, this.list.children[at] ?? null);
    });
    this.list.hidden = !sorted.length;
    this.empty?.remove();
    if (!sorted.length) {
      this.empty = this.desk.empty(this.place);
      this.box.append(this.empty);
    }
    this.settle(this.rows.get(this.current) ?? this.rows.get(sorted.at(-1)?.id));
  }

  draw(message) {
    const author = person(message.author);
    const isMine = message.author === known.me;
    const body = message.card ? card(message.card, (button) => this.press(message, button)) : h("p", { class: "words" }, words(message.text ?? []));
    const tools = h(
      "div",
      { class: "tools" },
      this.tool("smile", "Add a reaction", "tool-react", (event) =>
        menu(event.currentTarget, "Reactions", [{ emojis: EMOJIS, act: (name) => this.react(message, name, true) }]),
      ),
      !this.inThread && this.tool("reply", "Reply in thread", "reply-in-thread", () => this.desk.openThread(message.place, message.id)),
      this.tool("more", "More actions", "more", (event) => this.more(message, event.currentTarget)),
    );
    const row = h(
      "li",
      {
        class: `message${message.only_you ? " only only-you" : ""}${message.author === "lyceum" ? " by-bot" : ""}${message.text?.some((it) => it.person === known.me) ? " names-me" : ""}`,
        tabindex: "-1",
        "data-testid": "message",
        "data-message-id": message.id,
        "data-author": message.author,
        "data-only-you": String(message.only_you),
        "aria-label": `${author.name}, ${moment(message.at)}${message.only_you ? ", only visible to you" : ""}: ${summary(message)}`,
      },
      h("div", { class: "gutter" }, face(message.author), h("time", { class: "small-time", "aria-hidden": "true" }, hour(message.at))),
      h(
        "div",
        { class: "content" },
        message.only_you && h("p", { class: "only-you-mark" }, icon("eye"), "Only visible to you"),
        h(
          "p",
          { class: "by" },
          h("span", { class: "by-name" }, author.name),
          message.author === "lyceum" ? h("span", { class: "tag bot" }, "Bot") : h("span", { class: "by-title" }, author.title),
          ["guest", "stranger"].includes(author.standing) && h("span", { class: "tag" }, author.standing === "guest" ? "Guest" : "From outside"),
          h(
            "time",
            { class: "by-time", datetime: new Date(message.at).toISOString(), title: whole(message.at) },
            this.inThread ? moment(message.at) : hour(message.at),
          ),
        ),
        body,
        message.edited && !message.card && h("span", { class: "edited" }, "(edited)"),
        this.reactions(message, isMine),
        !this.inThread &&
          message.replies &&
          h(
            "button",
            { class: "replies", type: "button", "data-testid": "open-thread", onclick: () => this.desk.openThread(message.place, message.id) },
            icon("reply"),
            h("strong", {}, count(message.replies.count)),
            h("span", {}, `last ${moment(message.replies.last_at)}`),
          ),
      ),
      !message.only_you && tools,
    );
    return row;
  }

  tool(name, label, testid, onclick) {
    return h("button", { class: "tool", type: "button", tabindex: "-1", "aria-label": label, title: label, "data-testid": testid, onclick }, icon(name));
  }

  reactions(message) {
    if (!message.reactions.length) return null;
    return h(
      "div",
      { class: "reactions", role: "group", "aria-label": "Reactions" },
      message.reactions.map(({ emoji, people }) => {
        const on = people.includes(known.me);
        const names = people.map((key) => person(key).name).join(", ");
        return h(
          "button",
          {
            class: "reaction",
            type: "button",
            "aria-pressed": String(on),
            title: names,
            "aria-label": `${emoji.replaceAll("_", " ")}, ${people.length}: ${names}`,
            onclick: () => this.react(message, emoji, !on),
          },
          h("span", { class: "emoji" }, SIGNS.get(emoji) ?? `:${emoji}:`),
          String(people.length),
        );
      }),
    );
  }

  react(message, emoji, on) {
    return act({ react: { place: message.place, message: message.id, emoji, on } });
  }

  async press(message, button) {
    const receipt = await act({
      press: { place: message.place, message: message.only_you ? null : message.id, handle: message.handle, action: button.action, value: button.value },
    });
    if (receipt) this.desk.take(receipt, message.place);
  }

  more(message, anchor) {
    const isMine = message.author === known.me;
    const on = known.shortcuts.filter((it) => it.on_message);
    menu(anchor, "What you can do with this message", [
      { emojis: EMOJIS, act: (name) => this.react(message, name, true) },
      ...(this.inThread ? [] : [{ label: "Reply in thread", icon: "reply", testid: "menu-reply", act: () => this.desk.openThread(message.place, message.id) }]),
      ...on.map((it) => ({
        label: it.label,
        detail: it.about,
        icon: "spark",
        testid: `shortcut-${it.name}`,
        act: async () => {
          const receipt = await act({ shortcut: { name: it.name, place: message.place, message: message.id } });
          if (receipt) this.desk.take(receipt, message.place);
        },
      })),
      ...(isMine && message.text
        ? [
            { rule: true },
            { label: "Edit", icon: "edit", testid: "menu-edit", act: () => this.edit(message) },
            { label: "Delete", icon: "trash", danger: true, testid: "menu-delete", act: () => this.remove(message) },
          ]
        : []),
    ]);
  }

  edit(message) {
    const row = this.rows.get(message.id);
    const field = h("textarea", { class: "input", rows: "3", "aria-label": "Edit your message", value: summary(message), "data-testid": "edit-field" });
    const back = () => {
      this.put({ ...message });
      this.rows.get(message.id)?.focus();
    };
    const save = async () => {
      if (!field.value.trim()) return toast("A message cannot be left empty. Delete it instead.");
      if (await act({ edit: { place: message.place, message: message.id, text: field.value.trim() } })) this.rows.get(message.id)?.focus();
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") back();
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        save();
      }
    });
    row
      .querySelector(".words")
      .replaceWith(
        h(
          "div",
          { class: "editing" },
          field,
          h(
            "div",
            { class: "card-buttons" },
            h("button", { class: "button", type: "button", onclick: back }, "Cancel"),
            h("button", { class: "button primary", type: "button", "data-testid": "edit-save", onclick: save }, "Save"),
          ),
        ),
      );
    field.focus();
  }

  async remove(message) {
    const yes = await ask({ question: "Delete this message?", detail: "It goes for everybody.", yes: "Delete", no: "Keep it" }, "danger");
    if (yes) await act({ delete: { place: message.place, message: message.id } });
  }

  // One message at a time is reached with Tab, the others with the arrow keys.
  settle(row) {
    if (!row) return;
    for (const other of this.rows.values()) {
      const isHere = other === row;
      other.tabIndex = isHere ? 0 : -1;
      for (const tool of other.querySelectorAll(".tool")) tool.tabIndex = isHere ? 0 : -1;
    }
    this.current = row.dataset.messageId;
  }

  key(event) {
    if (event.target.getAttribute("data-testid") !== "message") return;
    const rows = [...this.list.querySelectorAll(".message")];
    const at = rows.indexOf(event.target);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      rows[next]?.focus();
    } else if (event.key === "Enter" && !this.inThread) {
      this.desk.openThread(this.place, event.target.dataset.messageId);
    } else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      event.preventDefault();
      event.target.querySelector("[data-testid=more]")?.click();
    }
  }
}

function count(replies) {
  if (!replies) return "No replies yet";
  return replies === 1 ? "1 reply" : `${replies} replies`;
}

export function canSpeak() {
  return me().standing !== "gone";
}
