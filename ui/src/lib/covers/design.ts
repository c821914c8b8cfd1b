/**
 * The drawn cover of a book. Hues, weights and their order are fixed for good: changing any of them would change the look
 * of every shelf there is.
 */
const HUES = [18, 28, 38, 52, 66, 80, 96, 112, 130, 148, 164, 182, 200, 216, 232, 246, 258, 8] as const;
const LAYOUTS = ["page", "label", "band", "quarter", "initial", "figure", "figure", "quarter", "page", "figure"] as const;
const UPRIGHT = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー・\s]+$/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff]/;
const ARTICLE = /^(The|A|An|If|Les|El|La) /;

export type Layout = (typeof LAYOUTS)[number] | "slip";

export interface CoverDesign {
  layout: Layout;
  /** Paper instead of cloth. */
  pale: boolean;
  rightToLeft: boolean;
  /** The title as it fits. */
  title: string;
  initial: string;
  ground: string;
  ink: string;
  second: string;
  foil: string;
  onPaper: string;
  /** Title size, in hundredths of the cover's width. */
  size: number;
  /** Which of the seven shapes, and the bits that vary it. */
  figure: number;
  bits: number;
}

/** FNV-1a over UTF-8, 32 bit, with a final mix so that near names part. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d) >>> 0;
  hash ^= hash >>> 12;
  return hash >>> 0;
}

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** `hiveId` is the seed; a book that has none yet is drawn from its title and first author. */
export function designOf(hiveId: string | null, title: string, author: string): CoverDesign {
  const bits = hashOf(hiveId ?? `${title}\t${author}`);
  const hue = at(HUES, bits);
  const other = at(HUES, (bits % HUES.length) + 4 + ((bits >>> 11) % 6));
  const depth = (bits >>> 7) % 8;
  const upright = UPRIGHT.test(title) && title.length <= 12;
  const layout: Layout = upright ? "slip" : at(LAYOUTS, bits >>> 14);
  const shown = title.length > 42 ? title.replace(/[;:].*$/, "") : title;
  return {
    layout,
    pale: depth >= 6,
    rightToLeft: RIGHT_TO_LEFT.test(title),
    title: shown,
    initial: [...title.replace(ARTICLE, "")][0] ?? "",
    ...colours(depth, hue, other, at([0.018, 0.03], bits >>> 9)),
    onPaper: `oklch(0.28 0.03 ${hue})`,
    size: sizeOf(shown, layout),
    figure: (bits >>> 18) % 7,
    bits,
  };
}

function colours(depth: number, hue: number, other: number, tint: number) {
  if (depth < 3) {
    return {
      ground: `oklch(0.37 0.062 ${hue})`,
      ink: "oklch(0.955 0.018 88)",
      second: `oklch(0.49 0.082 ${other})`,
      foil: "oklch(0.79 0.085 82)",
    };
  }
  if (depth < 6) {
    return {
      ground: `oklch(0.475 0.078 ${hue})`,
      ink: "oklch(0.975 0.015 88)",
      second: `oklch(0.375 0.066 ${hue})`,
      foil: "oklch(0.87 0.07 86)",
    };
  }
  return {
    // Cold and pink papers look like plastic; they become buff.
    ground: `oklch(0.885 ${tint} ${hue > 240 || hue < 40 ? 72 : hue})`,
    ink: `oklch(0.29 0.04 ${hue})`,
    second: `oklch(0.74 0.075 ${other})`,
    foil: `oklch(0.5 0.1 ${hue})`,
  };
}

/** By length, but never so large that the longest word would break. */
function sizeOf(title: string, layout: Layout): number {
  const length = [...title].length;
  if (layout === "slip") return Math.min(16, 108 / Math.max(length, 1));
  const longest = Math.max(1, ...title.split(/\s+/).map((word) => [...word].length));
  const byLength: readonly (readonly [number, number])[] = [
    [8, 17.5],
    [16, 14.5],
    [26, 12.2],
    [44, 10.4],
    [70, 8.8],
  ];
  const size = byLength.find(([most]) => length <= most)?.[1] ?? 7.2;
  return Math.min(size, 116 / longest);
}
