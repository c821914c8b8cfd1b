/**
 * A stranger's text inside a sentence of ours: what it does to the direction of writing ends with it. For plain strings; elements
 * have `<bdi>` and `dir="auto"`.
 */
export const isolated = (text: string): string => `\u2068${text.replace(/[\u2066-\u2069]/g, "")}\u2069`;
