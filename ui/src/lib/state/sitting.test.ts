import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Save, Sitting } from "./sitting";

const PAUSE = 1_000;

describe("a sitting", () => {
  beforeEach(() => void vi.useFakeTimers());

  it("saves at a pause, as one change, and at the end lets it go", async () => {
    const save = vi.fn<Save>().mockResolvedValue(7);
    const sitting = new Sitting("", save, PAUSE);
    sitting.write("a");
    sitting.write("ab");
    expect(save).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(PAUSE);
    sitting.write("abc");
    await sitting.end();
    expect(save.mock.calls).toEqual([["ab", null, true], ["abc", 7, false]]);
    await sitting.end();
    expect(save).toHaveBeenCalledTimes(2);
  });

  it("lets go at the end what was saved at a pause", async () => {
    const save = vi.fn<Save>().mockResolvedValue(7);
    const sitting = new Sitting("", save, PAUSE);
    sitting.write("a");
    await vi.advanceTimersByTimeAsync(PAUSE);
    await sitting.end();
    expect(save.mock.calls).toEqual([["a", null, true], ["a", 7, false]]);
  });

  it("saves one text at a time, the newest last", async () => {
    const answers: ((group: number) => void)[] = [];
    const save = vi.fn<Save>(() => new Promise((resolve) => answers.push(resolve)));
    const sitting = new Sitting("", save, PAUSE);
    sitting.write("a");
    await vi.advanceTimersByTimeAsync(PAUSE);
    sitting.write("ab");
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect(save).toHaveBeenCalledTimes(1);
    answers[0]?.(3);
    await vi.advanceTimersByTimeAsync(0);
    expect(save.mock.calls[1]).toEqual(["ab", 3, true]);
  });

  it("keeps in hand what could not be saved", async () => {
    const save = vi.fn<Save>().mockRejectedValueOnce(new Error("full")).mockResolvedValue(1);
    const sitting = new Sitting("", save, PAUSE);
    sitting.write("a");
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect(sitting.unsaved).toBe(true);
    await sitting.end();
    expect([sitting.unsaved, save.mock.calls.at(-1)]).toEqual([false, ["a", null, false]]);
  });
});
