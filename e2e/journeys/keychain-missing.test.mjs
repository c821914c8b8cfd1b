import { journey } from "../harness/journey.mjs";

let account;

journey("no keychain", { keychain: "missing" }, {
  "signing in says that there is none, before the browser opens": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    await stage.launch();
    await stage.typeWho(account.handle);
    await stage.app.reads("This computer offers no keychain");
  },

  "signing in until quitting is offered and works": async (stage) => {
    await stage.app.press("button", "Sign in until I quit");
    await stage.desktop.open(await stage.network.consent(await stage.openedAddress(), account));
    await stage.settled(account);
  },

  "after quitting the library is there and the session is not": async (stage) => {
    await stage.app.quit();
    await stage.launch();
    await stage.app.find("button", new RegExp(`^Account: ${account.handle} (Sign in again|Keychain locked)$`));
  },
});
