import assert from "node:assert/strict";
import { journey } from "../harness/journey.mjs";
import { REDIRECT } from "../harness/stage.mjs";

let account;

/** Back to the form, by the way on that the screen offers. */
async function changeWhatWasTyped(stage) {
  await stage.app.press("button", "Change what I typed");
  await stage.app.find("textbox", "Handle, DID or server");
}

journey("sign-ins that come to nothing", {}, {
  "a handle that nobody has": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    await stage.launch();
    await stage.typeWho("nobody.test");
    await stage.app.reads("Nobody answers to that handle");
    await changeWhatWasTyped(stage);
  },

  "something that is no handle at all": async (stage) => {
    await stage.typeWho("my password is 1234");
    await stage.app.reads("That is not a handle we can look up");
    await changeWhatWasTyped(stage);
  },

  "a server that is no PDS": async (stage) => {
    await stage.typeWho(stage.network.catalogue);
    await stage.app.reads("That is not a server for AT Protocol accounts");
    await changeWhatWasTyped(stage);
  },

  "a server that does not answer": async (stage) => {
    await stage.network.down();
    await stage.typeWho(stage.network.pds);
    await stage.app.reads("The server does not answer");
    await stage.network.up();
    await changeWhatWasTyped(stage);
  },

  "consent declined in Chromium": async (stage) => {
    const address = await stage.beginSignIn(account.handle);
    const browser = await stage.browser();
    await browser.consent(address, { ...account, decision: "deny" });
    await stage.app.reads("You were not signed in");
    await stage.app.find("button", "Start over");
  },

  "a browser that was closed: the same page opens again": async (stage) => {
    await stage.app.press("button", "Start over");
    const address = await stage.openedAddress();
    await stage.app.press("button", "Open again");
    assert.equal(await stage.openedAddress(), address);
  },

  "cancelled in the app, the form is back": async (stage) => {
    await stage.app.press("button", "Cancel");
    await stage.app.find("textbox", "Handle, DID or server");
  },

  "a forged callback changes nothing, and the real one after it works": async (stage) => {
    const address = await stage.beginSignIn(account.handle);
    await stage.network.clearLog();
    await stage.desktop.open(`${REDIRECT}?state=unknown&iss=http%3A%2F%2Flocalhost&code=forged`);
    await stage.desktop.open(await stage.network.consent(address, account));
    await stage.settled(account);
    const exchanges = (await stage.network.log()).filter((entry) => entry.path === "/oauth/token");
    assert.deepEqual(exchanges.map((entry) => entry.status).filter((status) => status === 200), [200]);
    assert.ok(exchanges.length <= 2, "one exchange, and once more with the server's nonce at most");
  },
});
