/** The next round number that is not below the value, so that its half is a good line too. */
export function niceTop(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  const step = [1, 2, 4, 6, 8, 10].find((one) => one * unit >= value) ?? 10;
  return Math.max(2, step * unit);
}

const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

/** 3000 → "3K", as the locale writes it. */
export const shortFigure = (value: number): string => compact.format(value);
