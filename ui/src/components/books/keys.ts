import { isTyping, withCommand } from "$lib/platform";
import type { Library } from "$lib/state/library.svelte";

/** What can be changed where it stands in the list. */
export type Changeable = "status" | "stars" | "started" | "finished";

/** What the keys of a list of books act on, whatever its shape. */
export interface BookKeys {
  library: Library;
  /** Books from one row to the next: 1 in a table. */
  step: number;
  /** Rows from one page to the next. */
  page: number;
  move: (index: number, extend: boolean) => void;
  status: () => void;
  stars: () => void;
  owned: () => void;
  dates: () => void;
  tags: () => void;
  /** The whole book, or all that are chosen. */
  change: () => void;
  remove: () => void;
}

/** Does what a key says in a list of books. A key without a meaning passes on. */
export function pressKey(event: KeyboardEvent, keys: BookKeys): void {
  if (isTyping(event.target) || event.altKey) return;
  const { library, step } = keys;
  const [at, extend, key] = [library.at, event.shiftKey, event.key];
  // In one dimension the letters and both pairs of arrows agree.
  if (withCommand(event)) {
    if (key.toLowerCase() === "a" && !event.shiftKey) library.selectAll();
    else if (key.toLowerCase() === "i" && event.shiftKey) library.invert();
    else return;
  } else if (key === "ArrowDown") keys.move(at < 0 ? 0 : at + step, extend);
  else if (key === "ArrowUp") keys.move(at < 0 ? 0 : Math.max(at - step, at % step), extend);
  else if (key === "j" || key === "J" || (step > 1 && key === "ArrowRight")) keys.move(at + 1, extend);
  else if (key === "k" || key === "K" || (step > 1 && key === "ArrowLeft")) keys.move(at < 0 ? 0 : at - 1, extend);
  else if (key === "PageDown") keys.move(at + keys.page * step, extend);
  else if (key === "PageUp") keys.move(at - keys.page * step, extend);
  else if (key === "Home") keys.move(0, extend);
  else if (key === "End") keys.move(library.matching - 1, extend);
  else if (key === "x") library.toggle(Math.max(0, at), false);
  else if (key === "Enter" || key === " ") void library.inspect(!library.inspecting);
  else if (key === "Escape" && library.chosen > 0) library.selection.clear();
  else if (key === "Escape" && library.inspecting) void library.inspect(false);
  else if (key === "s") keys.status();
  else if (key === "r") keys.stars();
  else if (key === "o") keys.owned();
  else if (key === "d") keys.dates();
  else if (key === "t") keys.tags();
  else if (key === "e") keys.change();
  else if (key === "Delete" || key === "Backspace") keys.remove();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** A click on a book: here, a range to here, or this one as well. Twice opens the details. */
export function clickBook(event: MouseEvent, library: Library, index: number): void {
  if (event.shiftKey) void library.moveTo(index, true);
  else if (withCommand(event)) library.toggle(index, true);
  else library.click(index);
  if (event.detail === 2 && !event.shiftKey && !withCommand(event)) void library.inspect(true);
}
