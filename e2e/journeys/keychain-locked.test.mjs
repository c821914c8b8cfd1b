import { journey } from "../harness/journey.mjs";

let account;

journey("a locked keychain", { keychain: "locked" }, {
  "signing in says that it is locked": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    await stage.network.seedBooks(account, 5);
    await stage.launch();
    await stage.typeWho(account.handle);
    await stage.app.reads("The keychain is locked", { within: 60_000 });
  },

  "once it is unlocked, trying again works": async (stage) => {
    await stage.desktop.keychain.unlock();
    await stage.app.press("button", "Try again");
    await stage.desktop.open(await stage.network.consent(await stage.openedAddress(), account));
    await stage.settled(account);
  },

  "locked at a later start, the account and its library are still shown": async (stage) => {
    await stage.app.quit();
    await stage.desktop.keychain.lock();
    await stage.launch();
    await stage.app.find("button", "All books, 5");
    await stage.accountIs(account, "Keychain not open", { within: 60_000 });
  },

  "unlocked again, it goes on without signing in": async (stage) => {
    await stage.desktop.keychain.unlock();
    await stage.app.press("button", "Try again");
    await stage.settled(account);
  },
});
