import assert from "node:assert/strict";
import { App } from "../harness/app.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/until.mjs";

let mira;
let nils;

journey("A, signing in", {}, {
  "a new library says what it is and on which network": async (stage) => {
    mira = await stage.network.createAccount("mira.test");
    nils = await stage.network.createAccount("nils.test");
    await stage.network.seedBooks(mira, 12);
    await stage.network.seedBooks(nils, 7);
    const app = await stage.launch();
    await app.reads("Bring your reading along");
    await app.reads("This is not the real network");
  },

  "through Chromium and the custom scheme, with the app running": async (stage) => {
    const address = await stage.beginSignIn(mira.handle);
    await stage.app.reads("Waiting for your browser");
    await stage.app.find("button", "Open again");
    const browser = await stage.browser();
    await browser.consent(address, mira);
    await stage.settled(mira);
    await stage.app.find("button", "All books, 12");
    assert.equal(App.running(stage.desktop).length, 1);
  },

  "again with the app closed: the callback starts it and finds its sign-in": async (stage) => {
    const address = await stage.beginSignIn(nils.handle);
    await stage.app.reads("Waiting for your browser");
    await stage.app.quit();
    const browser = await stage.browser();
    await browser.consent(address, nils);
    await until("the callback starts the app", () => App.running(stage.desktop).length === 1);
    stage.app = await App.attach(stage.desktop);
    await stage.settled(nils);
    await stage.app.find("button", "All books, 7");
  },

  "both accounts are still there after a restart": async (stage) => {
    await stage.app.quit();
    const app = await stage.launch();
    await stage.settled(nils);
    await app.press("button", /^Account: /);
    await app.press("menuitemradio", /^mira\.test/);
    await stage.settled(mira);
    await app.find("button", "All books, 12");
  },

  "signing out ends the session at the server": async (stage) => {
    await stage.network.clearLog();
    await stage.app.press("button", /^Account: /);
    await stage.app.press("menuitem", "Sign out…");
    await stage.app.press("button", "Sign out and remove the books from this computer");
    const revoked = await until("the session is revoked", async () => {
      const log = await stage.network.log();
      return log.find((entry) => entry.path === "/oauth/revoke" && entry.status !== null);
    });
    assert.equal(revoked.status, 200);
    await stage.app.press("button", /^Account: /);
    assert.deepEqual(await stage.app.all("menuitemradio", /^mira\.test/), []);
  },
});
