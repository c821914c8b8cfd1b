import { setTimeout as pause } from "node:timers/promises";

const BETWEEN_LOOKS = 40;

/**
 * Resolves to the first truthy value of `look`. What `look` throws counts as "not yet", and is told when the time is up.
 *
 * @template T
 * @param {string} what said when it does not come true
 * @param {() => T | Promise<T>} look
 * @param {{ within?: number }} options milliseconds
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, look, { within = 45_000 } = {}) {
  const deadline = Date.now() + within;
  let cause;
  for (;;) {
    try {
      const value = await look();
      if (value) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${within / 1000} s: ${what}`, { cause });
    await pause(BETWEEN_LOOKS);
  }
}
