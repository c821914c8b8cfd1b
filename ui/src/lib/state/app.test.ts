import { expect, it, vi } from "vitest";
import { door } from "../../stand-in/door";
import type { Event, SignInRequest } from "../ipc/types";
import { App } from "./app.svelte";

async function open(): Promise<App> {
  return new App(door, await door.subscribe(() => undefined));
}

const waiting: Event = {
  kind: "signIn",
  signIn: { step: "waitingForBrowser", handle: null, did: null, server: null, expiresAt: null, loopback: true, noNewAccounts: false, readOnly: false },
};

it("goes to the sign-in while it waits, and home when it is over", async () => {
  const app = await open();
  app.apply(waiting);
  expect(app.place).toEqual({ at: "signIn" });
  app.apply({ kind: "signIn", signIn: null });
  expect(app.place).toEqual({ at: "library", query: "" });
});

it("stays with a sign-in that failed until something is done about it", async () => {
  const app = await open();
  app.apply(waiting);
  app.apply({ kind: "signIn", signIn: null });
  app.apply({ kind: "signInFailed", error: { code: "signInExpired", message: "", retryable: true } });
  expect([app.place.at, app.signInError?.code]).toEqual(["signIn", "signInExpired"]);
  app.home();
  expect(app.signInError).toBeNull();
});

it("shows a file as it is read, refused, and read again", async () => {
  const app = await open();
  app.apply({ kind: "dropHover", names: ["a.csv"] });
  app.apply({ kind: "reading", fileName: "a.csv" });
  expect([app.place.at, app.reading, app.dropNames]).toEqual(["plan", "a.csv", []]);
  app.apply({ kind: "planFailed", fileName: "a.csv", error: { code: "noRows", message: "", retryable: false } });
  expect([app.reading, app.planFailure?.error.code]).toEqual([null, "noRows"]);
  app.apply({ kind: "reading", fileName: "b.csv" });
  expect(app.planFailure).toBeNull();
});

it("forgets an account's books and choices when another one is shown", async () => {
  const app = await open();
  app.go({ at: "library", query: "status:reading" });
  app.library.selectAll();
  app.apply({ kind: "accounts", accounts: [], current: null, localBooks: 0 });
  expect([app.library.query.text, app.library.chosen, app.place]).toEqual(["", 0, { at: "library", query: "" }]);
});

it("shows an edit before the app has confirmed it", async () => {
  const app = await open();
  await app.library.changed();
  await app.library.moveTo(0);
  const before = app.library.row(0);
  app.library.edit({ stars: { kind: "set", value: before?.stars === 9 ? 8 : 9 } });
  expect(app.library.row(0)).toMatchObject({ stars: before?.stars === 9 ? 8 : 9, waiting: true });
});

it("renews a session as it is, and asks again for what was not granted", async () => {
  const asked: SignInRequest[] = [];
  const listening = { ...door, beginSignIn: (request: SignInRequest) => (asked.push(request), Promise.resolve()) };
  const snapshot = await door.subscribe(() => undefined);
  const [account] = snapshot.accounts;
  if (!account) throw new Error("the stand-in has no account");
  const granted = { create: false, update: false, delete: false, pictures: false };
  const app = new App(listening, { ...snapshot, accounts: [{ ...account, state: "untilQuit", granted }] });
  app.renew();
  app.signInAgain();
  expect(asked).toEqual([
    { who: account.did, keep: "untilQuit", create: false, readOnly: true },
    { who: account.did, keep: "keychain", create: false, readOnly: false },
  ]);
});

it("says once what was not granted, for each account", async () => {
  const snapshot = await door.subscribe(() => undefined);
  const accounts = snapshot.accounts.map((one) => ({ ...one, granted: { create: true, update: false, delete: true, pictures: false } }));
  const app = new App(door, { ...snapshot, accounts });
  expect([app.mayWrite, app.goesOnWithLess]).toEqual([false, false]);
  app.goOnWithLess();
  expect(app.goesOnWithLess).toBe(true);
  app.apply({ kind: "accounts", accounts, current: null, localBooks: 0 });
  expect([app.mayWrite, app.goesOnWithLess]).toEqual([true, false]);
});

it("keeps the book of the inspector when its own change moves it in the list", async () => {
  const app = await open();
  await app.library.changed();
  await app.library.moveTo(0);
  await app.library.inspect(true);
  const id = app.library.atId;
  app.library.editOne(id ?? 0, { finished: { kind: "set", value: "1999-01-01" } });
  await vi.waitFor(() => expect(app.library.inspected?.row.finished).toBe("1999-01-01"));
  await app.library.changed();
  expect([app.library.atId, app.library.at > 0]).toEqual([id, true]);
});

it("dates what is done now to one book, and nothing that is done to many", async () => {
  const edit = vi.fn<typeof door.edit>(door.edit);
  const app = new App({ ...door, edit }, await door.subscribe(() => undefined));
  await app.library.changed();
  await app.library.moveTo(0);
  app.library.edit({ status: { kind: "set", value: "reading" } });
  app.library.selectAll();
  app.library.edit({ status: { kind: "set", value: "finished" } });
  app.library.confirm();
  expect(edit.mock.calls.map(([, change]) => change.today !== undefined)).toEqual([true, false]);
});

it("keeps to the import while files wait, and says so elsewhere", async () => {
  const app = await open();
  const file = { id: 1, fileName: "b.csv", gone: false };
  app.apply({ kind: "waitingFiles", files: [file] });
  expect(app.toasts.current?.text).toBe("The file waits for its turn");
  app.apply({ kind: "reading", fileName: "a.csv" });
  app.apply({ kind: "plan", plan: null });
  expect([app.place.at, app.wayIsFree, app.empty]).toEqual(["plan", true, false]);
  app.apply({ kind: "waitingFiles", files: [] });
  expect(app.place.at).toBe("library");
});

it("counts a book that is doubtful to the catalogue among what needs attention", async () => {
  const app = await open();
  const before = app.attentionCount;
  const enrichment = {
    state: "running", books: 9, waiting: 0, found: 1, doubtful: 3, unknown: 5, filled: 0, left: 0, minutes: 0, continuesAt: null,
  } as const;
  app.apply({ kind: "enrichment", enrichment });
  expect(app.attentionCount).toBe(before + 3);
  app.apply({ kind: "enrichment", enrichment: null });
  expect(app.attentionCount).toBe(before);
});
