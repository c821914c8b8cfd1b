import { describe, expect, it } from "vitest";
import { designOf, hashOf } from "./design";

describe("drawn covers", () => {
  // These are the answers of the first release for good: another answer is another cover on somebody's shelf.
  it("hash as they always have", () => {
    expect([hashOf(""), hashOf("a"), hashOf("雪国\t川端康成")]).toMatchInlineSnapshot(`
      [
        447841614,
        187539957,
        4273825515,
      ]
    `);
  });

  it("look as they always have", () => {
    const { layout, ground, pale, initial, size } = designOf(null, "The Left Hand of Darkness", "Ursula K. Le Guin");
    expect({ layout, ground, pale, initial, size }).toMatchInlineSnapshot(`
      {
        "ground": "oklch(0.475 0.078 80)",
        "initial": "L",
        "layout": "band",
        "pale": false,
        "size": 12.2,
      }
    `);
  });

  it("follow the hiveId where there is one", () => {
    expect(designOf("bk_1", "One", "A").bits).toBe(designOf("bk_1", "Another", "B").bits);
    expect(designOf(null, "One", "A").bits).not.toBe(designOf(null, "Another", "B").bits);
  });

  it("set short East Asian titles upright", () => {
    expect(designOf(null, "雪国", "川端康成").layout).toBe("slip");
    expect(designOf(null, "", "").initial).toBe("");
  });

  it("never set a word wider than the cover", () => {
    expect(designOf(null, "Donaudampfschifffahrtsgesellschaft", "").size).toBeLessThanOrEqual(116 / 34);
  });
});
