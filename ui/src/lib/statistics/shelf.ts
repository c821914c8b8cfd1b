import { designOf } from "$lib/covers/design";
import type { SpineView } from "$lib/ipc/types";

export interface Spine {
  x: number;
  width: number;
  height: number;
  colour: string;
  title: string;
}

/** Months are this far apart, and never narrower, so that their names have room. */
const GAP = 10;
const LEAST = 62;

/**
 * The year as a shelf: a spine for every reading, as wide as its pages, in its cover's colour, month by month. Everything is
 * made narrower when the year does not fit.
 */
export function spinesOf(shelf: readonly SpineView[], width: number, height: number): { spines: Spine[]; months: number[] } {
  const thick = (spine: SpineView) => 5 + Math.min(spine.pages ?? 280, 1000) / 80;
  const byMonth = Array.from({ length: 12 }, (_, month) => shelf.filter((spine) => Number(spine.finished.slice(5, 7)) === month + 1));
  const natural = byMonth.map((spines) => spines.reduce((sum, spine) => sum + thick(spine) + 1.5, 0));
  const room = width - 11 * GAP;
  // Months that need less than their least give nothing; the others share what is left.
  const fixed = natural.filter((need) => need <= LEAST).length * LEAST;
  const needed = natural.filter((need) => need > LEAST).reduce((sum, need) => sum + need, 0);
  const scale = needed > 0 ? Math.min(1, Math.max(0.05, (room - fixed) / needed)) : 1;
  const spare = Math.max(0, room - fixed - needed * scale) / 12;
  const spines: Spine[] = [];
  const months: number[] = [];
  let left = 0;
  byMonth.forEach((month, index) => {
    months.push(left);
    const need = natural[index] ?? 0;
    const own = need > LEAST ? scale : 1;
    let x = left;
    for (const spine of month) {
      const design = designOf(spine.hiveId, spine.title, spine.authors[0] ?? "");
      const tall = 0.56 + ((design.bits >>> 9) % 36) / 100;
      spines.push({ x, width: thick(spine) * own, height: height * tall, colour: design.ground, title: spine.title });
      x += (thick(spine) + 1.5) * own;
    }
    left += Math.max(LEAST, need * own) + spare + GAP;
  });
  return { spines, months };
}
