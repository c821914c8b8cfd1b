const format = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });

/** Day and time of an RFC 3339 instant, as the reader's own clock had it. */
export function instantWords(instant: string): string {
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? instant : format.format(at);
}
