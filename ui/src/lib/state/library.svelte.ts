import { today } from "../days";
import type { Door } from "../ipc/door";
import { asIpcError } from "../ipc/door";
import type {
  BookDetail,
  BookRow,
  EditView,
  IpcError,
  QueryReading,
  QueryView,
  SavedViewView,
  SelectionView,
  SortColumn,
  SortKey,
} from "../ipc/types";
import { editWords, errorWords } from "../words";
import type { Layout, Shape } from "./layout.svelte";
import { patched } from "./optimistic";
import { Pages } from "./pages.svelte";
import { Selection } from "./selection.svelte";
import { pressed } from "./sort";
import type { Toasts } from "./toasts.svelte";

/** An edit on screen that the app has not confirmed yet. */
interface Ahead {
  covers: (row: BookRow) => boolean;
  edit: EditView;
}

/** A change of several books that nobody has said yes to yet; the rows show what it would do. */
export interface AskedEdit {
  edit: EditView;
  count: number;
}

const UNREAD: QueryReading = { tokens: [], fault: null };

/** The books on show: what is asked, the rows, where one is, what is chosen, and edits that are ahead of the app. */
export class Library {
  readonly #door: Door;
  readonly #toasts: Toasts;
  readonly pages: Pages<BookRow>;
  readonly layout: Layout;
  readonly selection = new Selection();

  #query = $state.raw<QueryView>({ text: "", sort: [] });
  /** Counts the answers of the list, for what is counted beside it. */
  #revision = $state(0);
  /** What stands in the search field; ahead of the query while it is read, or when it cannot be understood. */
  #typed = $state("");
  #reading = $state.raw<QueryReading>(UNREAD);
  #total = $state(0);
  #error = $state.raw<IpcError | null>(null);
  /** Row the keys act on; -1 until somebody has been there. */
  #at = $state(-1);
  #atId = $state<number | null>(null);
  /** Where a Shift range began. */
  #anchor = 0;
  #ahead = $state.raw<readonly Ahead[]>([]);
  #preview = $state.raw<EditView | null>(null);
  #asked = $state.raw<AskedEdit | null>(null);
  #inspecting = $state(false);
  #detail = $state.raw<BookDetail | null>(null);
  #groups: number[] = [];
  #sought = $state(0);
  /** What was typed is read with the next frame. */
  #due = false;

  constructor(door: Door, toasts: Toasts, layout: Layout) {
    this.#door = door;
    this.#toasts = toasts;
    this.layout = layout;
    this.#query = { text: "", sort: [...layout.sort] };
    this.pages = new Pages(
      async (offset, limit) => {
        const page = await door.books(this.#inOrder, offset, limit);
        this.#total = page.total;
        return page;
      },
      (thrown) => {
        this.#error = asIpcError(thrown);
      },
    );
    void this.changed();
  }

  get query() { return this.#query; }
  /** As it is asked for: covers by the year they were finished in begin with what is being read. */
  get #inOrder(): QueryView {
    const { text, sort } = this.#query;
    return this.readingFirst ? { text, sort: [{ column: "reading", descending: true }, ...sort] } : this.#query;
  }
  get readingFirst(): boolean {
    return this.layout.shape === "covers" && this.#query.sort[0]?.column === "finished";
  }
  get typed() { return this.#typed; }
  get reading() { return this.#reading; }
  get fault() { return this.#reading.fault; }
  get revision() { return this.#revision; }
  get total() { return this.#total; }
  get error() { return this.#error; }
  get at() { return this.#at; }
  get atId() { return this.#atId; }
  get inspecting() { return this.#inspecting; }
  get detail() { return this.#detail; }
  get asked() { return this.#asked; }
  /** Counts the books that were gone to from elsewhere, each of which the list is to bring into sight. */
  get sought() { return this.#sought; }

  get matching(): number {
    return this.pages.matching ?? 0;
  }

  get chosen(): number {
    return this.selection.count(this.matching);
  }

  /** The row with what was just changed already in it. */
  row(index: number): BookRow | undefined {
    const row = this.pages.row(index);
    return row && this.#withAhead(row);
  }

  isSelected(row: BookRow, index: number): boolean {
    return this.chosen > 0 ? this.selection.has(row.id) : index === this.#at;
  }

  /** The book in the inspector, with what was just changed already in it. */
  get inspected(): BookDetail | null {
    const detail = this.#detail;
    return detail && { ...detail, row: this.#withAhead(detail.row) };
  }

  // What is asked.

  /** Asks this, word for word. */
  show(text: string): void {
    this.#typed = text;
    void this.#read(text);
  }

  /** Typing asks once a frame, not once a key. */
  search(text: string): void {
    this.#typed = text;
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      void this.#read(this.#typed);
    });
  }

  /** A text that cannot be understood changes nothing but the line that says so. */
  async #read(text: string): Promise<void> {
    try {
      const reading = await this.#door.readQuery(text);
      if (text !== this.#typed) return;
      this.#reading = reading;
      if (!reading.fault && text !== this.#query.text) void this.#ask({ ...this.#query, text });
    } catch (thrown) {
      this.say(thrown);
    }
  }

  sortBy(column: SortColumn, adding: boolean): void {
    this.sortAs(pressed(this.#query.sort, column, adding));
  }

  sortAs(sort: readonly SortKey[]): void {
    this.layout.sortBy(sort);
    void this.#ask({ ...this.#query, sort: [...sort] });
  }

  /** As covers or a table; one stays at the book where one is. */
  async showAs(shape: Shape): Promise<void> {
    const before = this.readingFirst;
    this.layout.show(shape);
    if (this.readingFirst === before) return;
    await this.changed(true);
    this.#sought += 1;
  }

  /** A saved view: its question, its order and its shape. */
  showView(view: SavedViewView): void {
    this.layout.become(view.layout);
    this.#query = { ...this.#query, sort: [...this.layout.sort] };
    this.#typed = view.query;
    this.#reading = UNREAD;
    void this.#ask({ ...this.#query, text: view.query });
    void this.#read(view.query);
  }

  /** Goes to a book, in the list as it is or, when it is not in there, among all books. */
  async goTo(id: number): Promise<boolean> {
    try {
      let at = await this.#door.placeOfBook(this.#inOrder, id);
      if (at === null) {
        this.#typed = "";
        this.#reading = UNREAD;
        // Not before the new rows are there: a place in the old ones is another book's.
        await this.#ask({ ...this.#query, text: "" });
        at = await this.#door.placeOfBook(this.#inOrder, id);
      }
      if (at === null) return false;
      this.selection.clear();
      await this.moveTo(at);
      this.#sought += 1;
      return true;
    } catch (thrown) {
      this.say(thrown);
      return false;
    }
  }

  /** Another account's books: nothing of the last one may linger. */
  startOver(): void {
    this.#groups = [];
    this.#detail = null;
    this.#inspecting = false;
    this.#ahead = [];
    this.#typed = "";
    this.#reading = UNREAD;
    void this.#ask({ text: "", sort: [...this.layout.sort] });
  }

  /** The library changed under us; `follow`: the current book is to be found wherever it is now. */
  async changed(follow = this.#inspecting): Promise<void> {
    this.#error = null;
    await this.pages.refresh();
    this.#revision += 1;
    await this.#findAgain(follow);
    if (this.#inspecting) await this.#fetchDetail();
  }

  #ask(query: QueryView): Promise<void> {
    this.#query = query;
    this.selection.clear();
    this.decline();
    this.#at = -1;
    this.#atId = null;
    this.#anchor = 0;
    return this.changed();
  }

  /**
   * After a refresh the current row stays where it was; when it has gone, the next one takes its place. The book in the
   * inspector is followed wherever its own change takes it: nobody's hand may land on another one.
   */
  async #findAgain(follow: boolean): Promise<void> {
    if (this.#at < 0) return;
    this.#at = Math.min(this.#at, this.matching - 1);
    const here = this.pages.row(this.#at);
    if (here && this.#atId !== null && here.id !== this.#atId && (this.#ahead.length === 0 || follow)) {
      for (const [index, row] of this.pages.loaded()) {
        if (row.id === this.#atId) {
          this.#at = index;
          return;
        }
      }
      if (follow) {
        const id = this.#atId;
        const place = await this.#door.placeOfBook(this.#inOrder, id).catch(() => null);
        if (id !== this.#atId) return;
        if (place !== null) {
          this.#at = place;
          return;
        }
      }
    }
    this.#atId = this.pages.row(this.#at)?.id ?? null;
  }

  // Where one is, and what is chosen.

  /** `extend` is Shift: everything from where one began. */
  async moveTo(index: number, extend = false): Promise<void> {
    if (this.matching === 0) return;
    const to = Math.max(0, Math.min(this.matching - 1, index));
    const from = this.#at < 0 ? to : this.#at;
    this.#at = to;
    this.#atId = this.pages.row(to)?.id ?? null;
    if (extend) {
      if (this.chosen === 0) this.#anchor = from;
      const [first, last] = this.#anchor < to ? [this.#anchor, to] : [to, this.#anchor];
      const rows = await this.#tryRows(first, last + 1);
      if (rows) this.selection.only(rows.map((row) => row.id));
    }
    if (this.#atId === null) {
      // Further than what is at hand: its page is fetched, so that keys have a book to act on.
      const [row] = (await this.#tryRows(to, to + 1)) ?? [];
      if (this.#at === to) this.#atId = row?.id ?? null;
    }
    if (this.#inspecting) void this.#fetchDetail();
  }

  /** A plain click: here, and nothing else chosen. */
  click(index: number): void {
    this.selection.clear();
    void this.moveTo(index);
    this.#anchor = index;
  }

  /** A click with Ctrl or Cmd, a checkbox, or `x`. */
  toggle(index: number, keepCurrent: boolean): void {
    const row = this.pages.row(index);
    if (!row) return;
    if (keepCurrent && this.chosen === 0 && this.#atId !== null && this.#at !== index) this.selection.add([this.#atId]);
    this.selection.toggle(row.id);
    this.#anchor = index;
    void this.moveTo(index);
  }

  invert(): void {
    if (this.matching > 0) this.selection.invert();
  }

  selectAll(): void {
    if (this.matching > 0) this.selection.allMatching();
  }

  // The inspector.

  async inspect(open: boolean): Promise<void> {
    this.#inspecting = open;
    if (!open) return;
    if (this.#at < 0 && this.matching > 0) await this.moveTo(0);
    else await this.#fetchDetail();
  }

  async #fetchDetail(): Promise<void> {
    const id = this.#atId;
    if (id === null) {
      this.#detail = null;
      return;
    }
    try {
      const detail = await this.#door.book(id);
      if (id === this.#atId) this.#detail = detail;
    } catch (thrown) {
      this.say(thrown);
    }
  }

  // Changes.

  /** Shows an edit that is still being made up one's mind about. */
  preview(edit: EditView | null): void {
    this.#preview = edit;
  }

  /** What a deed would be for: what is chosen, or the current row; `null` when that is nothing. */
  get meant(): { selection: SelectionView; count: number } | null {
    if (this.chosen > 0) return { selection: this.selection.view(this.#query), count: this.chosen };
    return this.#atId === null ? null : { selection: { kind: "ids", ids: [this.#atId] }, count: 1 };
  }

  /**
   * Changes what is chosen, or the current row. One book is changed with the next frame, several after a yes: nobody has
   * them all before their eyes. `false` when there is nothing to change.
   */
  edit(edit: EditView): boolean {
    if (this.chosen > 1) {
      this.#preview = edit;
      this.#asked = { edit, count: this.chosen };
      return true;
    }
    return this.#editMeant(edit);
  }

  /** Yes to the change of several books. */
  confirm(): void {
    const asked = this.#asked;
    this.decline();
    if (asked && asked.count === this.chosen) this.#editMeant(asked.edit);
  }

  decline(): void {
    this.#asked = null;
    this.#preview = null;
  }

  #editMeant(edit: EditView): boolean {
    if (this.chosen > 0) {
      void this.#edit(edit, this.selection.view(this.#query), (row) => this.selection.has(row.id));
      return true;
    }
    const id = this.#atId;
    if (id === null) return false;
    void this.#edit(edit, { kind: "ids", ids: [id] }, (row) => row.id === id);
    return true;
  }

  /** Changes one book, whatever is chosen, and says whether that was done. */
  editOne(id: number, edit: EditView): Promise<boolean> {
    return this.#edit(edit, { kind: "ids", ids: [id] }, (row) => row.id === id);
  }

  async #edit(edit: EditView, selection: SelectionView, covers: (row: BookRow) => boolean): Promise<boolean> {
    // A status given to one book is given now; given to many, it is tidying up, and no day is made up.
    const now = edit.status?.kind === "set" && selection.kind === "ids" && selection.ids.length === 1;
    if (now) edit = { today: today(), ...edit };
    // The choice may change while the app works; the rows that were meant must not.
    const meant = selection.kind === "ids" ? new Set(selection.ids) : null;
    const except = selection.kind === "matching" ? new Set(selection.except) : null;
    const ahead: Ahead = {
      edit,
      covers: meant ? (row) => meant.has(row.id) : except ? (row) => !except.has(row.id) : covers,
    };
    this.#ahead = [...this.#ahead, ahead];
    try {
      const outcome = await this.#door.edit(selection, edit);
      if (outcome.group === null) {
        this.#toasts.say(editWords.nothingChanged);
      } else {
        this.#groups.push(outcome.group);
        this.#toasts.say(editWords.changed(outcome.changed, edit), { action: this.#undoAction() });
      }
      await this.changed();
      return true;
    } catch (thrown) {
      this.say(thrown);
      return false;
    } finally {
      this.#ahead = this.#ahead.filter((other) => other !== ahead);
      if (this.chosen === 0) this.selection.clear();
    }
  }

  /** Takes back the newest change of this session. */
  async undo(): Promise<void> {
    const group = this.#groups.pop();
    if (group === undefined) {
      this.#toasts.say(editWords.nothingToUndo);
      return;
    }
    try {
      const outcome = await this.#door.undoGroup(group);
      this.#toasts.say(editWords.undone(outcome.restored, outcome.conflicts));
      await this.changed();
    } catch (thrown) {
      this.say(thrown);
    }
  }

  #undoAction() {
    return { label: editWords.undo, keys: "undo", run: () => void this.undo() };
  }

  #withAhead(row: BookRow): BookRow {
    let seen = row;
    for (const { covers, edit } of this.#ahead) {
      if (covers(row)) seen = patched(seen, edit);
    }
    const preview = this.#preview;
    if (preview && (this.chosen > 0 ? this.selection.has(row.id) : row.id === this.#atId)) seen = patched(seen, preview);
    return seen;
  }

  async #tryRows(first: number, end: number): Promise<BookRow[] | null> {
    try {
      return await this.pages.between(first, end);
    } catch (thrown) {
      this.say(thrown);
      return null;
    }
  }

  say(thrown: unknown): void {
    const words = errorWords[asIpcError(thrown).code];
    this.#toasts.say(words.title, { more: words.body, alert: true });
  }
}
