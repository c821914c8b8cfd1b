import assert from "node:assert/strict";
import { closeSync, ftruncateSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { plainExport } from "../harness/export.mjs";
import { journey } from "../harness/journey.mjs";

const bad = (name) => fileURLToPath(new URL(`../fixtures/bad/${name}`, import.meta.url));

/** What is dropped, and the line that says why it is no export. */
const REFUSED = {
  "a picture": { make: () => [bad("picture.png.csv")], says: "The file is not text" },
  "a letter": { make: () => [bad("letter.csv")], says: "The file is not a table" },
  "a page of a web site": { make: () => [bad("page.html.csv")], says: "The file is a web page" },
  "an archive": { make: () => [bad("archive.zip.csv")], says: "The file is an archive" },
  "an empty file": { make: () => [bad("empty.csv")], says: "The file is empty" },
  "a header and nothing below it": { make: () => [bad("header_only.csv")], says: "There are no books in the file" },
  "a directory": {
    make: (stage) => {
      const directory = path.join(stage.desktop.env.HOME, "exports");
      mkdirSync(directory);
      return [directory];
    },
    says: "That is a folder",
  },
  "300 MB": {
    make: (stage) => {
      const file = path.join(stage.desktop.env.HOME, "huge.csv");
      const descriptor = openSync(file, "w");
      ftruncateSync(descriptor, 300 * 1024 * 1024);
      closeSync(descriptor);
      return [file];
    },
    says: "The file is too large",
  },
};

const steps = {
  "the app is open and nobody is signed in": async (stage) => {
    await stage.launch();
    await stage.app.reads("Bring your reading along");
  },
};
for (const [what, { make, says }] of Object.entries(REFUSED)) {
  steps[`${what} has its own sentence and a way on`] = async (stage) => {
    await stage.drop(...make(stage));
    await stage.app.find("alert");
    await stage.app.reads(says);
    await stage.app.find("button", "Choose another file…");
    await stage.app.press("button", "Close");
  };
}
steps["a table of something else is asked about and can be put away"] = async (stage) => {
  await stage.drop(bad("other_columns.csv"));
  await stage.app.find("heading", "What do the columns hold?");
  await stage.app.press("button", "Not now");
};
steps["a good file after all of them makes a plan"] = async (stage) => {
  await stage.drop(stage.file("good, with a space and é.csv", plainExport(3)));
  await stage.app.find("heading", "3 rows from StoryGraph");
  await stage.app.press("button", "Import 3 books");
  await stage.app.find("button", "All books, 3");
  assert.deepEqual((await stage.network.log()).filter((entry) => entry.door === "pds"), []);
};

journey("files that are no exports", {}, steps);
