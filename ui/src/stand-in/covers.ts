import type { CoversDoor } from "$lib/ipc/doors/covers";
import type { BookRow, CoverUploads } from "$lib/ipc/types";

/** Covers for a server that is not there. `scene=coversWait`, `coversTomorrow` and `coversNotGranted` choose how they stand. */
export function coversDoor(scene: string, rows: () => readonly BookRow[], tell: (uploads: CoverUploads) => void): CoversDoor {
  const state = scene === "coversTomorrow" ? "tomorrow" : scene === "coversNotGranted" ? "notGranted" : "going";
  const waits = scene.startsWith("coversWait") || scene === "coversTomorrow" || scene === "coversNotGranted";
  let uploads: CoverUploads = {
    state, waiting: waits ? 412 : 0, today: state === "tomorrow" ? 1000 : waits ? 588 : 0, mostToday: 1000,
    continuesAt: state === "tomorrow" ? "2026-11-25T00:00:00Z" : null,
  };
  const change = (part: Partial<CoverUploads>) => {
    uploads = { ...uploads, ...part };
    tell(uploads);
    return Promise.resolve();
  };
  return {
    previewCovers: () => {
      const books = rows().slice(0, 300).map((row) => ({ title: row.title, author: row.authors[0] ?? "", hiveId: row.hiveId ?? "" }));
      const covers = Math.round(rows().length * 0.4);
      return Promise.resolve({ covers, bytes: covers * 48_000, days: Math.ceil(covers / 1000), without: rows().length - covers, books: books.slice(0, covers), digest: "made up" });
    },
    publishCovers: () => change({ waiting: Math.round(rows().length * 0.4) }),
    coverUploads: () => Promise.resolve(uploads),
    steerCovers: (order) => (order === "stop" ? change({ waiting: 0 }) : change({ state: order === "pause" ? "paused" : "going" })),
  };
}
