// A connector of Teams that only answers, and writes down what it was asked; and what people there do.

import { createServer } from "node:http";
import { freePort } from "./running.mjs";
import { ZONE } from "./time.mjs";

export const APP = "11111111-2222-3333-4444-555555555555";
export const TENANT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

export class FakeTeams {
  calls = [];

  /// `people` are told by their ids: their name and address. `teams` by theirs: who is in them, and their channels, each
  /// with its `type` and, where not the whole team is in it, its `members`. Members are told by their object ids.
  static async start(t, people, teams = {}) {
    const it = new FakeTeams();
    Object.assign(it, { people, teams });
    const port = await freePort();
    let next = 1;
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (piece) => (body += piece));
      request.on("end", () => {
        const path = decodeURIComponent(request.url.split("?")[0]);
        const id = `1730000009${String(next++).padStart(3, "0")}`;
        it.calls.push({ method: request.method, path, body: body ? JSON.parse(body) : undefined, id });
        const answer = request.method === "GET" ? it.look(path) : { id };
        response.setHeader("content-type", "application/json");
        if (answer.error) response.statusCode = 404;
        response.end(JSON.stringify(answer));
      });
    });
    await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    it.url = `http://127.0.0.1:${port}/`;
    return it;
  }

  /// What Teams answers to who asks.
  look(path) {
    const refused = (code) => ({ error: { code, message: code } });
    const [, team] = path.match(/^\/v3\/teams\/(.+)\/conversations$/) ?? [];
    if (team) {
      const channels = this.teams[team]?.channels;
      const listed = ({ id, name, type }) => ({ id, name: id === team ? null : name, type });
      return channels ? { conversations: channels.map(listed) } : refused("TeamNotFound");
    }
    const [, conversation, , who] = path.match(/^\/v3\/conversations\/([^/]+)\/(members\/(.+)|pagedMembers)$/) ?? [];
    if (!conversation) return {};
    const roster = this.roster(conversation.split(";")[0]);
    if (!who) return { members: roster };
    return roster.find((member) => member.id === who || member.aadObjectId === who) ?? refused("MemberNotFoundInConversation");
  }

  /// Who is in a conversation. In one of no team, as in a person's own, anybody is who is known at all.
  roster(conversation) {
    const members = Object.entries(this.people)
      .filter(([id]) => id.startsWith("29:"))
      .map(([id, known]) => ({ id, tenantId: TENANT, userRole: "user", ...known }));
    for (const { members: all, channels } of Object.values(this.teams)) {
      const channel = channels.find(({ id }) => id === conversation);
      if (channel) return members.filter((member) => (channel.members ?? all).includes(member.aadObjectId));
    }
    return members;
  }

  /// Somebody leaves the company: they are nowhere any more.
  leaves(who) {
    for (const id of [who.id, who.aadObjectId]) delete this.people[id];
  }

  /// The cards that were sent, the oldest first, as `{ id, card }`.
  cards() {
    return this.calls
      .filter((call) => call.method !== "GET" && call.body?.attachments)
      .map((call) => ({ id: call.id, card: call.body.attachments[0].content }));
  }

  /// The newest card with these words.
  card(words) {
    return this.cards().findLast(({ card }) => JSON.stringify(card).includes(words));
  }

  /// What Teams tells of somebody in their one-to-one chat with the bot.
  activity(who, more) {
    return {
      timestamp: new Date().toISOString(),
      localTimezone: ZONE,
      serviceUrl: this.url,
      channelId: "msteams",
      from: { id: who.id, name: who.name, aadObjectId: who.aadObjectId },
      conversation: { id: `a:${who.name}`, conversationType: "personal", tenantId: TENANT },
      recipient: { id: `28:${APP}`, name: "Lyceum" },
      channelData: { tenant: { id: TENANT } },
      locale: "en-GB",
      ...more,
    };
  }
}

/// What is said of a channel by what happens in it; its type where the client tells it.
export const channel = (team, { id, name, type }, thread, tellsType = true) => ({
  conversation: { id: thread ? `${id};messageid=${thread}` : id, conversationType: "channel", isGroup: true, tenantId: TENANT },
  channelData: { tenant: { id: TENANT }, team: { id: team }, channel: { id, name, ...(tellsType ? { type } : {}) } },
});

/// The bot is mentioned, and these words follow.
export const mention = (words, ...people) => ({
  type: "message",
  text: `<at>Lyceum</at> ${words}`,
  entities: [
    { type: "mention", text: "<at>Lyceum</at>", mentioned: { id: `28:${APP}`, name: "Lyceum" } },
    ...people.map((who) => ({ type: "mention", text: `<at>${who.name}</at>`, mentioned: { id: who.id, name: who.name } })),
  ],
});

/// The data of the button with this title, wherever in the card it stands.
export function data(card, title) {
  if (Array.isArray(card)) return card.map((part) => data(part, title)).find(Boolean);
  if (card === null || typeof card !== "object") return undefined;
  if (card.title === title && card.data) return card.data;
  return Object.values(card)
    .map((part) => data(part, title))
    .find(Boolean);
}
