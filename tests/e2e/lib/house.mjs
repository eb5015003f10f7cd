// The program, and the company it serves.

import { APP, Emulator, PEOPLE } from "./emulator.mjs";
import { folder, freePort, LYCEUM, Running } from "./running.mjs";

class Bot {
  constructor(t, slack, port) {
    Object.assign(this, { t, port, cwd: folder(t), url: `http://127.0.0.1:${port}` });
    this.env = {
      LYCEUM_LISTEN: `127.0.0.1:${port}`,
      LYCEUM_DATABASE_URL: "sqlite://lyceum.db",
      LYCEUM_LEADS: PEOPLE.lea.email,
      LYCEUM_PUBLIC_URL: this.url,
      LYCEUM_LOG: "info,lyceum=debug",
      SLACK_SIGNING_SECRET: APP.signingSecret,
      SLACK_BOT_TOKEN: APP.botToken,
      SLACK_API_URL: `${slack.url}/api`,
    };
  }

  async start() {
    this.running = new Running(this.t, "lyceum serve", LYCEUM, ["serve"], { env: this.env, cwd: this.cwd });
    await this.running.answers(`${this.url}/readyz`);
  }

  /// As after a power cut.
  async restart() {
    await this.running.kill();
    await this.start();
  }
}

/// The built program on a Slack that none of us wrote, told only its settings.
export async function house(t) {
  const port = await freePort();
  const slack = await Emulator.start(t, `http://127.0.0.1:${port}/slack/events`);
  const bot = new Bot(t, slack, port);
  await bot.start();
  return { slack, bot };
}

/// Only this person sees the message.
export const onlyFor = (person, message) => message.subtype === "ephemeral" && message.ephemeral_to === person.id;
