import { describe, expect, it } from "vitest";
import type { Door } from "../ipc/door";
import type { ColumnMapping, MappingPreview, MappingView } from "../ipc/types";
import { Mapping } from "./mapping.svelte";
import { Toasts } from "./toasts.svelte";

const view: MappingView = {
  fileName: "books.csv", encoding: "UTF-8", rows: 2, remembered: false, columns: [], leftOut: 0,
  mapping: { fields: ["title", "authors", "keep"], scale: "five", headerless: false }, preview: { fault: null, rows: [] },
};

/** A door whose previews are answered when the test says so. */
function slowDoor() {
  const asked: { mapping: ColumnMapping; answer: (preview: MappingPreview) => void }[] = [];
  const confirmed: ColumnMapping[] = [];
  const door = {
    previewMapping: (mapping: ColumnMapping) => new Promise<MappingPreview>((answer) => asked.push({ mapping, answer })),
    confirmMapping: (mapping: ColumnMapping) => (confirmed.push(mapping), Promise.resolve()),
  };
  return { door: door as unknown as Door, asked, confirmed };
}

function open() {
  const slow = slowDoor();
  const mapping = new Mapping(slow.door, new Toasts());
  mapping.startOver(view);
  return { mapping, ...slow };
}

describe("mapping", () => {
  it("takes a field away from the column that had it, unless several may hold it", () => {
    const { mapping } = open();
    mapping.hold(2, "title");
    expect(mapping.fields).toEqual(["keep", "authors", "title"]);
    mapping.hold(0, "authors");
    expect(mapping.fields).toEqual(["authors", "authors", "title"]);
  });

  it("shows only the answer to the last question", async () => {
    const { mapping, asked } = open();
    mapping.hold(2, "status");
    mapping.hold(0, "ignore");
    asked[1]?.answer({ fault: "noTitle", rows: [] });
    asked[0]?.answer({ fault: null, rows: [] });
    await Promise.resolve();
    await Promise.resolve();
    expect(mapping.preview.fault).toBe("noTitle");
  });

  it("is confirmed as it stands, and not while it cannot be used", async () => {
    const { mapping, asked, confirmed } = open();
    mapping.rateOutOf("ten");
    await mapping.confirm();
    expect(confirmed).toEqual([{ fields: ["title", "authors", "keep"], scale: "ten", headerless: false }]);
    mapping.hold(0, "ignore");
    asked[1]?.answer({ fault: "noTitle", rows: [] });
    await Promise.resolve();
    await Promise.resolve();
    await mapping.confirm();
    expect(confirmed).toHaveLength(1);
  });
});
