import assert from "node:assert/strict";
import { picture } from "../network/picture.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/until.mjs";

/** In the network's catalogue, whose covers are green; the account's own picture is red. */
const BOOKS = [
  { title: "Dracula", authors: "Bram Stoker", hiveId: "bk_73LNzIlk0cwq7dpRTO5m", createdAt: "2024-01-02T12:00:00.000Z" },
  { title: "Emma", authors: "Jane Austen", hiveId: "bk_00000000000000000000", createdAt: "2024-01-01T12:00:00.000Z" },
];
const OWN = [0xc0, 0x20, 0x20];
let account;

/** What the window shows for covers: the addresses of the pictures that are drawn, and how wide they really are. */
const drawn = (stage) =>
  stage.app.session.execute(
    `return [...document.querySelectorAll(".cover img")].filter((image) => image.complete && image.naturalWidth > 0 && getComputedStyle(image).opacity === "1")
       .map((image) => image.currentSrc)`,
  );

const bothDrawn = (stage) =>
  until("both covers are drawn as pictures", async () => (new Set(await drawn(stage)).size >= 2 ? true : undefined), { within: 60_000 });

journey("I, pictures of covers", {}, {
  "nothing is fetched before it is asked for": async (stage) => {
    account = await stage.network.createAccount("ines.test");
    const cover = await stage.network.uploadBlob(account, picture(60, 90, OWN).toString("base64"));
    await stage.network.writeRecords(
      account,
      BOOKS.map((book, at) => ({
        $type: "com.atproto.repo.applyWrites#create",
        collection: "buzz.bookhive.book",
        value: { $type: "buzz.bookhive.book", ...book, ...(at === 1 && { cover }) },
      })),
    );
    await stage.launch();
    await stage.signIn(account);
    await stage.settled(account);
    await stage.app.reads("Dracula");
    assert.deepEqual(await drawn(stage), []);
    const log = await stage.network.log();
    assert.equal(log.filter((entry) => /getBlob|covers|searchBooks/.test(entry.path)).length, 0);
  },

  "switched on, the catalogue's picture and the record's own come": async (stage) => {
    await stage.app.press("button", /^Settings/);
    await stage.app.press("radio", "Yes");
    await stage.app.press("radio", "Thumbnails");
    await stage.app.press("button", /^All books/);
    await bothDrawn(stage);
    await stage.picture("covers-in-the-window");
    const log = await stage.network.log();
    assert.equal(log.filter((entry) => entry.path.includes("getBlob")).length, 1);
    assert.equal(log.filter((entry) => entry.path.startsWith("/covers/")).length, 1);
    await stage.app.quit();
  },

  "offline, after a restart, they are there": async (stage) => {
    await stage.network.down();
    await stage.network.down("catalogue");
    await stage.launch();
    await stage.app.reads("Dracula");
    await bothDrawn(stage);
    await stage.accountIs(account, "Offline");
    // The page itself may fetch nothing from anywhere.
    const blocked = await stage.app.session.execute(
      `return fetch("http://127.0.0.1:9/").then(() => "fetched", () => "blocked")`,
    );
    assert.equal(blocked, "blocked");
  },
});
