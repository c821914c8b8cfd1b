import { rmSync } from "node:fs";
import { plainExport } from "../harness/export.mjs";
import { journey } from "../harness/journey.mjs";

journey("J, several files, without an account", {}, {
  "dropped together, the first is planned and the others wait": async (stage) => {
    await stage.launch();
    await stage.app.find("button", "Choose a file…");
    await stage.drop(
      stage.file("one.csv", plainExport(1)),
      stage.file("two.csv", plainExport(2)),
      stage.file("three.csv", plainExport(3)),
    );
    await stage.app.find("heading", "1 row from StoryGraph", { within: 60_000 });
    await stage.app.reads("2 more files wait");
  },

  "a file dropped on a plan waits behind them, and one can be taken out": async (stage) => {
    await stage.drop(stage.file("four.csv", plainExport(4)));
    await stage.app.reads("3 more files wait");
    await stage.app.press("button", "Do not import three.csv");
    await stage.app.reads("2 more files wait");
  },

  "the next one follows when the one before is let go, over a restart too": async (stage) => {
    await stage.app.press("button", "Close without importing");
    await stage.app.find("heading", "2 rows from StoryGraph", { within: 60_000 });
    await stage.app.kill();
    await stage.launch();
    await stage.app.find("heading", "2 rows from StoryGraph", { within: 60_000 });
    await stage.app.reads("1 more file waits");
  },

  "or when its report has been read; one that is gone says so": async (stage) => {
    await stage.app.press("button", "Import 2 books");
    await stage.app.find("heading", "Imported", { within: 60_000 });
    rmSync(stage.file("four.csv", plainExport(4)));
    await stage.app.press("button", "Done, next file");
    await stage.app.reads("The file is gone");
    await stage.app.press("button", "Close");
    await stage.app.find("button", "All books, 2");
  },
});
