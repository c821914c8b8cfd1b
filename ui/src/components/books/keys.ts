import { isTyping, withCommand } from "$lib/platform";
import type { Edits } from "$lib/state/edits.svelte";
import type { Library } from "$lib/state/library.svelte";

/** What can be changed where it stands in the list. */
export type Changeable = "status" | "stars" | "started" | "finished";

/** What opens over a book, or over all that are chosen. */
export interface Menus {
  status(anchor: HTMLElement): void;
  stars(anchor: HTMLElement): void;
  owned(anchor: HTMLElement): void;
  dates(anchor: HTMLElement): void;
  tags(anchor: HTMLElement): void;
  /** The whole book, or all that are chosen. */
  change(): void;
}

/** A list of books, whatever its shape, as far as keys and presses go. */
export interface BookList {
  library: Library;
  edits: Edits;
  menus: () => Menus;
  /** Books side by side: 1 in a table. */
  across: () => number;
  /** Rows from one page to the next. */
  page: () => number;
  /** The book so many rows further down, or up when negative. */
  vertical: (index: number, rows: number) => number;
  move: (index: number, extend: boolean) => void;
  /** Where a menu for the current book, or for what is chosen, hangs. */
  cell: (name: string) => HTMLElement;
}

/** Does what a key says in a list of books. A key without a meaning passes on. */
export function pressKey(event: KeyboardEvent, list: BookList): void {
  if (isTyping(event.target) || event.altKey) return;
  const deed = withCommand(event) ? choosing(event, list.library) : (moving(event, list) ?? acting(event.key, list));
  if (!deed) return;
  event.preventDefault();
  event.stopPropagation();
  deed();
}

function choosing(event: KeyboardEvent, library: Library): (() => void) | undefined {
  const key = event.key.toLowerCase();
  if (key === "a" && !event.shiftKey) return () => library.selectAll();
  if (key === "i" && event.shiftKey) return () => library.invert();
  return undefined;
}

function moving(event: KeyboardEvent, list: BookList): (() => void) | undefined {
  const { library, vertical } = list;
  const at = library.at;
  const to = (index: number) => () => list.move(index, event.shiftKey);
  const wide = list.across() > 1;
  switch (event.key) {
    case "ArrowDown":
      return to(at < 0 ? 0 : vertical(at, 1));
    case "ArrowUp":
      return to(at < 0 ? 0 : vertical(at, -1));
    case "PageDown":
      return to(at < 0 ? 0 : vertical(at, list.page()));
    case "PageUp":
      return to(at < 0 ? 0 : vertical(at, -list.page()));
    case "j":
    case "J":
      return to(at + 1);
    case "k":
    case "K":
      return to(at < 0 ? 0 : at - 1);
    case "ArrowRight":
      return wide ? to(at + 1) : undefined;
    case "ArrowLeft":
      return wide ? to(at < 0 ? 0 : at - 1) : undefined;
    case "Home":
      return to(0);
    case "End":
      return to(library.matching - 1);
    default:
      return undefined;
  }
}

function acting(key: string, list: BookList): (() => void) | undefined {
  const { library, edits, cell } = list;
  const menus = list.menus();
  switch (key) {
    case "x":
      return () => library.toggle(Math.max(0, library.at), false);
    case "Enter":
    case " ":
      return () => void library.inspect(!library.inspecting);
    case "Escape":
      if (library.chosen > 0) return () => library.selection.clear();
      return library.inspecting ? () => void library.inspect(false) : undefined;
    case "s":
      return () => menus.status(cell("status"));
    case "r":
      return () => menus.stars(cell("stars"));
    case "o":
      return () => menus.owned(cell("owned"));
    case "d":
      return () => menus.dates(cell("finished"));
    case "t":
      return () => menus.tags(cell("tags"));
    case "e":
      return () => menus.change();
    case "Delete":
    case "Backspace":
      return () => void edits.delete();
    default:
      return undefined;
  }
}

/** A click on a book: here, a range to here, or this one as well. Twice opens the details. */
export function clickBook(event: MouseEvent, library: Library, index: number): void {
  if (event.shiftKey) void library.moveTo(index, true);
  else if (withCommand(event)) library.toggle(index, true);
  else library.click(index);
  if (event.detail === 2 && !event.shiftKey && !withCommand(event)) void library.inspect(true);
}
