import assert from "node:assert/strict";
import { closeSync, ftruncateSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { plainExport } from "../harness/export.mjs";
import { journey } from "../harness/journey.mjs";

/** What is dropped, and the line that says why it is no export. */
const REFUSED = {
  "a picture": {
    make: (stage) => [stage.file("cover.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0, 255, 0, 1]))],
    says: "The file is not text",
  },
  "a letter": {
    make: (stage) => [stage.file("letter.csv", "Dear all\n\nno table here\n\nyours truly\n")],
    says: /The file is not a table|No column holds titles/,
  },
  "an empty file": { make: (stage) => [stage.file("empty.csv", "")], says: "The file is empty" },
  "a table without titles": {
    make: (stage) => [stage.file("weights.csv", "Day,Weight,Mood\n2024-01-01,70,fine\n2024-01-02,71,good\n")],
    says: "No column holds titles",
  },
  "a header and nothing below it": {
    make: (stage) => [stage.file("header.csv", plainExport(0))],
    says: "There are no books in the file",
  },
  "a directory": {
    make: (stage) => {
      const directory = path.join(stage.desktop.env.HOME, "exports");
      mkdirSync(directory);
      return [directory];
    },
    says: "That is a folder",
  },
  "two files at once": {
    make: (stage) => [stage.file("one.csv", plainExport(1)), stage.file("two.csv", plainExport(2))],
    says: "One file at a time",
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
steps["a good file after all of them makes a plan"] = async (stage) => {
  await stage.drop(stage.file("good, with a space and é.csv", plainExport(3)));
  await stage.app.find("heading", "3 rows from StoryGraph");
  await stage.app.press("button", "Import 3 books");
  await stage.app.find("button", "All books, 3");
  assert.deepEqual((await stage.network.log()).filter((entry) => entry.door === "pds"), []);
};

journey("files that are no exports", {}, steps);
