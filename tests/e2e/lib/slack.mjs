// A Slack that only answers, and writes down what it was asked: for what the emulator cannot be made to do.

import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { freePort } from "./running.mjs";

export const SECRET = "a-secret-of-the-test";

export class FakeSlack {
  calls = [];
  /// Answers to chat.postMessage are held back while this is true.
  hangs = false;

  static async start(t) {
    const slack = new FakeSlack();
    const port = await freePort();
    let ts = 1;
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (piece) => (body += piece));
      request.on("end", () => {
        const method = request.url.split("/").at(-1).split("?")[0];
        slack.calls.push({ method, body: body.startsWith("{") ? JSON.parse(body) : body });
        if (method === "chat.postMessage" && slack.hangs) return;
        ts += 1;
        const answer = {
          ok: true, team_id: "T1", team: "Company", user_id: "UBOT", bot_id: "B1", user: { id: "U1", name: "somebody" },
          channel: method === "chat.postMessage" ? "C1" : { id: "C1", name: "platform", is_channel: true },
          ts: `1700000000.${String(ts).padStart(6, "0")}`,
        };
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(answer));
      });
    });
    await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    slack.api = `http://127.0.0.1:${port}/api`;
    return slack;
  }

  posts() {
    return this.calls.filter((call) => call.method === "chat.postMessage").map((call) => call.body);
  }
}

/// What the program is told so that it serves this Slack, with everything it keeps in one folder.
export function settings(slack, port, cwd) {
  return {
    LYCEUM_LISTEN: `127.0.0.1:${port}`,
    LYCEUM_DATABASE_URL: `sqlite://${join(cwd, "lyceum.db")}`,
    LYCEUM_LOG: "info",
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_BOT_TOKEN: "xoxb-of-the-test",
    SLACK_API_URL: slack.api,
  };
}

/// A request as Slack signs it.
export function signed(fields) {
  const body = typeof fields === "string" ? fields : new URLSearchParams(fields).toString();
  const stamp = String(Math.floor(Date.now() / 1000));
  const signature = "v0=" + createHmac("sha256", SECRET).update(`v0:${stamp}:${body}`).digest("hex");
  return {
    method: "POST",
    headers: {
      "content-type": typeof fields === "string" ? "application/json" : "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": stamp,
      "x-slack-signature": signature,
    },
    body,
  };
}

/// A slash command. The same `trigger` is the same command.
export function command(user, name, text, trigger) {
  return signed({
    command: name, text, team_id: "T1", channel_id: "C1", channel_name: "platform", user_id: user, trigger_id: trigger,
    response_url: "http://127.0.0.1:9/nowhere",
  });
}

/// A pressed button. The same `trigger` is the same press.
export function press(user, action, value, trigger) {
  const payload = {
    type: "block_actions", team: { id: "T1" }, user: { id: user, team_id: "T1" }, trigger_id: trigger, channel: { id: "C1" },
    container: { type: "message", channel_id: "C1", is_ephemeral: true },
    actions: [{ type: "button", action_id: `${action}#0`, value, action_ts: trigger }],
  };
  return signed({ payload: JSON.stringify(payload) });
}

/// The value of the button with this action in a card.
export function value(card, action) {
  const buttons = (card.blocks ?? []).flatMap((block) => [...(block.elements ?? []), block.accessory].filter(Boolean));
  return buttons.find((button) => button.action_id?.startsWith(action))?.value;
}
