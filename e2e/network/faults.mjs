/**
 * Faults that a test asks for, each for the next `times` requests whose path (with query) contains `match`.
 *
 * `action` is one of
 * - `{ kind: "drop" }`: the connection ends before the server has seen the request;
 * - `{ kind: "dropAfter" }`: the server acts, its reply is lost;
 * - `{ kind: "delay", ms }`: the server hears of the request later;
 * - `{ kind: "reply", status, headers, body }`: answered here, the server never hears of it;
 * - `{ kind: "hold" }`: the request waits at the door until the faults are cleared;
 * - `{ kind: "holdAfter" }`: the server acts, and its reply waits until the faults are cleared.
 *
 * The two holds let a test stop an application in the middle of something without guessing at times.
 */
export class Faults {
  #waiting = [];
  #release = () => {};
  #released;

  constructor() {
    this.#arm();
  }

  /** @param {{ match: string, door?: string, method?: string, skip?: number, times?: number, action: object }} fault */
  add(fault) {
    this.#waiting.push({ door: "pds", skip: 0, times: 1, ...fault });
  }

  /** Ends every fault, and lets go of what is held. */
  clear() {
    this.#waiting = [];
    this.#release();
    this.#arm();
  }

  /** The fault that strikes this request, spent by one. */
  take(door, request) {
    const fault = this.#waiting.find(
      (candidate) =>
        candidate.door === door &&
        candidate.times > 0 &&
        request.url.includes(candidate.match) &&
        (candidate.method === undefined || candidate.method === request.method),
    );
    if (!fault) return undefined;
    if (fault.skip > 0) {
      fault.skip -= 1;
      return undefined;
    }
    fault.times -= 1;
    return fault.action;
  }

  /** Resolves when the faults are next cleared. */
  released() {
    return this.#released;
  }

  #arm() {
    this.#released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }
}
