import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const base64url = (value) => Buffer.from(value).toString("base64url");

/**
 * The smallest public OAuth client that the AT Protocol profile allows, written against node alone: an independent
 * witness that the test network behaves as the profile says. It is no part of the application.
 */
export class PublicClient {
  #key = generateKeyPairSync("ec", { namedCurve: "P-256" });
  #verifier = base64url(randomBytes(32));
  #nonce;

  constructor({ server, clientId, redirectUri, scope }) {
    Object.assign(this, { server, clientId, redirectUri, scope, state: base64url(randomBytes(16)) });
  }

  /** Pushes the request; resolves to the URL for the browser. */
  async begin(loginHint) {
    this.metadata = await (await fetch(`${this.server}/.well-known/oauth-authorization-server`)).json();
    const pushed = await this.form(this.metadata.pushed_authorization_request_endpoint, {
      client_id: this.clientId,
      redirect_uri: this.redirectUri,
      scope: this.scope,
      state: this.state,
      response_type: "code",
      code_challenge: createHash("sha256").update(this.#verifier).digest("base64url"),
      code_challenge_method: "S256",
      login_hint: loginHint,
    });
    if (pushed.status !== 201) throw new Error(`PAR: ${pushed.status} ${JSON.stringify(pushed.body)}`);
    const url = new URL(this.metadata.authorization_endpoint);
    url.searchParams.set("client_id", this.clientId);
    url.searchParams.set("request_uri", pushed.body.request_uri);
    return url.href;
  }

  /** Exchanges the code of a callback URL. */
  async finish(callback) {
    const parameters = new URL(callback).searchParams;
    if (parameters.get("state") !== this.state) throw new Error("another state came back");
    if (parameters.get("iss") !== this.metadata.issuer) throw new Error("another issuer came back");
    const answer = await this.form(this.metadata.token_endpoint, {
      grant_type: "authorization_code",
      client_id: this.clientId,
      redirect_uri: this.redirectUri,
      code: parameters.get("code"),
      code_verifier: this.#verifier,
    });
    if (answer.status === 200) this.tokens = answer.body;
    return answer;
  }

  async refresh() {
    const answer = await this.form(this.metadata.token_endpoint, {
      grant_type: "refresh_token",
      client_id: this.clientId,
      refresh_token: this.tokens.refresh_token,
    });
    if (answer.status === 200) this.tokens = answer.body;
    return answer;
  }

  /** A form post with a proof, sent again once with the server's nonce. */
  form(url, fields) {
    const defined = Object.entries(fields).filter(([, value]) => value !== undefined);
    const body = new URLSearchParams(defined).toString();
    return this.#twice(url, "POST", { "content-type": "application/x-www-form-urlencoded" }, body);
  }

  /** An authenticated XRPC call. */
  xrpc(method, json) {
    const url = `${this.server}/xrpc/${method}`;
    const headers = { authorization: `DPoP ${this.tokens.access_token}` };
    if (json === undefined) return this.#twice(url, "GET", headers);
    return this.#twice(url, "POST", { ...headers, "content-type": "application/json" }, JSON.stringify(json));
  }

  async #twice(url, method, headers, body) {
    const first = await this.#once(url, method, headers, body);
    const asked = first.body?.error === "use_dpop_nonce" || first.challenge?.includes("use_dpop_nonce");
    return asked ? this.#once(url, method, headers, body) : first;
  }

  async #once(url, method, headers, body) {
    const proof = this.#proof(url, method, headers.authorization?.slice("DPoP ".length));
    const response = await fetch(url, { method, headers: { ...headers, dpop: proof }, body });
    this.#nonce = response.headers.get("dpop-nonce") ?? this.#nonce;
    const text = await response.text();
    const challenge = response.headers.get("www-authenticate");
    return { status: response.status, challenge, headers: response.headers, body: text ? JSON.parse(text) : null };
  }

  #proof(url, method, accessToken) {
    const { kty, crv, x, y } = this.#key.publicKey.export({ format: "jwk" });
    const { origin, pathname } = new URL(url);
    const claims = {
      jti: base64url(randomBytes(16)),
      htm: method,
      htu: origin + pathname,
      iat: Math.floor(Date.now() / 1000),
      ...(this.#nonce && { nonce: this.#nonce }),
      ...(accessToken && { ath: createHash("sha256").update(accessToken).digest("base64url") }),
    };
    const header = { typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } };
    const input = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
    const signature = sign("sha256", Buffer.from(input), { key: this.#key.privateKey, dsaEncoding: "ieee-p1363" });
    return `${input}.${base64url(signature)}`;
  }
}
