import type { HistoryDoor } from "$lib/ipc/doors/history";
import type { BookChangeView, BookRow, ChangeKindView, FieldChange, GroupView, HistoryQueryView, UndoView } from "$lib/ipc/types";

/** Kinds in the order in which the stand-in's past repeats them. */
const PAST: readonly ChangeKindView[] = [
  "edit", "undo", "edit", "remote", "edit", "merge", "import", "edit", "delete", "remote", "repair", "decision", "match", "enrich", "add",
];

const field = (name: string, before: string | null, after: string | null): FieldChange => ({ field: name, before, after });

/** A history in memory: a made-up past over the stand-in's books, whose undo marks and moves nothing else. */
export class StandInHistory implements HistoryDoor {
  #groups: GroupView[] = [];
  readonly #books: readonly BookRow[];

  constructor(books: readonly BookRow[], count: number, now: number) {
    this.#books = books;
    for (let id = 1; id <= count; id += 1) this.#groups.unshift(this.#past(id, count, now));
  }

  #past(id: number, count: number, now: number): GroupView {
    const back = count - id;
    const kind = id === 1 ? "fill" : (PAST[back % PAST.length] ?? "edit");
    const many = kind === "import" ? 805 : kind === "enrich" ? 61 : kind === "edit" && back % 4 === 0 ? 214 : kind === "repair" ? 12 : kind === "decision" ? 3 : 1;
    const counts = { created: 0, updated: 0, deleted: 0 };
    if (kind === "import") Object.assign(counts, { created: 793, updated: 12 });
    else if (kind === "fill") counts.created = 298;
    else if (kind === "add") counts.created = 1;
    else if (kind === "delete") counts.deleted = 1;
    else if (kind === "merge") Object.assign(counts, { updated: 1, deleted: 1 });
    else counts.updated = many;
    const group: GroupView = {
      id, kind, ...counts, at: new Date(now - back * back * 600_000 - back * 1_500_000).toISOString(),
      fields: kind === "enrich" ? ["identifiers", "local.pages", "hiveBookUri"].map((name) => ({ field: name, after: null, mixed: true })) : many > 1 && kind === "edit" ? [{ field: "status", after: "finished", mixed: false }, { field: "finishedAt", after: null, mixed: true }] : [{ field: "stars", after: "4.5 stars", mixed: false }],
      fileName: kind === "import" ? "my_storygraph_export.csv" : null, book: null, of: null, redo: false, undone: null,
      waiting: back === 0 ? 1 : 0, setAside: kind === "import" ? 2 : 0,
    };
    if (many === 1 && kind !== "fill") group.book = this.#change(group, 0);
    const undone = this.#groups[0];
    if (kind === "undo" && undone) {
      group.of = undone;
      this.#groups[0] = { ...undone, undone: { by: id, at: group.at } };
    }
    return group;
  }

  #change(group: GroupView, index: number): BookChangeView {
    const row = this.#books[(group.id * 31 + index) % Math.max(1, this.#books.length)];
    const deed = group.kind === "delete" ? "deleted" : group.kind === "add" || (group.kind === "import" && index % 60 < 58) ? "created" : "updated";
    const fields = deed === "deleted" ? [] : group.created + group.updated > 1
      ? [field("status", deed === "created" ? null : "reading", "finished"), field("finishedAt", null, row?.finished ?? "2026-11-09"), field("local.tags", null, "library")]
      : [field("stars", "4 stars", "4.5 stars")];
    return {
      place: group.id * 10_000 + index, deed, fields,
      book: { id: row?.id ?? 0, title: row?.title ?? "The Rings of Saturn", authors: row?.authors ?? [], hiveId: row?.hiveId ?? null, cover: row?.cover ?? null, here: deed !== "deleted" },
    };
  }

  history(query: HistoryQueryView, before: number | null, limit: number) {
    const matching = this.#groups.filter((group) => {
      const others = group.kind === "remote" || group.kind === "fill";
      if (query.whose !== "all" && others !== (query.whose === "others")) return false;
      if ((query.from && group.at < query.from) || (query.until && group.at >= query.until)) return false;
      if (query.kinds.includes(group.kind)) return true;
      const text = `${group.book?.book.title ?? ""} ${group.fileName ?? ""}`.toLowerCase();
      return query.text === "" ? query.kinds.length === 0 : text.includes(query.text);
    });
    const rest = matching.filter((group) => before === null || group.id < before);
    return Promise.resolve({ groups: rest.slice(0, limit), matching: matching.length, more: rest.length > limit });
  }

  groupBooks(id: number, after: number | null, limit: number) {
    const group = this.#find(id);
    if (!group || group.kind === "fill") return Promise.resolve({ books: [], more: false });
    const count = group.created + group.updated + group.deleted;
    const first = after === null ? 0 : (after % 10_000) + 1;
    const books = Array.from({ length: Math.min(limit, Math.max(0, count - first)) }, (_, index) => this.#change(group, first + index));
    return Promise.resolve({ books, more: first + limit < count });
  }

  bookHistory(book: number, limit: number) {
    const of = this.#groups.filter((group) => group.book?.book.id === book).slice(0, limit);
    return Promise.resolve(of.flatMap((group) => (group.book ? [{ group, change: group.book }] : [])));
  }

  nextUndo() {
    const mine = this.#groups.filter((group) => group.kind !== "remote" && group.kind !== "fill");
    const redo = mine.find((group) => group.kind !== "undo" || (!group.redo && !group.undone)) ?? null;
    return Promise.resolve({
      undo: mine.find((group) => group.kind !== "undo" && !group.undone) ?? null,
      redo: redo?.kind === "undo" ? redo : null,
    });
  }

  previewUndo(id: number): Promise<UndoView> {
    const group = this.#find(id);
    const count = group ? group.created + group.updated + group.deleted : 0;
    if (group?.kind !== "import") return Promise.resolve({ group: null, restored: count, unchanged: 0, conflicts: 0, left: [] });
    const left = [0, 1, 2].map((index) => ({
      book: index + 1, title: this.#change(group, index).book.title,
      reason: index === 0 ? { kind: "editedSince" as const, fields: ["stars", "review"] } : index === 1 ? { kind: "deletedSince" as const } : { kind: "changedSince" as const, fields: ["status"] },
    }));
    return Promise.resolve({ group: null, restored: count - 3, unchanged: 0, conflicts: 3, left });
  }

  async undoGroup(id: number): Promise<UndoView> {
    const outcome = await this.previewUndo(id);
    const undone = this.#find(id);
    if (!undone) return outcome;
    const by = (this.#groups[0]?.id ?? 0) + 1;
    const at = new Date().toISOString();
    const root = undone.kind === "undo" && undone.of ? undone.of.id : id;
    const redo = undone.kind === "undo" && !undone.redo;
    this.#groups = this.#groups.map((group) => {
      if (group.id === id) return { ...group, undone: { by, at } };
      return group.id === root ? { ...group, undone: redo ? null : { by, at } } : group;
    });
    const of = this.#find(root) ?? undone;
    this.#groups.unshift({ ...undone, id: by, at, kind: "undo", of, redo, undone: null, waiting: 1, setAside: 0, fileName: null });
    return { ...outcome, group: by };
  }

  #find(id: number): GroupView | undefined {
    return this.#groups.find((group) => group.id === id);
  }
}
