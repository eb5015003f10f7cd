// Programs of a test's own: started on a free port, waited for, and ended with the test.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/// The root of the repository.
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/// The built program.
export const LYCEUM = join(ROOT, "target", "debug", "lyceum");

/// How long anything may take before a test gives up on it.
const PATIENCE = 20_000;

/// Asks until the answer is neither false nor empty; fails with what it was asked for. Errors count as "not yet".
export async function until(what, ask, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited in vain: ${what}${last ? ` (${last.message})` : ""}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/// A port where nobody listens.
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/// A folder that goes with the test.
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), "lyceum-e2e-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/// A program that ends with the test; what it said is shown if the test fails.
export class Running {
  constructor(t, name, program, args, { env = {}, cwd } = {}) {
    if (!existsSync(program)) throw new Error(`${name}: there is no ${program}; run tests/run`);
    this.name = name;
    this.said = "";
    const bare = { PATH: process.env.PATH, HOME: process.env.HOME, RUST_BACKTRACE: "1" };
    this.process = spawn(program, args, { cwd, env: { ...bare, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.said = (this.said + text).slice(-20_000);
      });
    }
    this.ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.over = false;
    this.ended.then(() => {
      this.over = true;
    });
    t.after(() => this.kill());
  }

  /// Waits until it answers there; fails at once if it ends.
  async answers(url) {
    await until(`${this.name} answers at ${url}`, async () => {
      if (this.over) return true;
      return (await fetch(url)).ok;
    });
    if (this.over) throw new Error(`${this.name} ended:\n${this.said}`);
  }

  /// Ends it without a word of warning, as a power cut would.
  async kill() {
    if (!this.over) this.process.kill("SIGKILL");
    await this.ended;
  }
}
