import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { COLLECTION, hiveId, inventedBook } from "../books.mjs";
import { Network } from "../network.mjs";
import { clientDocument } from "../reference/client-document.mjs";
import { PublicClient } from "../reference/public-client.mjs";

let network;
let mira;
const document = clientDocument("networktest");

before(async () => {
  network = await Network.start();
  mira = await network.createAccount("mira.test");
  await network.putClientDocument(document.client_id, document);
});
after(() => network.stop());
beforeEach(async () => {
  await network.clearFaults();
  await network.clearLog();
});

function client() {
  return new PublicClient({
    server: network.pds,
    clientId: document.client_id,
    redirectUri: document.redirect_uris[0],
    scope: document.scope,
  });
}

async function signIn() {
  const signedIn = client();
  const callback = await network.consent(await signedIn.begin(mira.handle), mira);
  assert.equal((await signedIn.finish(callback)).status, 200);
  return signedIn;
}

test("handles resolve through the PDS, and DIDs through the directory", async () => {
  const query = `com.atproto.identity.resolveHandle?handle=${mira.handle}`;
  assert.deepEqual(await (await fetch(`${network.pds}/xrpc/${query}`)).json(), { did: mira.did });
  const identity = await (await fetch(`${network.plc}/${mira.did}`)).json();
  assert.deepEqual(identity.alsoKnownAs, ["at://mira.test"]);
  assert.equal(identity.service[0].serviceEndpoint, network.pds);
});

test("a consented sign-in ends at the custom scheme and gives a session for that account", async () => {
  const signedIn = client();
  const callback = await network.consent(await signedIn.begin(mira.handle), mira);
  assert.ok(callback.startsWith("internal.networktest:/callback?"), callback);
  const answer = await signedIn.finish(callback);
  assert.equal(answer.status, 200);
  assert.equal(answer.body.sub, mira.did);
  assert.equal(answer.body.token_type, "DPoP");
});

test("a declined sign-in comes back with access_denied, state and issuer", async () => {
  const declined = client();
  const callback = new URL(await network.consent(await declined.begin(), mira, "deny"));
  assert.equal(callback.searchParams.get("error"), "access_denied");
  assert.equal(callback.searchParams.get("state"), declined.state);
  assert.equal(callback.searchParams.get("iss"), network.pds);
  assert.equal(callback.searchParams.get("code"), null);
});

test("a refresh spends the token, and its replay ends the session", async () => {
  const signedIn = await signIn();
  const spent = signedIn.tokens.refresh_token;
  assert.equal((await signedIn.refresh()).status, 200);
  signedIn.tokens = { ...signedIn.tokens, refresh_token: spent };
  const replay = await signedIn.refresh();
  assert.equal(replay.body.error, "invalid_grant");
});

test("tokens are as short as asked, and say so", async () => {
  await network.send("token-max-age", { milliseconds: 7000 });
  const signedIn = await signIn();
  await network.send("token-max-age", { milliseconds: 3_600_000 });
  assert.ok(signedIn.tokens.expires_in <= 7, String(signedIn.tokens.expires_in));
});

test("rotated nonces are refused once, with a new one at hand", async () => {
  const signedIn = await signIn();
  await signedIn.xrpc("com.atproto.server.getSession");
  await network.send("rotate-nonces");
  await network.clearLog();
  assert.equal((await signedIn.xrpc("com.atproto.server.getSession")).status, 200);
  assert.deepEqual((await network.log()).map((entry) => entry.status), [401, 200]);
});

test("records written over OAuth are read back in the order of their keys", async () => {
  const account = await network.createAccount("nadia.test");
  const signedIn = client();
  await signedIn.finish(await network.consent(await signedIn.begin(account.handle), account));
  const writes = ["3l2aaaaaaaa2b", "3l2aaaaaaaa2a"].map((rkey, index) => ({
    $type: "com.atproto.repo.applyWrites#create",
    collection: COLLECTION,
    rkey,
    value: inventedBook(index),
  }));
  const answer = await signedIn.xrpc("com.atproto.repo.applyWrites", { repo: account.did, writes });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const records = await network.records(account);
  assert.deepEqual(records.map((record) => record.value), [inventedBook(1), inventedBook(0)]);
});

test("seeded books are all there, and none of the seeding is in the log", async () => {
  const account = await network.createAccount("oren.test");
  await network.seedBooks(account, 250);
  const records = await network.records(account);
  assert.equal(new Set(records.map((record) => record.value.hiveId)).size, 250);
  assert.deepEqual(await network.log(), []);
});

test("a dropped request is lost, the one after it is answered", async () => {
  await network.fault({ match: "/xrpc/_health", action: { kind: "drop" } });
  await assert.rejects(fetch(`${network.pds}/xrpc/_health`));
  assert.equal((await fetch(`${network.pds}/xrpc/_health`)).status, 200);
  assert.deepEqual((await network.log()).map((entry) => entry.status), [0, 200]);
});

test("a reply dropped after the act leaves the act done", async () => {
  const signedIn = await signIn();
  await signedIn.xrpc("com.atproto.server.getSession");
  const write = { repo: mira.did, collection: COLLECTION, record: inventedBook(900) };
  await network.fault({ match: "createRecord", action: { kind: "dropAfter" } });
  await assert.rejects(signedIn.xrpc("com.atproto.repo.createRecord", write));
  const records = await network.records(mira);
  assert.ok(records.some((record) => record.value.hiveId === inventedBook(900).hiveId));
});

test("an injected reply has its status, headers and body, after those it skips", async () => {
  const action = { kind: "reply", status: 429, headers: { "ratelimit-reset": "99" }, body: { error: "Slow" } };
  await network.fault({ match: "_health", skip: 1, action });
  assert.equal((await fetch(`${network.pds}/xrpc/_health`)).status, 200);
  const refused = await fetch(`${network.pds}/xrpc/_health`);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("ratelimit-reset"), "99");
  assert.deepEqual(await refused.json(), { error: "Slow" });
});

test("held requests and replies come through when the faults are cleared", async () => {
  for (const kind of ["hold", "holdAfter"]) {
    await network.fault({ match: "_health", action: { kind } });
    const held = fetch(`${network.pds}/xrpc/_health`);
    while ((await network.log()).length === 0);
    assert.equal((await network.log())[0].status, null);
    await network.clearFaults();
    assert.equal((await held).status, 200);
    await network.clearLog();
  }
});

test("a PDS that is down refuses connections and comes back at the same address", async () => {
  await network.down();
  await assert.rejects(fetch(`${network.pds}/xrpc/_health`), (error) => error.cause.code === "ECONNREFUSED");
  await network.up();
  assert.equal((await fetch(`${network.pds}/xrpc/_health`)).status, 200);
});

test("the catalogue finds by id and by words, and does not know the rest", async () => {
  const ask = async (method) => {
    const response = await fetch(`${network.catalogue}/xrpc/buzz.bookhive.${method}`);
    return [response.status, await response.json()];
  };
  const dune = hiveId("Dune", "Frank Herbert");
  const [, byId] = await ask(`searchBooks?id=${dune}`);
  assert.equal(byId.books[0].title, "Dune");
  const [, byWords] = await ask("searchBooks?q=dune+herbert&limit=100");
  assert.deepEqual(byWords.books.map((book) => book.title), ["Dune", "Dune Messiah"]);
  assert.deepEqual(await ask("searchBooks?id=bk_nothing"), [200, { books: [] }]);
  const [, identifiers] = await ask("getBookIdentifiers?isbn10=0441013597");
  assert.equal(identifiers.bookIdentifiers.hiveId, dune);
  assert.equal((await ask("getBookIdentifiers?isbn13=9780000000000"))[0], 404);
  assert.equal((await ask("getBookIdentifiers"))[0], 400);
});
