import { type Door, MOST_ROWS } from "$lib/ipc/door";
import type { AccountView, BookDetail, ConsentView, CoversView, ErrorCode, Event, PreferencesView, ProgressView, SignInView, Snapshot, SyncView, ThemeView, WaitingFileView } from "$lib/ipc/types";
import { signInError, standInAccount } from "./account";
import { standInCatalogue } from "./catalogue";
import { coversDoor } from "./covers";
import { enrichmentDoor } from "./enrichment";
import { StandInAttention } from "./attention";
import { StandInHistory } from "./history";
import { StandInDrafts } from "./drafts";
import { standInEdits } from "./edits";
import { standInQueries } from "./queries";
import { standInBareTable, standInMapping, standInTable, standInWideTable } from "./mapping";
import { StandInLibrary } from "./library";
import { settingsDoor } from "./settings";
import { statisticsDoor } from "./statistics";
import { drawPictures } from "./pictures";
import { StandInPlan } from "./plan";
import { enact } from "./scenes";

/**
 * The door with nothing behind it but generated books, for looking at screens in a browser and for tests. The address
 * chooses: `?books=10000&scene=plan&theme=dark&text=200&account=no`.
 */
const ask = new URLSearchParams(typeof location === "undefined" ? "" : location.search);
const scene = ask.get("scene") ?? "";
const bare = scene === "welcome" || ask.get("books") === "0";
if (scene === "damaged") document.documentElement.dataset["scene"] = "set";
const alone = bare && !ask.has("signedIn");
const library = new StandInLibrary(bare ? 0 : Number(ask.get("books") ?? 3012));
const signedIn = !alone && ask.get("account") !== "no";
const attention = new StandInAttention(library.all, Number(ask.get("decisions") ?? 8), Number(ask.get("duplicates") ?? 9));
const history = new StandInHistory(library.all, bare ? 0 : Number(ask.get("history") ?? 60), Date.now());
const drafts = new StandInDrafts(ask.get("draft"));
const fail = ask.get("error") as ErrorCode | null;
drawPictures();

const account: AccountView = {
  did: "did:plc:abcdefghijklmnopqrstuvwx", handle: "reader.example.com", server: "pds.example.com", state: "signedIn",
  sessionEnds: day(ask.get("ends")), granted: granted(ask.get("granted")), keychain: ask.get("keychain") as AccountView["keychain"],
};
const others: AccountView[] = scene !== "accounts" ? [] : [
  { ...account, did: "did:web:books.example.net", handle: null, server: "pds.books.example.net", state: "untilQuit" },
  { ...account, did: "did:plc:bcdefghijklmnopqrstuvwxy", handle: "a-very-long-handle-that-does-not-fit.example.org", state: "signInAgain" },
  { ...account, did: "did:plc:cdefghijklmnopqrstuvwxyz", handle: "club.example.com", state: "storageLocked", keychain: "denied" },
];
/** So many days from today; the page shows the last three. */
function day(ahead: string | null): string | null {
  return ahead === null ? null : new Date(Date.now() + Number(ahead) * 86_400_000).toISOString().slice(0, 10);
}
function granted(words: string | null): AccountView["granted"] {
  const has = (word: string) => words === null || words.includes(word);
  return { create: has("create"), update: has("update"), delete: has("delete"), pictures: has("pictures") };
}
const signIn: SignInView = {
  step: (ask.get("step") as SignInView["step"] | null) ?? "waitingForBrowser", handle: account.handle, did: account.did, server: account.server,
  expiresAt: "2026-11-23T14:42:00Z", loopback: ask.has("loopback"), noNewAccounts: ask.has("noNewAccounts"), readOnly: ask.has("readOnly"),
};
const sync: SyncView = {
  state: (ask.get("sync") as SyncView["state"] | null) ?? (ask.has("keychain") ? "storageLocked" : signedIn ? "upToDate" : "localOnly"), waiting: Number(ask.get("waiting") ?? 0),
  setAside: 0, filled: ask.get("sync") === "filling" ? 1800 : null, syncedAt: null, resumesAt: "2026-11-23T14:32:00Z",
  partial: ask.get("sync") === "filling" || ask.has("partial"), restReason: ask.get("sync") === "resting" ? "hourlyLimit" : null,
  finishesAt: ask.get("sync") === "resting" ? "2026-11-23T18:32:00Z" : null,
};
const progress: ProgressView = {
  import: 1, fileName: "my_storygraph_export.csv", phase: scene === "report" ? "done" : ((ask.get("phase") as ProgressView["phase"] | null) ?? "writing"),
  rows: 5000, created: scene === "report" ? 4612 : 3230, updated: 96, unchanged: 68, joined: 12, leftOut: 210, setAside: 2,
  waiting: scene === "report" ? 0 : 1382, resumesAt: "2026-11-23T14:32:00Z",
  failed: [
    { line: 1204, title: "The Copper Atlas", authors: ["Olga Novák"], reason: "Your server refused the record: the title is too long." },
    { line: 2877, title: "Dead Souls", authors: ["Nikolai Gogol"], reason: "The book was changed elsewhere at the same time." },
  ],
};
let plan: StandInPlan | null = scene.startsWith("plan") ? new StandInPlan(Number(ask.get("rows") ?? 5000), !signedIn, ask.has("questions"), ask.has("hostile")) : null;
let preferences: PreferencesView = { theme: (ask.get("theme") as ThemeView | null) ?? "system", compact: ask.has("compact"), layout: ask.has("grid") ? `{"shape":"covers"}` : "", text: Number(ask.get("text") ?? 100) };
let files: WaitingFileView[] = ask.has("queue") || scene === "queue" ? [
  { id: 1, fileName: "goodreads_library_export.csv", gone: false }, { id: 2, fileName: "كتبي المفضلة.csv", gone: false },
  { id: 3, fileName: "a list that somebody has kept for a very long time under a very long name, final (3).csv", gone: true },
] : [];
let hear: (event: Event) => void = () => undefined;

const tell = (event: Event) => setTimeout(() => hear(event), 0);
const books = () => tell({ kind: "books", counts: library.counts() });
const tellPlan = () => tell({ kind: "plan", plan: plan && { ...plan.view } });
const tellFiles = () => tell({ kind: "waitingFiles", files: [...files] });
const enrichment = enrichmentDoor(scene, ask.get("consent") as ConsentView | null ?? "yes", () => library.all, (view) => tell({ kind: "enrichment", enrichment: view }));
const refuse = (code: ErrorCode) => Promise.reject({ code, message: "made up by the stand-in", retryable: true });
const done = () => Promise.resolve();

const snapshot = (): Snapshot => ({
  version: "0.1.0", accounts: signedIn ? [account, ...others] : [], current: signedIn ? account.did : null, localBooks: Number(ask.get("local") ?? 0),
  counts: library.counts(), sync, signIn: scene === "waiting" ? signIn : null, plan: plan && plan.view, mapping: null, waitingFiles: files,
  progress: scene === "progress" || scene === "report" ? progress : null,
  enrichment: enrichment.standing(),
  network: ask.has("network") ? { changed: ["plc_directory", "handle_resolver"], development: true } : null, preferences,
});

/** `?place=history`: as a press of the rail would. */
function goToThePlace(): void {
  const place = ask.get("place");
  if (place) setTimeout(() => document.querySelector<HTMLElement>(`[data-place="${place}"]`)?.click(), 50);
}

/** As a press of the rail's last entry under "Imports" would. */
function goToTheImport(): void {
  const entry = [...document.querySelectorAll<HTMLElement>("[aria-labelledby=rail-imports] .place")].at(-1);
  if (entry) entry.click();
  else setTimeout(goToTheImport, 50);
}

/** Types into the search field, as `?q=…` asks. */
function typeQuery(asked: string): void {
  const field = document.querySelector<HTMLInputElement>(".query input");
  if (!field) return void setTimeout(() => typeQuery(asked), 50);
  field.focus();
  field.value = asked;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function setTheScene(): void {
  const asked = ask.get("q");
  if (asked !== null) setTimeout(() => typeQuery(asked), 50);
  if (typeof document !== "undefined") {
    void enact(scene, ask.get("place"), bare).then(() => (document.documentElement.dataset["scene"] = "set"));
  }
  goToThePlace();
  if (scene.startsWith("plan")) {
    tell({ kind: "reading", fileName: "my_storygraph_export.csv" });
    tellPlan();
  }
  if (scene === "mapping") {
    const table = ask.has("headerless") ? standInBareTable : ask.has("wide") ? standInWideTable : standInTable;
    tell({ kind: "mapping", mapping: table });
  }
  if (scene === "queue") {
    tell({ kind: "reading", fileName: "my_storygraph_export.csv" });
    tellPlan();
  }
  if (scene === "reading") tell({ kind: "reading", fileName: "my_storygraph_export.csv" });
  if (scene === "drop") tell({ kind: "dropHover", names: ["my_storygraph_export.csv"] });
  if (scene === "progress" || scene === "report") setTimeout(goToTheImport, 50);
  if (scene === "failed") tell({ kind: "planFailed", fileName: "holiday.xlsx", error: { code: fail ?? "fileNotText", message: "bytes 0–3 are those of a ZIP archive", retryable: false } });
  if (scene === "signInFailed") tell({ kind: "signInFailed", error: signInError(fail ?? "handleNotFound") });
}

function detail(id: number): BookDetail | null {
  const row = library.all.find((one) => one.id === id);
  if (!row) return null;
  const review = library.review(row, "Slow to begin with, and then it would not let me go.\n\nThe last chapter I read twice.");
  return {
    row, review, drafts: drafts.of(id, review),
    progress: row.progress === null ? null : { percent: row.progress, page: row.progress * 3, pages: 300 }, links: ["bookhive", "openLibrary"],
    previousReads: id % 4 === 0 ? [{ started: "2019-03-03", finished: "2019-03-21" }] : [], isbn10: null, isbn13: "9780000000002",
    goodreadsId: id % 2 ? "18423" : null, added: "2024-02-03T10:00:00Z", local: [{ name: "format", value: "paperback" }, { name: "pace", value: "slow" }, { name: "pages", value: "300" }],
    record: JSON.stringify({ $type: "buzz.bookhive.book", title: row.title, authors: row.authors.join("\t") }, null, 2),
  };
}

export const door: Door = {
  ...standInEdits(library, ask, () => {
    books();
    setTimeout(() => (library.delivered(), books()), 4_000);
  }),
  ...drafts.door,
  ...standInQueries(library),
  ...settingsDoor(scene, () => library.all.length, (ask.get("covers") as CoversView | null) ?? "off"),
  ...coversDoor(scene, () => library.all, (uploads) => tell({ kind: "coverUploads", uploads })),
  ...enrichment,
  ...statisticsDoor(() => library.all),
  ...standInCatalogue(ask.get("catalogue") as ErrorCode | null),
  ...standInMapping((mapping) => tell({ kind: "mapping", mapping }), () => void door.chooseExport()),
  subscribe(onEvent) {
    hear = onEvent;
    setTheScene();
    return Promise.resolve(snapshot());
  },
  ...standInAccount,
  beginSignIn: () => (fail ? refuse(fail) : (tell({ kind: "signIn", signIn }), done())),
  openBrowserAgain: done,
  copySignInLink: done,
  cancelSignIn: () => (tell({ kind: "signInFailed", error: { code: "signInCancelled", message: "", retryable: true } }), done()),
  signOut: done,
  switchAccount: (did) => (tell({ kind: "accounts", accounts: [account, ...others], current: did, localBooks: 0 }), done()),
  books: (query, offset, limit) => (limit > MOST_ROWS ? refuse("badRequest") : Promise.resolve(library.page(query, offset, limit))),
  book: (id) => Promise.resolve(detail(id)),
  history: (query, before, limit) => (scene === "historyFailed" ? refuse("databaseDamaged") : history.history(query, before, limit)),
  groupBooks: (group, after, limit) => history.groupBooks(group, after, limit),
  bookHistory: (book, limit) => history.bookHistory(book, limit),
  nextUndo: () => history.nextUndo(),
  previewUndo: (group) => history.previewUndo(group),
  undoGroup(group) {
    const { changed } = library.undo(group);
    if (changed === 0) return history.undoGroup(group);
    books();
    return Promise.resolve({ group: null, restored: changed, unchanged: 0, conflicts: 0, left: [] });
  },
  attentionCounts: () => attention.attentionCounts(),
  attention: (limit) => (scene === "attentionFailed" ? refuse("databaseDamaged") : attention.attention(limit)),
  decideAsides: (decisions) => attention.decideAsides(decisions),
  repairOwnedStatus: () => attention.repairOwnedStatus(),
  duplicates: (offset, limit) => (scene === "duplicatesFailed" ? refuse("databaseDamaged") : attention.duplicates(offset, limit)),
  previewMerge: (of, choices) => attention.previewMerge(of, choices),
  mergeBooks: (of) => attention.mergeBooks(of),
  tellApart: (of, apart) => attention.tellApart(of, apart),
  syncNow: done,
  chooseExport() {
    plan = new StandInPlan(5000, !signedIn, false);
    tell({ kind: "reading", fileName: plan.view.fileName });
    setTimeout(tellPlan, 300);
    return Promise.resolve(true);
  },
  nextFile: () => (files.shift(), tellFiles(), door.chooseExport().then(() => undefined)),
  forgetWaitingFile: (id) => ((files = files.filter((file) => file.id !== id)), tellFiles(), done()),
  planRows: (query, offset, limit) => (plan ? Promise.resolve(plan.page(query, offset, limit)) : refuse("noPlan")),
  setImportPolicies: (policies) => (plan?.setPolicies(policies), tellPlan(), done()),
  resolveMatch: (line, choice) => (plan?.resolve(line, choice), tellPlan(), done()),
  decideRows(query, line, decision) {
    const decided = plan?.decide(query, line, decision) ?? 0;
    tellPlan();
    return Promise.resolve(decided);
  },
  undoDecision: () => (plan?.undo(), tellPlan(), done()),
  supplyAuthors: (line, authors) => (plan?.supplyAuthors(line, authors), tellPlan(), done()),
  planCandidates: (line, text) => Promise.resolve(plan?.candidates(line, text) ?? []),
  lookUpPlan: (agreed) => (plan?.change({ lookUp: { state: agreed ? "running" : "off", waiting: 812, minutes: 4 } }), tellPlan(), done()),
  leaveOut: (lines, leftOut) => (plan?.leaveOut(lines, leftOut), tellPlan(), done()),
  answerDateOrder: (answer) => (plan?.change({ dateOrder: { examples: ["03/04/2021"], answer } }), tellPlan(), done()),
  answerShelf: done,
  closePlan: () => ((plan = null), tellPlan(), done()),
  publishLocal: done,
  commitImport: () => ((plan = null), tell({ kind: "progress", progress }), tellPlan(), done()),
  pauseSending: () => (tell({ kind: "progress", progress: { ...progress, phase: "paused" } }), done()),
  resumeSending: () => (tell({ kind: "progress", progress }), done()),
  dismissImport: () => (tell({ kind: "progress", progress: null }), done()),
  undoImport: () => Promise.resolve({ group: null, changed: 12, unchanged: 0, conflicts: 0 }),
  saveFailedRows: () => Promise.resolve(true),
  setPreferences: (next) => ((preferences = next), done()),
  frameDrawn: done,
};
