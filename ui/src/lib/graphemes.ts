const segments = typeof Intl.Segmenter === "function" ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** Characters as a reader counts them: a family emoji is one, and so is a letter with its accents. */
export function graphemes(text: string): number {
  // Nothing in plain ASCII joins, but for the two characters of a Windows line end.
  if (!/[^\x20-\x7e\n]/.test(text)) return text.length;
  if (!segments) return [...text].length;
  let count = 0;
  for (const _ of segments.segment(text)) count += 1;
  return count;
}
