import { invoke } from "@tauri-apps/api/core";
import type { StatisticsView } from "../types";

/** Figures of what was read, and the picture of a year. */
export interface StatisticsDoor {
  /** `today` is the reader's own calendar day. */
  statistics(year: number | null, today: string): Promise<StatisticsView>;
  /** Opens the system's save dialog for a PNG; false when it was closed. */
  savePicture(png: Uint8Array, year: number | null): Promise<boolean>;
}

export const statisticsDoor: StatisticsDoor = {
  statistics: (year, today) => invoke("statistics", { year, today }),
  savePicture: (png, year) => invoke("save_picture", png, { headers: year === null ? {} : { year: String(year) } }),
};
