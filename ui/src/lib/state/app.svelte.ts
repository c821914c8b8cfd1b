import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type {
  AccountView,
  BackupView,
  CountsView,
  Event,
  IpcError,
  MappingView,
  NetworkView,
  PlanView,
  PreferencesView,
  ProgressView,
  SavedViewView,
  SignInRequest,
  SignInView,
  Snapshot,
  SyncView,
  WaitingFileView,
} from "../ipc/types";
import { pictures } from "../covers/pictures.svelte";
import { daysBetween, today } from "../days";
import { errorWords, libraryWords, placeWords, viewWords, waitingFileWords } from "../words";
import { Edits } from "./edits.svelte";
import { Attention } from "./attention.svelte";
import { CoverUploads } from "./coverUploads.svelte";
import { Enrichment } from "./enrichment.svelte";
import { Duplicates } from "./duplicates.svelte";
import { History } from "./history.svelte";
import { Import } from "./import.svelte";
import { Facets } from "./facets.svelte";
import { Layout } from "./layout.svelte";
import { Library } from "./library.svelte";
import { statusPlaceOf, yearQuery } from "./places";
import { Rail } from "./rail.svelte";
import { Mapping } from "./mapping.svelte";
import { Settings } from "./settings.svelte";
import { Statistics } from "./statistics.svelte";
import { Toasts } from "./toasts.svelte";
import { YearGroups } from "./year_groups.svelte";

export type Place =
  | { at: "library"; query: string }
  | { at: "plan" }
  | { at: "progress" }
  | { at: "history" }
  | { at: "statistics" }
  | { at: "settings" }
  | { at: "duplicates" }
  | { at: "attention" }
  | { at: "signIn" };

/** How long before a session's last day it is announced. */
const AHEAD_DAYS = 3;

/** A file that could not become a plan. */
export interface PlanFailure {
  fileName: string | null;
  error: IpcError;
}

/** Everything the page knows, fed by one snapshot and the events after it. Screens read it and call it; nobody else writes. */
export class App {
  readonly door: Door;
  readonly toasts = new Toasts();
  readonly layout: Layout;
  readonly library: Library;
  readonly facets: Facets;
  readonly years: YearGroups;
  readonly rail: Rail;
  readonly import: Import;
  readonly statistics: Statistics;
  readonly settings: Settings;
  readonly coverUploads: CoverUploads;
  readonly enrichment: Enrichment;
  readonly mapping: Mapping;
  readonly history: History;
  readonly edits: Edits;
  readonly attention: Attention;
  readonly duplicates: Duplicates;

  #accounts = $state.raw<readonly AccountView[]>([]);
  #current = $state<string | null>(null);
  #localBooks = $state(0);
  #counts = $state.raw<CountsView>({ all: 0, finished: 0, reading: 0, wantToRead: 0, abandoned: 0, none: 0 });
  #sync = $state.raw<SyncView>();
  #network = $state.raw<NetworkView | null>(null);
  #preferences = $state.raw<PreferencesView>({ theme: "system", compact: false, layout: "", text: 100 });
  #signIn = $state.raw<SignInView | null>(null);
  #signInError = $state.raw<IpcError | null>(null);
  #lastRequest: SignInRequest | null = null;
  /** Accounts whose reader goes on with what was granted. */
  #content = $state.raw<readonly string[]>([]);
  #plan = $state.raw<PlanView | null>(null);
  #table = $state.raw<MappingView | null>(null);
  #planFailure = $state.raw<PlanFailure | null>(null);
  #reading = $state<string | null>(null);
  #waitingFiles = $state.raw<readonly WaitingFileView[]>([]);
  #progress = $state.raw<ProgressView | null>(null);
  #dropNames = $state.raw<readonly string[]>([]);
  #place = $state.raw<Place>({ at: "library", query: "" });
  #version = $state("");
  #damaged = $state.raw<readonly BackupView[] | null>(null);

  constructor(door: Door, snapshot: Snapshot) {
    this.door = door;
    this.#accounts = snapshot.accounts;
    this.#current = snapshot.current;
    this.#localBooks = snapshot.localBooks;
    this.#counts = snapshot.counts;
    this.#sync = snapshot.sync;
    this.#network = snapshot.network;
    this.#preferences = snapshot.preferences;
    this.#signIn = snapshot.signIn;
    this.#plan = snapshot.plan;
    this.#progress = snapshot.progress;
    this.#waitingFiles = snapshot.waitingFiles;
    this.#version = snapshot.version;
    this.layout = new Layout(snapshot.preferences.layout, (layout) => this.prefer({ layout }));
    this.library = new Library(door, this.toasts, this.layout);
    this.facets = new Facets(door, this.library);
    this.years = new YearGroups(door, this.library);
    this.rail = new Rail(door, this.toasts);
    this.history = new History(door, this.toasts, () => this.library.changed());
    this.statistics = new Statistics(door);
    this.settings = new Settings(door);
    this.coverUploads = new CoverUploads(door);
    this.enrichment = new Enrichment(door, snapshot.enrichment);
    const takeBack = (group: number) => this.history.takeBack(group);
    this.attention = new Attention(door, this.toasts, takeBack);
    this.duplicates = new Duplicates(door, this.toasts, takeBack, () => this.edits.drafts.startOver());
    // Whether pictures of covers are shown is one of them.
    void this.settings.load();
    this.import = new Import(door, this.toasts, () => this.#plan);
    this.edits = new Edits(door, this.toasts, this.library, () => this.history.undoNext());
    this.mapping = new Mapping(door, this.toasts);
    if (snapshot.signIn) this.#place = { at: "signIn" };
    else if (snapshot.plan) this.#place = { at: "plan" };
    this.#tookTable(snapshot.mapping);
  }

  get accounts() { return this.#accounts; }
  get current() { return this.#current; }
  get localBooks() { return this.#localBooks; }
  get counts() { return this.#counts; }
  get sync() { return this.#sync; }
  get network() { return this.#network; }
  get preferences() { return this.#preferences; }
  get signIn() { return this.#signIn; }
  get signInError() { return this.#signInError; }
  get plan() { return this.#plan; }
  /** A table whose columns have to be explained. */
  get table() { return this.#table; }
  get planFailure() { return this.#planFailure; }
  get reading() { return this.#reading; }
  get progress() { return this.#progress; }
  /** Files whose turn comes after the import on screen. */
  get waitingFiles() { return this.#waitingFiles; }
  /** Nothing stands before the next of them. */
  get wayIsFree(): boolean {
    const isBusy = this.#plan !== null || this.#table !== null || this.#reading !== null || this.#planFailure !== null;
    return !isBusy && (this.#progress === null || this.#progress.phase === "done");
  }
  get dropNames() { return this.#dropNames; }
  get place() { return this.#place; }
  get version() { return this.#version; }
  /** The library was found to be damaged, and this is what there is to go back to. */
  get damaged() { return this.#damaged; }

  get account(): AccountView | null {
    return this.#accounts.find((account) => account.did === this.#current) ?? null;
  }

  /** What the list is called: a place of the rail by its name, anything else as what it is, a search. */
  get libraryTitle(): string {
    const text = this.library.query.text.trim();
    const status = statusPlaceOf(text);
    if (status) return placeWords[status];
    const year = this.rail.years.find((one) => yearQuery(one.year) === text);
    if (year) return viewWords.finishedIn(year.year);
    return this.rail.viewOf(text)?.name ?? placeWords.search;
  }

  /** The session asks for a sign-in: now (`ends` is null), or soon, on its last day. */
  get sessionNotice(): { ends: string | null } | null {
    if (this.#sync?.state === "signInAgain") return { ends: null };
    const ends = this.account?.sessionEnds ?? null;
    const left = ends === null ? null : daysBetween(today(), ends);
    return left !== null && left <= AHEAD_DAYS ? { ends } : null;
  }

  /** Things that ask for a look, duplicates apart. */
  get attentionCount(): number {
    const { decisions, repairs } = this.attention.counts;
    const doubtful = this.enrichment.view?.doubtful ?? 0;
    return decisions + doubtful + (repairs > 0 ? 1 : 0) + (this.sessionNotice ? 1 : 0);
  }

  /** What was last asked for at sign-in, to fill the form again. */
  get lastRequest(): SignInRequest | null {
    return this.#lastRequest;
  }

  /** Nothing here yet, and nothing on its way: the two doors are shown. */
  get empty(): boolean {
    return (
      this.#current === null &&
      this.#accounts.length === 0 &&
      this.#counts.all === 0 &&
      this.#plan === null &&
      this.#table === null &&
      this.#planFailure === null &&
      this.#reading === null &&
      this.#waitingFiles.length === 0 &&
      this.#progress === null
    );
  }

  apply(event: Event): void {
    switch (event.kind) {
      case "accounts": {
        const other = event.current !== this.#current;
        this.#accounts = event.accounts;
        this.#current = event.current;
        this.#localBooks = event.localBooks;
        if (other) {
          this.library.startOver();
          this.edits.drafts.startOver();
          void this.rail.refresh();
          this.history.startOver();
          this.attention.startOver();
          this.duplicates.startOver();
          this.go({ at: "library", query: "" });
        } else if (this.#place.at === "signIn" && !this.#signIn && !this.#signInError) {
          this.go({ at: "library", query: "" });
        }
        break;
      }
      case "signIn":
        this.#signIn = event.signIn;
        if (event.signIn) {
          this.#signInError = null;
          this.#place = { at: "signIn" };
        } else if (this.#place.at === "signIn" && !this.#signInError) {
          // Finished or cancelled: either way there is nothing left to wait for here.
          this.home();
        }
        break;
      case "signInFailed":
        this.#signIn = null;
        this.#signInError = event.error;
        this.#place = { at: "signIn" };
        break;
      case "coverUploads":
        this.coverUploads.told(event.uploads);
        break;
      case "enrichment":
        this.enrichment.told(event.enrichment);
        break;
      case "covers":
        pictures.arrived(event.keys);
        break;
      case "sync":
        if (this.#sync?.state === "offline" && event.sync.state !== "offline") pictures.lookAgain();
        this.#sync = event.sync;
        break;
      case "books":
        this.#counts = event.counts;
        void this.library.changed();
        void this.rail.refresh();
        if (this.#place.at === "statistics") void this.statistics.load();
        void this.history.changed();
        void this.attention.changed();
        void this.duplicates.changed();
        break;
      case "attention":
        this.attention.counted(event.attention);
        void this.duplicates.changed();
        break;
      case "reading":
        this.#dropNames = [];
        this.#planFailure = null;
        this.#reading = event.fileName;
        this.#place = { at: "plan" };
        break;
      case "plan":
        this.#tookPlan(event.plan);
        break;
      case "mapping":
        this.#tookTable(event.mapping);
        break;
      case "waitingFiles": {
        const more = event.files.length - this.#waitingFiles.length;
        this.#waitingFiles = event.files;
        this.#dropNames = [];
        if (more > 0 && this.#place.at !== "plan" && this.#place.at !== "progress") {
          this.toasts.say(waitingFileWords.added(more), { more: waitingFileWords.addedMore });
        } else if (event.files.length === 0 && this.#place.at === "plan" && this.wayIsFree) {
          this.home();
        }
        break;
      }
      case "planFailed":
        this.#dropNames = [];
        this.#reading = null;
        this.#planFailure = { fileName: event.fileName, error: event.error };
        this.#place = { at: "plan" };
        break;
      case "progress":
        if (event.progress && event.progress.import !== this.#progress?.import && this.#place.at === "plan") {
          this.#place = { at: "progress" };
        }
        this.#progress = event.progress;
        if (!event.progress && this.#place.at === "progress") {
          if (this.#waitingFiles.length > 0) this.#place = { at: "plan" };
          else this.go({ at: "library", query: "" });
        }
        break;
      case "damaged":
        this.#damaged = event.backups;
        break;
      case "addBook":
        this.edits.add();
        break;
      case "dropHover":
        this.#dropNames = event.names;
        break;
    }
  }

  go(place: Place): void {
    this.#place = place;
    if (place.at === "library") this.library.show(place.query);
    if (place.at !== "signIn") this.#signInError = null;
  }

  /** A saved view, in its own order and shape. */
  showView(view: SavedViewView): void {
    this.go({ at: "library", query: view.query });
    this.library.showView(view);
  }

  /** A book in the library, with its details: in the list as it is, or among all. */
  async showBook(id: number): Promise<void> {
    this.go({ at: "library", query: this.library.query.text });
    if (await this.library.goTo(id)) await this.library.inspect(true);
    else this.toasts.say(libraryWords.bookGone);
  }

  /** Back from a screen that was opened over the library. */
  home(): void {
    this.go({ at: "library", query: this.library.typed });
  }

  closeFailure(): void {
    this.#planFailure = null;
    if (this.#plan) {
      this.#place = { at: "plan" };
    } else if (this.#waitingFiles.length > 0) {
      void this.try(() => this.door.nextFile());
    } else {
      this.home();
    }
  }

  async signInWith(request: SignInRequest): Promise<void> {
    this.#lastRequest = request;
    await this.#signingIn(() => this.door.beginSignIn(request));
  }

  async #signingIn(begin: () => Promise<void>): Promise<void> {
    this.#signInError = null;
    try {
      await begin();
    } catch (thrown) {
      const error = asIpcError(thrown);
      if (error.code === "browserDidNotOpen") {
        // The request stands at the server: its link can still be copied or opened again.
        const words = errorWords[error.code];
        this.toasts.say(words.title, { more: words.body, alert: true });
        return;
      }
      this.#signIn = null;
      this.#signInError = error;
      this.#place = { at: "signIn" };
    }
  }

  /** Agrees to the server in a private network that the last sign-in met, and goes on with it. */
  usePrivateServer(): Promise<void> {
    return this.#signingIn(() => this.door.allowPrivateServer());
  }

  /** The account on show once more, as a click on "Sign in again" means it. */
  signInAgain(keep: SignInRequest["keep"] = "keychain"): void {
    const account = this.account;
    if (account) void this.signInWith({ who: account.did, keep, create: false, readOnly: false });
    else this.#place = { at: "signIn" };
  }

  /** The session on show once more, as it is: with the same keys' place and the same permissions. */
  renew(): void {
    const account = this.account;
    if (!account) return;
    const { create, update, delete: remove } = account.granted;
    const keep = account.state === "untilQuit" ? "untilQuit" : "keychain";
    void this.signInWith({ who: account.did, keep, create: false, readOnly: !create && !update && !remove });
  }

  /** Whether the account on show may do everything with its books; without a session nobody knows. */
  get mayWrite(): boolean {
    const account = this.account;
    if (!account || account.state === "signInAgain") return true;
    const { create, update, delete: remove } = account.granted;
    return create && update && remove;
  }

  get goesOnWithLess(): boolean {
    return this.#current !== null && this.#content.includes(this.#current);
  }

  /** The reader knows what was not granted, and does not want to hear of it until the next start. */
  goOnWithLess(): void {
    if (this.#current !== null) this.#content = [...this.#content, this.#current];
  }

  forgetSignInError(): void {
    this.#signInError = null;
  }

  /** The first frame is on the screen: what takes longer than a frame begins. */
  drawn(): void {
    void this.try(() => this.door.frameDrawn());
    void this.attention.count();
  }

  /** Runs a command whose failure needs no screen of its own. */
  async try(command: () => Promise<unknown>): Promise<boolean> {
    try {
      await command();
      return true;
    } catch (thrown) {
      const words = errorWords[asIpcError(thrown).code];
      this.toasts.say(words.title, { more: words.body, alert: true });
      return false;
    }
  }

  prefer(change: Partial<PreferencesView>): void {
    this.#preferences = { ...this.#preferences, ...change };
    const preferences = this.#preferences;
    void this.try(() => this.door.setPreferences(preferences));
  }

  #tookTable(table: MappingView | null): void {
    const closed = this.#table !== null && table === null;
    this.#table = table;
    if (table) {
      this.#reading = null;
      this.#dropNames = [];
      this.#planFailure = null;
      this.mapping.startOver(table);
      this.#place = { at: "plan" };
    } else if (closed && !this.#plan && this.#place.at === "plan" && this.#waitingFiles.length === 0) {
      this.home();
    }
  }

  #tookPlan(plan: PlanView | null): void {
    const isNew = plan !== null && (this.#plan === null || this.#reading !== null);
    this.#reading = null;
    this.#dropNames = [];
    this.#plan = plan;
    if (plan) this.#planFailure = null;
    if (isNew) {
      this.import.startOver();
      this.#place = { at: "plan" };
    } else if (plan) {
      void this.import.changed();
    } else if (this.#place.at === "plan" && this.#waitingFiles.length === 0) {
      if (this.#progress && this.#progress.phase !== "done") this.#place = { at: "progress" };
      else this.home();
    }
  }
}
