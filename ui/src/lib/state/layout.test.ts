import { expect, test } from "vitest";
import { COLUMN_NAMES, Layout, readLayout, START_SORT } from "./layout.svelte";

const fresh = () => {
  const kept: string[] = [];
  return { kept, layout: new Layout("", (text) => kept.push(text)) };
};
const names = (layout: Layout) => layout.columns.map((column) => column.name).join(" ");

test("a layout of another version, or none, is as at first", () => {
  for (const text of ["", "null", "[]", "{", '{"columns":[{"name":"shelf"}],"sort":[{"column":"moon"}]}', '{"columns":[{"name":"tags"}]}']) {
    expect(readLayout(text).sort).toEqual(START_SORT);
    expect(readLayout(text).columns[0]?.name).toBe("title");
  }
});

test("what is kept is what is read again", () => {
  const { kept, layout } = fresh();
  layout.toggle("pages");
  layout.resize("title", 17.3);
  layout.move("tags", -2);
  layout.show("covers");
  layout.sortBy([{ column: "year", descending: true }, { column: "title", descending: false }]);
  expect(JSON.stringify(readLayout(kept.at(-1) ?? ""))).toBe(layout.text);
});

test("columns are added in their place, moved and taken away, but for the title", () => {
  const { layout } = fresh();
  layout.toggle("added");
  expect(names(layout)).toBe("title status stars started finished added tags");
  layout.move("finished", -99);
  expect(names(layout)).toBe("finished title status stars started added tags");
  for (const name of COLUMN_NAMES) if (layout.has(name)) layout.toggle(name);
  expect(names(layout)).toBe("title");
  layout.reset();
  expect(names(layout)).toBe("title status stars started finished tags");
});

test("a width stays between too narrow to grasp and wider than a window", () => {
  const { layout } = fresh();
  layout.resize("status", 0);
  layout.resize("tags", 1e9);
  expect(layout.columns.map((column) => column.width)).toEqual([null, 3, null, null, null, 60]);
  layout.resize("status", 99);
  expect(readLayout(layout.text).columns[1]?.width).toBe(60);
});
