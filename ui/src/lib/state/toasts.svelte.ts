export interface ToastAction {
  label: string;
  keys?: string;
  run: () => void;
}

export interface Toast {
  id: number;
  text: string;
  /** A second, quieter sentence. */
  more?: string;
  action?: ToastAction;
  /** Says something went wrong: read out at once. */
  alert: boolean;
}

const SHOWN_FOR_MS = 6_000;

/** One toast at a time: a newer one takes the older one's place, so nothing ever piles up over the page. */
export class Toasts {
  #current = $state.raw<Toast | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #held = false;
  #next = 1;

  get current(): Toast | null {
    return this.#current;
  }

  say(text: string, options: { more?: string; action?: ToastAction; alert?: boolean } = {}): void {
    this.#current = {
      id: this.#next++,
      text,
      ...(options.more === undefined ? {} : { more: options.more }),
      ...(options.action === undefined ? {} : { action: options.action }),
      alert: options.alert ?? false,
    };
    this.#restart();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#held = false;
    this.#current = null;
  }

  /** Under the pointer or the focus it stays. */
  hold(held: boolean): void {
    this.#held = held;
    this.#restart();
  }

  #restart(): void {
    clearTimeout(this.#timer);
    if (!this.#held) this.#timer = setTimeout(() => this.close(), SHOWN_FOR_MS);
  }
}
