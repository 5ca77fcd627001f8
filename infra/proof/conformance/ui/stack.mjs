// Runs a local stack of its own, with a fresh demo and a clock that stands still.
import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// A Monday before the kitchens count, so that schools have their sheets.
const clock = "2026-11-23T08:00:00+01:00";

// startStack returns what stack.json says, and stop.
export async function startStack(settings) {
  await rm(settings.state, { recursive: true, force: true });
  await mkdir(settings.state, { recursive: true });
  const log = openSync(join(settings.state, "stack.log"), "w");
  const program = spawn(join(settings.root, ".local/bin/stack"), ["-state", settings.state], {
    cwd: settings.root, stdio: ["ignore", log, log],
    env: { ...process.env, PORT: "0", CLOCK: clock, LOCAL_RETRY_SECONDS: "0" },
  });
  const ended = new Promise((done) => program.on("exit", done));
  const about = join(settings.state, "stack.json");
  for (let tries = 0; !existsSync(about); tries++) {
    if (program.exitCode !== null || tries > 600) {
      program.kill();
      throw new Error(`the stack did not start: see ${join(settings.state, "stack.log")}`);
    }
    await pause(200);
  }
  const stop = async () => {
    program.kill("SIGTERM");
    await ended;
  };
  return { ...JSON.parse(await readFile(about, "utf8")), stop };
}
