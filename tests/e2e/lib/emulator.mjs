// A Slack that none of us wrote: the emulator local-slack, and what its people see and do.

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import WebSocket from "ws";
import { folder, freePort, Running, until } from "./running.mjs";
import { ZONE } from "./time.mjs";

export const APP = {
  appId: "A0LYCEUM",
  botUserId: "U0BOT",
  botName: "lyceum",
  botToken: "xoxb-of-the-test",
  appToken: "xapp-of-the-test",
  signingSecret: "a-secret-of-the-test",
  mode: "events",
};

export const PEOPLE = Object.fromEntries(
  [
    ["ann", "Ann Asker"],
    ["bob", "Bob Builder"],
    ["cleo", "Cleo Clever"],
    ["lea", "Lea Lead"],
  ].map(([key, name]) => {
    const id = `U0${key.toUpperCase()}`;
    return [key, { id, name: key, real_name: name, email: `${key}@company.example`, tz: ZONE }];
  }),
);

export const CHANNEL = "C0PLATFORM";

export class Emulator {
  /// Starts it; what it has to tell goes to `requestUrl`.
  static async start(t, requestUrl) {
    const program = join(dirname(createRequire(import.meta.url).resolve("local-slack-linux-x64/package.json")), "bin", "local-slack");
    const config = join(folder(t), "config.json");
    const people = Object.values(PEOPLE);
    writeFileSync(
      config,
      JSON.stringify({
        workspace: { name: "Company", domain: "company", teamId: "T0COMPANY" },
        apps: [{ ...APP, requestUrl }],
        users: people,
        channels: [{ id: CHANNEL, name: "platform", members: [...people.map((person) => person.id), APP.botUserId] }],
      }),
    );
    const port = await freePort();
    const slack = new Emulator();
    slack.url = `http://127.0.0.1:${port}`;
    slack.running = new Running(t, "local-slack", program, [...["--config", config, "--port", String(port), "--base-host", "127.0.0.1"]]);
    await slack.running.answers(`${slack.url}/_control/state`);
    slack.views = [];
    slack.errors = undefined;
    slack.window = new WebSocket(`ws://127.0.0.1:${port}/ui`);
    slack.window.on("message", (text) => {
      const told = JSON.parse(text);
      if (told.t === "view") slack.views = told.stack;
      if (told.t === "view_errors") slack.errors = told.errors;
    });
    t.after(() => slack.window.terminate());
    await new Promise((resolve, reject) => {
      slack.window.once("open", resolve).once("error", reject);
    });
    return slack;
  }

  async control(what, body) {
    const answer = await fetch(`${this.url}/_control/${what}`, {
      method: body ? "POST" : "GET",
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /// Somebody types a slash command.
  command(user, command, text, channel = CHANNEL) {
    return this.control("command", { user: user.id, channel, command, text });
  }

  /// Somebody writes.
  say(user, text, thread, channel = CHANNEL) {
    return this.control("message", { user: user.id, channel, text, thread_ts: thread });
  }

  /// Somebody sets a reaction on a message, or takes it off.
  react(user, message, name, present = true) {
    return this.control("reaction", { user: user.id, channel: message.channel ?? CHANNEL, ts: message.ts, name, present });
  }

  async messages(channel = CHANNEL) {
    return (await this.control(`messages/${channel}`)).messages;
  }

  /// Waits for a message in which a text can be read.
  message(what, test, channel = CHANNEL) {
    return until(what, async () => (await this.messages(channel)).findLast((message) => test(message, words(message))));
  }

  /// All that went to and fro, for whoever wonders why a test failed.
  async told() {
    const { log } = await this.control("log");
    const short = (detail) => (typeof detail === "string" ? detail : (JSON.stringify(detail) ?? "")).slice(0, 600);
    return log.map(({ direction, kind, summary, detail }) => `${direction} ${kind} ${summary} ${short(detail)}`).join("\n");
  }

  /// The direct conversation of somebody with the bot, once there is one.
  direct(user) {
    return until(`the bot writes to ${user.name}`, async () => {
      const { channels } = await this.control("state");
      return channels.find((channel) => channel.is_im && channel.members.includes(user.id))?.id;
    });
  }

  /// Somebody presses a button of a message as it stands now; with nervous fingers more than once.
  async press(user, message, label, times = 1) {
    const now = (await this.messages(message.channel)).find((other) => other.ts === message.ts) ?? message;
    const button = buttons(now).find((button) => button.text.text === label);
    if (!button) throw new Error(`no button "${label}", only: ${buttons(now).map((button) => button.text.text)}`);
    const { type, action_id, block_id, value, text } = button;
    const action = { type, action_id, block_id, value, text };
    const body = { user: user.id, channel: message.channel, messageTs: message.ts, action };
    await Promise.all(Array.from({ length: times }, () => this.control("interact", body)));
  }

  /// Waits for a form to be open.
  form(title) {
    return until(`the form "${title}"`, () => this.views.find((view) => view.title?.text === title));
  }

  /// Fills the open form in, by the labels of its fields, and sends it.
  send(user, form, fields) {
    const values = {};
    for (const block of form.blocks.filter((block) => block.type === "input")) {
      const { block_id, element } = block;
      values[block_id] = { [element.action_id]: filled(element, fields[block.label.text]) };
    }
    this.errors = undefined;
    this.window.send(JSON.stringify({ t: "view_submit", user: user.id, values }));
    return until("the form is closed, or there are errors", () => this.views.length === 0 || this.errors);
  }
}

function filled({ type, initial_value, initial_option, initial_options, initial_user }, value) {
  switch (type) {
    case "users_select":
      return { type, selected_user: value?.id ?? initial_user ?? null };
    case "checkboxes":
      return { type, selected_options: value ?? initial_options ?? [] };
    case "static_select":
    case "radio_buttons":
      return { type, selected_option: value ?? initial_option ?? null };
    default:
      return { type, value: value ?? initial_value ?? null };
  }
}

/// Everything that can be read in a message.
export function words(message) {
  const parts = [message.text ?? ""];
  const collect = (value) => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (value && typeof value === "object") {
      if (typeof value.text === "string") parts.push(value.text);
      if (value.type === "user") parts.push(`<@${value.user_id}>`);
      Object.values(value).forEach(collect);
    }
  };
  collect(message.blocks ?? []);
  return parts.join("\n");
}

/// All buttons of a message.
export function buttons(message) {
  const found = [];
  for (const block of message.blocks ?? []) {
    for (const element of [...(block.elements ?? []), block.accessory]) {
      if (element?.type === "button") found.push({ ...element, block_id: block.block_id });
    }
  }
  return found;
}
