import { describe, expect, test, vi } from "vitest";
import type { Door } from "../ipc/door";
import type { DoubtfulPage, EnrichmentOffer, EnrichmentPreview, EnrichmentView } from "../ipc/types";
import { Enrichment } from "./enrichment.svelte";

const offer = (consent: EnrichmentOffer["consent"]): EnrichmentOffer => ({ books: 2, gaps: [], host: "catalogue.example", minutes: 1, consent });
const view: EnrichmentView = {
  state: "running", books: 2, waiting: 2, found: 0, doubtful: 0, unknown: 0, filled: 0, left: 0, minutes: 1, continuesAt: null,
};
const preview = (books: number): EnrichmentPreview => ({ books, gaps: [], conflicts: 0, cost: null, examples: [], digest: `of ${books}` });
const outdated = { code: "editOutdated", message: "", retryable: false };

function made(part: Partial<Door>): Enrichment {
  return new Enrichment(part as Door, null);
}

describe("look-ups of what books lack", () => {
  test("leave is asked for once, with the yes to this look", async () => {
    for (const [consent, times] of [["notAsked", 1], ["no", 1], ["yes", 0]] as const) {
      const setCatalogueConsent = vi.fn(() => Promise.resolve());
      const beginEnrichment = vi.fn(() => Promise.resolve());
      const enrichment = made({ enrichmentOffer: () => Promise.resolve(offer(consent)), setCatalogueConsent, beginEnrichment });
      await enrichment.look();
      expect(await enrichment.begin()).toBe(true);
      expect(setCatalogueConsent).toHaveBeenCalledTimes(times);
      expect(beginEnrichment).toHaveBeenCalledOnce();
    }
  });

  test("what was looked at is filled, and when that is no longer what there is it is shown anew with the reason", async () => {
    let shown = 3;
    const fillBooks = vi.fn(() => Promise.reject(outdated));
    const enrichment = made({ previewEnrichment: () => Promise.resolve(preview(shown)), fillBooks });
    await enrichment.lookAtFound();
    shown = 2;
    expect(await enrichment.fill()).toBeNull();
    expect(fillBooks).toHaveBeenCalledWith("of 3");
    expect([enrichment.preview?.books, enrichment.error?.code]).toEqual([2, "editOutdated"]);
  });

  test("nothing is sent when nothing was found", async () => {
    const fillBooks = vi.fn();
    const enrichment = made({ previewEnrichment: () => Promise.resolve(preview(0)), fillBooks });
    await enrichment.lookAtFound();
    expect(await enrichment.fill()).toBeNull();
    expect(fillBooks).not.toHaveBeenCalled();
  });

  test("a doubtful book that was settled elsewhere leaves the list without an error", async () => {
    const empty: DoubtfulPage = { books: [], total: 0 };
    const sayWhichBook = () => Promise.reject({ code: "bookGone", message: "", retryable: false });
    const enrichment = made({ doubtfulBooks: () => Promise.resolve(empty), sayWhichBook });
    expect(await enrichment.say(7, { kind: "leave" })).toBe(true);
    expect([enrichment.doubtful?.total, enrichment.error]).toEqual([0, null]);
  });

  test("when a look is put away, what could be looked up is counted anew", async () => {
    const enrichmentOffer = vi.fn(() => Promise.resolve(offer("yes")));
    const enrichment = made({ enrichmentOffer });
    enrichment.told(view);
    expect(enrichmentOffer).not.toHaveBeenCalled();
    enrichment.told(null);
    expect(enrichmentOffer).toHaveBeenCalledOnce();
  });
});
