/** Saves `text`; `group` names the change it goes on with, `open` says that more is to come. Answers with the change. */
export type Save = (text: string, group: number | null, open: boolean) => Promise<number | null>;

const PAUSE_MS = 1_500;

/**
 * One sitting at a review: saved when the writer pauses, one save at a time, the newest text last, and all of it one change
 * to undo. A text that could not be saved stays in hand and is tried again with the next key.
 */
export class Sitting {
  readonly #save: Save;
  readonly #pause: number;
  #text: string;
  #saved: string;
  #group: number | null = null;
  /** Something was saved with the promise of more. */
  #owed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(text: string, save: Save, pause = PAUSE_MS) {
    this.#text = text;
    this.#saved = text;
    this.#save = save;
    this.#pause = pause;
  }

  get unsaved(): boolean {
    return this.#text !== this.#saved;
  }

  write(text: string): void {
    this.#text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#store(true), this.#pause);
  }

  /** The writer leaves: what is in hand is saved and may be sent. */
  end(): Promise<void> {
    clearTimeout(this.#timer);
    return this.#store(false);
  }

  #store(open: boolean): Promise<void> {
    this.#work = this.#work.then(async () => {
      const text = this.#text;
      if (text === this.#saved && (open || !this.#owed)) return;
      try {
        this.#group = await this.#save(text, this.#group, open);
        this.#saved = text;
        this.#owed = open;
      } catch {
        // Whoever saves has said why; the text is still in hand.
      }
    });
    return this.#work;
  }
}
