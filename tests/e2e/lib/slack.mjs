// A Slack that only answers, and writes down what it was asked: for what the emulator cannot be made to do.

import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { freePort } from "./running.mjs";

export const SECRET = "a-secret-of-the-test";

export class FakeSlack {
  calls = [];
  /// Answers to chat.postMessage are held back while this is true.
  hangs = false;
  /// What is posted never arrives while this is true.
  loses = false;
  /// What arrived, as it can be read afterwards.
  arrived = [];
  /// How what is posted is answered, by what it says: whether it `arrives`, and with what `answer`; as always if this
  /// gives nothing.
  mood = () => undefined;
  /// Methods that are answered "too fast".
  throttled = new Set();
  /// The channels, as they are described and listed, and who is in them.
  channels = { C1: { name: "platform", is_private: false } };
  members = {};
  /// What is said of people beside their name, which is their id.
  people = { UBOT: { is_bot: true } };

  /// What is answered, beside that it worked.
  answer(method, asked) {
    const described = ([id, more]) => ({ id, is_channel: true, is_archived: false, is_member: true, is_ext_shared: false, ...more });
    const id = asked.get("channel");
    switch (method) {
      case "users.info": {
        const user = asked.get("user") ?? "U1";
        return { user: { id: user, team_id: "T1", name: user.toLowerCase(), profile: { real_name: user }, ...this.people[user] } };
      }
      case "conversations.info":
        if (!this.channels[id]) return { ok: false, error: "channel_not_found" };
        return { channel: described([id, this.channels[id]]) };
      case "conversations.members":
        if (!this.channels[id]) return { ok: false, error: "channel_not_found" };
        return { members: [...(this.members[id] ?? []), "UBOT"] };
      case "conversations.list":
        return {
          channels: Object.entries(this.channels)
            .map(described)
            .filter((channel) => !channel.is_private),
        };
      case "conversations.history":
        return { messages: this.arrived.filter((message) => message.channel === id && !message.thread_ts) };
      case "conversations.replies":
        return { messages: this.arrived.filter((message) => message.channel === id && [message.ts, message.thread_ts].includes(asked.get("ts"))) };
      case "conversations.open":
        return { channel: { id: "D1" } };
      default:
        return { channel: "C1" };
    }
  }

  static async start(t) {
    const slack = new FakeSlack();
    const port = await freePort();
    let ts = 1;
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (piece) => (body += piece));
      request.on("end", () => {
        const { pathname, searchParams } = new URL(request.url, "http://slack.test");
        const method = pathname.split("/").at(-1);
        slack.calls.push({ method, body: body.startsWith("{") ? JSON.parse(body) : body });
        ts += 1;
        const stamp = `1700000000.${String(ts).padStart(6, "0")}`;
        const mood = method === "chat.postMessage" ? slack.mood(JSON.parse(body)) : undefined;
        if (method === "chat.postMessage" && !slack.loses && !slack.throttled.has(method) && mood?.arrives !== false) {
          const { channel, thread_ts, metadata, blocks } = JSON.parse(body);
          slack.arrived.push({ channel, thread_ts, metadata, ts: stamp, says: JSON.stringify(blocks) });
        }
        if (method === "chat.postMessage" && slack.hangs) return;
        if (mood?.answer) return mood.answer(response);
        const answer = {
          ok: true,
          team_id: "T1",
          team: "Company",
          user_id: "UBOT",
          bot_id: "B1",
          ts: stamp,
          ...slack.answer(method, searchParams),
        };
        response.setHeader("content-type", "application/json");
        if (slack.throttled.has(method)) {
          response.writeHead(429, { "retry-after": "30" });
          return response.end(JSON.stringify({ ok: false, error: "ratelimited" }));
        }
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
  const signature = `v0=${createHmac("sha256", SECRET).update(`v0:${stamp}:${body}`).digest("hex")}`;
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
export function command(user, name, text, trigger, channel = "C1", channel_name = "platform") {
  return signed({
    command: name,
    text,
    team_id: "T1",
    channel_id: channel,
    channel_name,
    user_id: user,
    trigger_id: trigger,
    response_url: "http://127.0.0.1:9/nowhere",
  });
}

/// A form as it is sent, with what was chosen or typed in each field.
export function submission(user, callback_id, private_metadata, values, trigger) {
  const view = { id: `V${private_metadata}`, hash: "h", type: "modal", callback_id, private_metadata, state: { values } };
  const payload = { type: "view_submission", team: { id: "T1" }, user: { id: user, team_id: "T1" }, trigger_id: trigger, view };
  return signed({ payload: JSON.stringify(payload) });
}

let events = 0;

/// Something that happened there.
export function event(inner) {
  events += 1;
  const event_id = `Ev${process.pid}.${events}`;
  return signed(JSON.stringify({ type: "event_callback", team_id: "T1", event_id, is_ext_shared_channel: false, event: inner }));
}

/// A pressed button. The same `trigger` is the same press.
export function press(user, action, value, trigger, channel = "C1") {
  const payload = {
    type: "block_actions",
    team: { id: "T1" },
    user: { id: user, team_id: "T1" },
    trigger_id: trigger,
    channel: { id: channel },
    container: { type: "message", channel_id: channel, is_ephemeral: true },
    actions: [{ type: "button", action_id: `${action}#0`, value, action_ts: trigger }],
  };
  return signed({ payload: JSON.stringify(payload) });
}

/// The value of the button with this action in a card.
export function value(card, action) {
  const buttons = (card.blocks ?? []).flatMap((block) => [...(block.elements ?? []), block.accessory].filter(Boolean));
  return buttons.find((button) => button.action_id?.startsWith(action))?.value;
}

/// Of what Slack was told last, the object in which `key` is `is` or, for buttons, begins with it.
export function shown(slack, key, is) {
  const within = (it) => {
    if (it === null || typeof it !== "object") return undefined;
    if (it[key] === is || it[key]?.startsWith?.(`${is}#`)) return it;
    return Object.values(it).map(within).find(Boolean);
  };
  return within(slack.calls.map((call) => call.body).toReversed());
}

/// Changes what a stopped clock would: a statement on the database of a bot that runs.
export function sqlite(file, statement) {
  const program = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], 30); print(db.execute(sys.argv[2]).fetchall()); db.commit()";
  const done = spawnSync("python3", ["-c", program, file, statement], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout.trim();
}
