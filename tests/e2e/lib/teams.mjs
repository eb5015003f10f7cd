// A connector of Teams that only answers, and writes down what it was asked; and what people there do.

import { createServer } from "node:http";
import { freePort } from "./running.mjs";
import { ZONE } from "./time.mjs";

export const APP = "11111111-2222-3333-4444-555555555555";
export const TENANT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

export class FakeTeams {
  calls = [];

  /// `people` are told by their id: their name and address.
  static async start(t, people) {
    const teams = new FakeTeams();
    const port = await freePort();
    let next = 1;
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (piece) => (body += piece));
      request.on("end", () => {
        const path = decodeURIComponent(request.url.split("?")[0]);
        const answer = { id: `1730000009${String(next++).padStart(3, "0")}` };
        teams.calls.push({ method: request.method, path, body: body ? JSON.parse(body) : undefined, id: answer.id });
        const who = path.match(/\/members\/(.+)$/)?.[1];
        const known = people[who];
        response.setHeader("content-type", "application/json");
        if (who && !known) response.statusCode = 404;
        response.end(JSON.stringify(known ? { id: who, tenantId: TENANT, userRole: "user", ...known } : answer));
      });
    });
    await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    teams.url = `http://127.0.0.1:${port}/`;
    return teams;
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

/// The data of the button with this title, wherever in the card it stands.
export function data(card, title) {
  if (Array.isArray(card)) return card.map((part) => data(part, title)).find(Boolean);
  if (card === null || typeof card !== "object") return undefined;
  if (card.title === title && card.data) return card.data;
  return Object.values(card).map((part) => data(part, title)).find(Boolean);
}
