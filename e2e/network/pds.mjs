import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

/** Handles of the network end in this. */
export const HANDLE_DOMAIN = ".test";

/** Makes the hour's write budget, which the PDS has written into its code, another one. Call it before the PDS is made. */
function resizeWriteBudget({ points, seconds }) {
  const fromServer = createRequire(createRequire(import.meta.url).resolve("@atproto/pds"));
  const fromLimiter = createRequire(fromServer.resolve("@atproto/xrpc-server"));
  const limiters = fromLimiter("rate-limiter-flexible");
  const { RateLimiterMemory } = limiters;
  limiters.RateLimiterMemory = class extends RateLimiterMemory {
    constructor(options) {
      super(options.keyPrefix?.includes("repo-write-hour") ? { ...options, points, duration: seconds } : options);
    }
  };
}

/**
 * The reference PDS, in this process.
 *
 * It never listens by itself: its express application answers behind two doors, one in public (logged, with faults),
 * whose port it must know beforehand because its issuer is that address, and one for the network's own housekeeping.
 */
export async function createPds({ directory, publicUrl, plcUrl, rateLimits, writeBudget, newest }) {
  if (writeBudget) resizeWriteBudget(writeBudget);
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
