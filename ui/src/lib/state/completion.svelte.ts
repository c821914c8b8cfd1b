import type { Door } from "../ipc/door";
import type { CompletionView, OfferView } from "../ipc/types";

/** A text with the caret where it belongs. */
export interface Put {
  text: string;
  caret: number;
  /** A field was chosen, and its values come next. */
  goesOn: boolean;
}

/** What could stand at the caret of a query, and which of it is pointed at. */
export class Completion {
  readonly #door: Door;
  #found = $state.raw<CompletionView | null>(null);
  #at = $state(-1);
  #asked = 0;

  constructor(door: Door) {
    this.#door = door;
  }

  get offers(): readonly OfferView[] { return this.#found?.offers ?? []; }
  /** -1 until somebody points. */
  get at() { return this.#at; }
  get pointed(): OfferView | undefined { return this.offers[this.#at]; }

  close(): void {
    this.#asked += 1;
    this.#found = null;
    this.#at = -1;
  }

  move(by: 1 | -1): void {
    const count = this.offers.length;
    if (count > 0) this.#at = this.#at < 0 && by < 0 ? count - 1 : (this.#at + by + count) % count;
  }

  /** Asks for the caret in this text. A space begins something new: nothing is offered for what nobody has begun, unless asked. */
  async ask(text: string, caret: number, always = false): Promise<void> {
    this.#at = -1;
    const asked = ++this.#asked;
    if (!always && (text === "" || /\s$/.test(text.slice(0, caret)))) {
      this.#found = null;
      return;
    }
    const found = await this.#door.completeQuery(text, caret).catch(() => null);
    if (asked !== this.#asked) return;
    const typed = found && text.slice(found.start, found.end);
    this.#found = found && !(found.offers.length === 1 && found.offers[0]?.insert === typed) ? found : null;
  }

  /** The text with an offer in it. */
  taken(text: string, offer: OfferView): Put | null {
    const found = this.#found;
    if (!found) return null;
    const goesOn = /[:=]$/.test(offer.insert);
    const space = goesOn || text.slice(found.end).startsWith(" ") ? "" : " ";
    return put(text, found.start, found.end, offer.insert + space);
  }
}

/** The text with a part of it replaced. */
export function put(text: string, start: number, end: number, insert: string): Put {
  return { text: text.slice(0, start) + insert + text.slice(end), caret: start + insert.length, goesOn: /[:=]$/.test(insert) };
}
