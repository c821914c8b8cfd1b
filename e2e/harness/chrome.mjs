import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Running, freePort } from "./running.mjs";
import { until } from "./until.mjs";
import { Session } from "./webdriver.mjs";

/** No sandbox, because the tests run as root in containers; the rest keeps Chromium from calling home. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--password-store=basic",
];

/** A Chromium with an empty profile, and the driver that drives it. */
export async function startChrome({ env = process.env, args = [], prefs = {} } = {}) {
  const port = await freePort();
  const driver = new Running("chromedriver", [`--port=${port}`], { env });
  const profile = mkdtempSync(path.join(tmpdir(), "book-explorer-chromium-"));
  const stop = async (session) => {
    await session?.close().catch(() => {});
    await driver.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    await until("chromedriver listens", () => fetch(`http://127.0.0.1:${port}/status`).then((answer) => answer.ok));
    const session = await Session.open(`http://127.0.0.1:${port}`, {
      browserName: "chrome",
      "goog:chromeOptions": { args: [...ARGUMENTS, `--user-data-dir=${profile}`, ...args], prefs },
    });
    return { session, stop: () => stop(session) };
  } catch (error) {
    await stop();
    throw error;
  }
}
