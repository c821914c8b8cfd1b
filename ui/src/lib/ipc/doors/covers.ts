import { change } from "../shown";
import type { CoverOrder, CoverPreview, CoverUploads } from "../types";

/** Covers brought to the reader's own server. */
export interface CoversDoor {
  previewCovers(): Promise<CoverPreview>;
  /** Brings what the preview of that digest showed; refused with `editOutdated` when it would be something else. */
  publishCovers(digest: string): Promise<void>;
  coverUploads(): Promise<CoverUploads>;
  steerCovers(order: CoverOrder): Promise<void>;
}

export const coversDoor: CoversDoor = {
  previewCovers: () => change("preview_covers"),
  publishCovers: (digest) => change("publish_covers", { digest }),
  coverUploads: () => change("cover_uploads"),
  steerCovers: (order) => change("steer_covers", { order }),
};
