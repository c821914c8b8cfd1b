import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

/** Handles of the network end in this. */
export const HANDLE_DOMAIN = ".test";

/**
 * Makes the hour's write budget, which the PDS has written into its code, another one: of so many points, and of a window
 * that the server says is so many seconds long and that ends when the returned function is called, not before. Call it
 * before the PDS is made.
 */
function resizeWriteBudget({ points, seconds }) {
  const fromServer = createRequire(createRequire(import.meta.url).resolve("@atproto/pds"));
  const fromLimiter = createRequire(fromServer.resolve("@atproto/xrpc-server"));
  const limiters = fromLimiter("rate-limiter-flexible");
  const { RateLimiterMemory } = limiters;
  const resized = [];
  class HeldWindow extends RateLimiterMemory {
    #ends = new Map();

    constructor(options) {
      super({ ...options, points, duration: seconds });
      resized.push(this);
    }

    async consume(key, spent) {
      if (!this.#ends.has(key)) this.#ends.set(key, Date.now() + seconds * 1000);
      const told = (answer) => Object.assign(answer, { msBeforeNext: Math.max(this.#ends.get(key) - Date.now(), 0) });
      // A duration of 0 is one without an end.
      return super.consume(key, spent, { customDuration: 0 }).then(told, (refusal) => Promise.reject(told(refusal)));
    }

    async endWindow() {
      await Promise.all([...this.#ends.keys()].map((key) => this.delete(key)));
      this.#ends.clear();
    }
  }
  limiters.RateLimiterMemory = function (options) {
    return options.keyPrefix?.includes("repo-write-hour") ? new HeldWindow(options) : new RateLimiterMemory(options);
  };
  return () => Promise.all(resized.map((limiter) => limiter.endWindow()));
}

/**
 * The reference PDS, in this process.
 *
 * It never listens by itself: its express application answers behind two doors, one in public (logged, with faults),
 * whose port it must know beforehand because its issuer is that address, and one for the network's own housekeeping.
 */
export async function createPds({ directory, publicUrl, plcUrl, rateLimits, writeBudget, newest }) {
  const endWriteWindow = writeBudget && resizeWriteBudget(writeBudget);
  const { PDS, envToCfg, envToSecrets } = await import(newest ? "./newest/pds.mjs" : "@atproto/pds");
  const secure = publicUrl.protocol === "https:";
  const blobs = path.join(directory, "blobs");
  await mkdir(blobs, { recursive: true });
  const environment = {
    // Plain http is for development only, to the server as to the client.
    devMode: !secure,
    hostname: secure ? publicUrl.host : "localhost",
    port: Number(publicUrl.port),
    serviceDid: "did:web:localhost",
    dataDirectory: directory,
    blobstoreDiskLocation: blobs,
    didPlcUrl: plcUrl,
    serviceHandleDomains: [HANDLE_DOMAIN],
    inviteRequired: false,
    disableSsrfProtection: true,
    rateLimitsEnabled: rateLimits,
    adminPassword: randomBytes(16).toString("hex"),
    jwtSecret: randomBytes(32).toString("hex"),
    dpopSecret: randomBytes(32).toString("hex"),
    plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString("hex"),
  };
  const pds = await PDS.create(envToCfg(environment), envToSecrets(environment));
  await pds.ctx.sequencer.start();
  const provider = pds.ctx.oauthProvider;
  return {
    handler: pds.app,
    issuer: pds.ctx.cfg.oauth.issuer,

    /** Ends the window of a resized write budget: all of it is there again. */
    endWriteWindow,

    /** How long access tokens live from now on, in milliseconds. The server itself says so: nothing is forged. */
    setTokenMaxAge(milliseconds) {
      provider.tokenManager.tokenMaxAge = milliseconds;
    },

    /** Ends every DPoP nonce handed out so far. */
    rotateNonces() {
      const { dpopManager } = provider;
      const Nonce = dpopManager.dpopNonce.constructor;
      dpopManager.dpopNonce = new Nonce(randomBytes(32));
    },

    stop: () => pds.destroy(),
  };
}
