import { randomBytes } from "node:crypto";

/** Writes of one applyWrites call; the server takes 200. */
const BATCH = 200;
const PAGE = 100;

/**
 * Accounts of the network and what stands in their repositories, through the PDS's own XRPC methods at the door for
 * housekeeping: none of it shows in the request log or meets a fault.
 */
export class Accounts {
  #door;
  #byDid = new Map();

  constructor(door) {
    this.#door = door;
  }

  async create({ handle, password = randomBytes(12).toString("base64url") }) {
    const email = `${handle.replaceAll(".", "-")}@mail.test`;
    const made = await this.#call("com.atproto.server.createAccount", { body: { handle, email, password } });
    this.#byDid.set(made.did, { token: made.accessJwt, handle, password });
    return { did: made.did, handle, password };
  }

  /** Writes to a repository as another application of the same user would: `writes` as applyWrites takes them. */
  async write(did, writes) {
    const { token } = this.#known(did);
    for (let start = 0; start < writes.length; start += BATCH) {
      await this.#call("com.atproto.repo.applyWrites", {
        token,
        body: { repo: did, validate: false, writes: writes.slice(start, start + BATCH) },
      });
    }
  }

  /** Keeps a picture for a record to refer to, as another application would; what stands in the record for it. */
  async upload(did, { bytes, mimeType = "image/png" }) {
    const { token } = this.#known(did);
    const answer = await this.#call("com.atproto.repo.uploadBlob", { token, body: Buffer.from(bytes, "base64"), mimeType });
    return answer.blob;
  }

  /** All records of a collection, in the order of their keys, read without signing in. */
  async records(did, collection) {
    const records = [];
    let cursor;
    do {
      const query = new URLSearchParams({ repo: did, collection, limit: PAGE, reverse: true });
      if (cursor) query.set("cursor", cursor);
      const page = await this.#call(`com.atproto.repo.listRecords?${query}`);
      records.push(...page.records);
      cursor = page.records.length > 0 ? page.cursor : undefined;
    } while (cursor);
    return records;
  }

  #known(did) {
    const account = this.#byDid.get(did);
    if (!account) throw new Error(`no account of this network: ${did}`);
    return account;
  }

  async #call(method, { token, body, mimeType = "application/json" } = {}) {
    const response = await fetch(`${this.#door.url}/xrpc/${method}`, {
      method: body ? "POST" : "GET",
      headers: {
        ...(body && { "content-type": mimeType }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: Buffer.isBuffer(body) ? body : body && JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method}: ${response.status} ${answer.error} ${answer.message}`);
    return answer;
  }
}
