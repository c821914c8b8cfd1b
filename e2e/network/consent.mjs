import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";

/**
 * The person's part of a sign-in without a browser: what the reference provider's page sends when somebody types a
 * password and presses a button. Resolves to the URL the browser would be sent to at the end.
 *
 * @param {string} authorizationUrl
 * @param {{ handle: string, password: string, decision?: "allow" | "deny" }} person
 * @param {{ ca: Buffer }} [tls] the authority of an https network, whose names are this machine's
 */
export async function consent(authorizationUrl, { handle, password, decision = "allow" }, tls) {
  const page = new Page(authorizationUrl, tls);
  await page.open();
  if (decision === "deny") return page.follow((await page.post("/reject", {})).url);
  const { account } = await page.post("/sign-in", { locale: "en", username: handle, password, remember: true });
  // 0.4 calls the account `sub`, 0.5 calls it `did`; neither takes the other's name.
  const person = account.sub === undefined ? { did: account.did } : { sub: account.sub };
  return page.follow((await page.post("/consent", person)).url);
}

class Page {
  #url;
  #origin;
  #tls;
  #cookies = new Map();

  constructor(url, tls) {
    this.#tls = tls;
    this.#url = url;
    this.#origin = new URL(url).origin;
  }

  async open() {
    const response = await this.#request(this.#url, { accept: "text/html", ...navigation("none") });
    if (response.status !== 200) {
      const [, reason = ""] = /__errorData"?\]?=JSON\.parse\((.*?)\);/.exec(response.text) ?? [];
      throw new Error(`the authorization page answered ${response.status} ${reason}`);
    }
  }

  async post(endpoint, body) {
    const headers = {
      "content-type": "application/json",
      "sec-fetch-mode": "same-origin",
      "sec-fetch-site": "same-origin",
      "sec-fetch-dest": "empty",
      origin: this.#origin,
      referer: this.#url,
      "x-csrf-token": this.#cookies.get("csrf-token") ?? "",
    };
    const url = `${this.#origin}/@atproto/oauth-provider/~api${endpoint}`;
    const response = await this.#request(url, headers, JSON.stringify(body));
    if (response.status !== 200) throw new Error(`${endpoint} answered ${response.status}: ${response.text}`);
    return JSON.parse(response.text);
  }

  /** The provider sends the browser to a page of its own first, which redirects to the client. */
  async follow(url) {
    const response = await this.#request(url, { referer: this.#url, ...navigation("same-origin") });
    return response.headers.location ?? url;
  }

  /** Over node:http, because `fetch` sets sec-fetch-mode by itself and the provider checks it. */
  async #request(url, headers, body) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await new Promise((resolve, reject) => {
      const options = {
        method: body === undefined ? "GET" : "POST",
        headers: { "user-agent": "network-consent", ...(cookie && { cookie }), ...headers },
      };
      const { request } = this.#tls ? https : http;
      request(url, this.#tls ? { ...options, ca: this.#tls.ca, lookup: here } : options, resolve)
        .once("error", reject)
        .end(body);
    });
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { status: answer.statusCode, headers: answer.headers, text: await text(answer) };
  }
}

/** Names below `localhost` are this machine's, whatever the system's resolver thinks (RFC 6761, section 6.3). */
function here(_name, { all }, done) {
  if (all) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
}

function navigation(site) {
  return { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": site };
}
