import type { IconName } from "../icons";
import type { Door } from "../ipc/door";
import type { BookRow } from "../ipc/types";

/** Something that can be done, by name and perhaps by keys. */
export interface Command {
  name: string;
  icon: IconName;
  keys?: readonly string[];
  /** More words it is found by. */
  also?: string;
  run: () => void;
}

const MOST_BOOKS = 7;

/** Whether every typed word begins a word of the name. */
export function isMeant(typed: string, name: string): boolean {
  const words = name.toLocaleLowerCase().split(/[\s\-\u2013\u2026]+/u);
  return typed.toLocaleLowerCase().split(/\s+/u).filter(Boolean).every((part) => words.some((word) => word.startsWith(part)));
}

/** Every command and every book, found by typing. */
export class Palette {
  readonly #door: Door;
  readonly #commands: () => readonly Command[];
  #typed = $state("");
  #books = $state.raw<readonly BookRow[]>([]);
  #at = $state(0);

  constructor(door: Door, commands: () => readonly Command[]) {
    this.#door = door;
    this.#commands = commands;
  }

  get typed() { return this.#typed; }
  get books() { return this.#books; }
  get at() { return Math.max(0, Math.min(this.#at, this.count - 1)); }
  get count() { return this.books.length + this.commands.length; }

  get commands(): readonly Command[] {
    const typed = this.#typed.trim();
    return this.#commands().filter((command) => isMeant(typed, `${command.name} ${command.also ?? ""}`));
  }

  async type(text: string): Promise<void> {
    this.#typed = text;
    this.#at = 0;
    if (text.trim() === "") {
      this.#books = [];
      return;
    }
    // Quotes and colons are not a question here: what was typed is words to find.
    const words = text.replace(/["():=<>\\-]/gu, " ").trim();
    try {
      const page = await this.#door.books({ text: words, sort: [] }, 0, MOST_BOOKS);
      if (text === this.#typed) this.#books = words ? page.rows : [];
    } catch {
      if (text === this.#typed) this.#books = [];
    }
  }

  move(by: number): void {
    if (this.count > 0) this.#at = (this.at + by + this.count) % this.count;
  }

  pointAt(index: number): void {
    this.#at = index;
  }
}
