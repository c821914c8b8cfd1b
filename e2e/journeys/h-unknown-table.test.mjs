import { journey } from "../harness/journey.mjs";

const TABLE = `Book;Writer;Done on;Out of ten
The Summer Book;Tove Jansson;2024-05-03;9
Pedro Páramo;Juan Rulfo;2023-11-20;10
Stoner;John Williams;;
`;

journey("H, a table of no service we know, without an account", {}, {
  "its columns are asked about, with a guess": async (stage) => {
    await stage.launch();
    await stage.drop(stage.file("my own list.csv", TABLE));
    await stage.app.find("heading", "What do the columns hold?", { within: 60_000 });
    await stage.app.reads("The Summer Book");
  },

  "what was said is read, planned and imported": async (stage) => {
    await choose(stage, "Book", "title");
    await choose(stage, "Writer", "authors");
    await choose(stage, "Done on", "finished");
    await choose(stage, "Out of ten", "rating");
    await stage.app.press("button", "Read 3 rows");
    await stage.app.press("button", "Import 3 books", { within: 60_000 });
    await stage.app.find("button", "All books, 3");
  },

  "the same headings are not asked about again": async (stage) => {
    const again = `${TABLE}Austerlitz;W. G. Sebald;2025-01-02;8\n`;
    await stage.drop(stage.file("my own list, later.csv", again));
    await stage.app.press("button", "Import 1 book", { within: 60_000 });
    await stage.app.find("button", "All books, 4");
  },
});

/** Says what a column holds, as the list beside its name lets a person say it. */
async function choose(stage, column, field) {
  await stage.app.session.execute(
    `const select = [...document.querySelectorAll("select")].find((one) =>
       (one.ariaLabel ?? one.labels?.[0]?.innerText ?? "").includes(arguments[0]));
     if (select.value !== arguments[1]) {
       select.value = arguments[1];
       select.dispatchEvent(new Event("change", { bubbles: true }));
     }`,
    column,
    field,
  );
}
