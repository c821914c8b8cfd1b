import { invoke } from "@tauri-apps/api/core";
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
  previewCovers: () => invoke("preview_covers"),
  publishCovers: (digest) => invoke("publish_covers", { digest }),
  coverUploads: () => invoke("cover_uploads"),
  steerCovers: (order) => invoke("steer_covers", { order }),
};
