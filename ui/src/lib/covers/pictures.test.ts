import { describe, expect, it } from "vitest";
import { Pictures } from "./pictures.svelte";

describe("pictures of covers", () => {
  it("asks for nothing while they are off", () => {
    expect(new Pictures().keyOf("bafy", "bk_1")).toBeNull();
  });

  it("takes a book's own picture before the catalogue's, and that when there is no own", () => {
    const pictures = new Pictures();
    pictures.show(true);
    expect(pictures.keyOf("bafy", "bk_1")).toBe("bafy");
    expect(pictures.keyOf(null, "bk_1")).toBe("bk_1");
    pictures.missing("bafy");
    expect(pictures.keyOf("bafy", "bk_1")).toBe("bk_1");
    pictures.arrived(["bafy"]);
    expect(pictures.keyOf("bafy", "bk_1")).toBe("bafy");
  });

  it("looks for a missing one again after a while, or when the network is back, and not before", () => {
    let now = 0;
    const pictures = new Pictures(() => now);
    pictures.show(true);
    pictures.missing("bk_1");
    now = 59_000;
    pictures.inView(null, "bk_1");
    expect(pictures.keyOf(null, "bk_1")).toBeNull();
    now = 61_000;
    pictures.inView(null, "bk_1");
    expect(pictures.keyOf(null, "bk_1")).toBe("bk_1");
    pictures.missing("bk_1");
    pictures.lookAgain();
    expect(pictures.keyOf(null, "bk_1")).toBe("bk_1");
  });

  it("knows what has been on screen, until it is gone", () => {
    const pictures = new Pictures();
    pictures.show(true);
    const address = pictures.address("bk_1", true);
    pictures.came(address);
    expect(pictures.has(address)).toBe(true);
    expect(pictures.has(pictures.address("bk_1", false))).toBe(false);
    pictures.missing("bk_1");
    expect(pictures.has(address)).toBe(false);
  });
});
