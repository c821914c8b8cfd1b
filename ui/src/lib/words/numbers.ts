const number = new Intl.NumberFormat();
const plural = new Intl.PluralRules("en");

/** 3012 → "3,012", as the user's locale groups digits. */
export const figure = (value: number): string => number.format(value);

/** "1 book", "3,012 books". */
export const many = (value: number, one: string, more: string): string =>
  `${figure(value)} ${plural.select(value) === "one" ? one : more}`;

/** Half stars as people write them: 9 → "4½". */
export function halves(stars: number): string {
  const whole = Math.floor(stars / 2);
  const half = stars % 2 === 1 ? "½" : "";
  return whole === 0 && half ? half : `${whole}${half}`;
}

/** Half stars in words: "4½ stars". */
export const starWords = (stars: number): string => `${halves(stars)} ${stars === 2 || stars === 1 ? "star" : "stars"}`;
