import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type {
  CandidateView,
  DateOrderView,
  ImportPolicies,
  IpcError,
  PlanFilter,
  PlanRow,
  PlanView,
  ResolutionView,
  RowDecision,
  ShelfAnswer,
} from "../ipc/types";
import { decisionWords, errorWords } from "../words";
import { Pages } from "./pages.svelte";
import type { Toasts } from "./toasts.svelte";

/** The rows of the plan on show: which of them, which are open, and what was just decided about them. */
export class Import {
  readonly #door: Door;
  readonly #toasts: Toasts;
  readonly #plan: () => PlanView | null;
  readonly pages: Pages<PlanRow>;

  #filter = $state<PlanFilter>("all");
  #text = $state("");
  #worthALook = $state(0);
  #at = $state(-1);
  #error = $state.raw<IpcError | null>(null);
  #committing = $state(false);
  #open = new SvelteSet<number>();
  /** Decisions the plan does not show yet, by line. */
  #ahead = new SvelteMap<number, boolean>();
  #frame = 0;

  constructor(door: Door, toasts: Toasts, plan: () => PlanView | null) {
    this.#door = door;
    this.#toasts = toasts;
    this.#plan = plan;
    this.pages = new Pages(
      async (offset, limit) => {
        const page = await door.planRows({ show: this.#filter, text: this.#text }, offset, limit);
        this.#worthALook = page.worthALook;
        return page;
      },
      (thrown) => {
        const error = asIpcError(thrown);
        // A plan that was closed meanwhile is no news: its screen is gone as well.
        if (error.code !== "noPlan") this.#error = error;
      },
    );
  }

  get filter() { return this.#filter; }
  get text() { return this.#text; }
  get worthALook() { return this.#worthALook; }
  get at() { return this.#at; }
  get error() { return this.#error; }
  get committing() { return this.#committing; }

  isOpen(line: number): boolean {
    return this.#open.has(line);
  }

  isLeftOut(row: PlanRow): boolean {
    return this.#ahead.get(row.line) ?? row.fate === "leftOut";
  }

  startOver(): void {
    this.#filter = "all";
    this.#text = "";
    this.#committing = false;
    this.#ahead.clear();
    this.#rewind();
  }

  async changed(): Promise<void> {
    this.#error = null;
    await this.pages.refresh();
    this.#ahead.clear();
    this.#at = Math.min(this.#at, (this.pages.matching ?? 0) - 1);
  }

  show(filter: PlanFilter): void {
    this.#filter = filter;
    this.#rewind();
  }

  search(text: string): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#text = text;
      this.#rewind();
    });
  }

  moveTo(index: number): void {
    const count = this.pages.matching ?? 0;
    if (count > 0) this.#at = Math.max(0, Math.min(count - 1, index));
  }

  toggleOpen(line: number): void {
    if (!this.#open.delete(line)) this.#open.add(line);
  }

  leaveOut(row: PlanRow): void {
    const leftOut = !this.isLeftOut(row);
    this.#ahead.set(row.line, leftOut);
    void this.#tell(() => this.#door.leaveOut([row.line], leftOut));
  }

  setPolicies(policies: ImportPolicies): void {
    void this.#tell(() => this.#door.setImportPolicies(policies));
  }

  resolve(line: number, choice: ResolutionView): void {
    void this.#tell(() => this.#door.resolveMatch(line, choice));
  }

  /** Decides the same about all rows on show, or about those of a part. */
  decideShown(decision: RowDecision, show: PlanFilter = this.#filter): void {
    const text = show === this.#filter ? this.#text : "";
    void this.#tell(async () => {
      const rows = await this.#door.decideRows({ show, text }, null, decision);
      this.#toasts.say(decisionWords.decided(rows), {
        more: decisionWords.decidedMore,
        ...(rows > 0 ? { action: { label: decisionWords.undo, run: () => this.undo() } } : {}),
      });
    });
  }

  decideRow(line: number, decision: RowDecision): void {
    void this.#tell(async () => void (await this.#door.decideRows({ show: "all", text: "" }, line, decision)));
  }

  /** The book that is offered first for a row. */
  accept(row: PlanRow): void {
    if (row.needs === "match" && row.yours) this.resolve(row.line, { kind: "book", id: row.yours.id });
    else if (row.catalogue) this.resolve(row.line, { kind: "catalogue", hiveId: row.catalogue.hiveId });
  }

  /** Takes the last decision back. */
  undo(): void {
    void this.#tell(async () => {
      await this.#door.undoDecision();
      this.#toasts.say(decisionWords.undone);
    });
  }

  supplyAuthors(line: number, authors: string[]): void {
    void this.#tell(() => this.#door.supplyAuthors(line, authors));
  }

  /** Rejects with an `IpcError` when there is nothing to offer. */
  candidates(line: number, text: string | null): Promise<CandidateView[]> {
    return this.#door.planCandidates(line, text);
  }

  lookUp(agreed: boolean): void {
    void this.#tell(() => this.#door.lookUpPlan(agreed));
  }

  answerDateOrder(answer: DateOrderView): void {
    void this.#tell(() => this.#door.answerDateOrder(answer));
  }

  answerShelf(shelf: string, answer: ShelfAnswer): void {
    void this.#tell(() => this.#door.answerShelf(shelf, answer));
  }

  close(): void {
    void this.#tell(() => this.#door.closePlan());
  }

  /** Writes the plan that is on screen, and no other. */
  async commit(): Promise<void> {
    const plan = this.#plan();
    if (!plan || this.#committing) return;
    this.#committing = true;
    await this.#tell(() => this.#door.commitImport(plan.revision));
    this.#committing = false;
  }

  #rewind(): void {
    this.#open.clear();
    this.#at = -1;
    this.pages.want(0, 1);
    void this.changed();
  }

  async #tell(command: () => Promise<void>): Promise<void> {
    try {
      await command();
    } catch (thrown) {
      this.#ahead.clear();
      const words = errorWords[asIpcError(thrown).code];
      this.#toasts.say(words.title, { more: words.body, alert: true });
    }
  }
}
