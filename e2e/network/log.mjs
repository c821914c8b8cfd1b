/**
 * What reached the network's doors, in order. Bodies and headers are left out: the log is read by tests and printed
 * when they fail, and must hold no token.
 */
export class RequestLog {
  #entries = [];

  /** Opens an entry for a request; `finish` fills in the outcome. */
  begin(door, request) {
    const url = new URL(request.url, "http://door");
    const entry = {
      door,
      method: request.method,
      path: url.pathname,
      query: url.search,
      bytes: Number(request.headers["content-length"] ?? 0),
      status: null,
    };
    this.#entries.push(entry);
    return entry;
  }

  /** A copy of the entries. `status` is null while a request is under way, and 0 when no answer left the door. */
  entries() {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  clear() {
    this.#entries = [];
  }
}
