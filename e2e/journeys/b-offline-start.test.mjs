import { COLLECTION, inventedBook } from "../network/books.mjs";
import { journey } from "../harness/journey.mjs";

let account;

journey("B, starting without the server", {}, {
  "a library is filled once": async (stage) => {
    account = await stage.network.createAccount("mira.test");
    await stage.network.seedBooks(account, 40);
    await stage.launch();
    await stage.signIn(account);
    await stage.settled(account);
    await stage.app.find("button", "All books, 40");
    await stage.app.quit();
  },

  "with the server down the library is there": async (stage) => {
    await stage.network.down();
    const app = await stage.launch();
    await app.find("button", "All books, 40");
    await app.find("grid", "All books");
    await app.reads(inventedBook(1).title);
    await stage.accountIs(account, "Offline");
  },

  "with the server up it syncs by itself, and shows what changed meanwhile": async (stage) => {
    const value = { ...inventedBook(9000), title: "Added while nobody looked" };
    await stage.network.writeRecords(account, [
      { $type: "com.atproto.repo.applyWrites#create", collection: COLLECTION, value },
    ]);
    await stage.network.up();
    await stage.settled(account, { within: 100_000 });
    await stage.app.find("button", "All books, 41");
    await stage.app.reads(value.title);
  },
});
