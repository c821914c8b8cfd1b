import type { Attachment } from "svelte/attachments";

/** What a scrolling element shows, and how large a rem is there. */
export class Scroller {
  #node: HTMLElement | null = null;
  #top = $state(0);
  #height = $state(0);
  #width = $state(0);
  #app = $state(0);
  #rem = $state(16);

  get top() { return this.#top; }
  get height() { return this.#height; }
  get width() { return this.#width; }
  /** Width of the whole page, by which container queries fold it. */
  get app() { return this.#app; }
  get rem() { return this.#rem; }

  readonly attach: Attachment<HTMLElement> = (node) => {
    this.#node = node;
    // A box of one rem says when the text size changes, which no event does.
    const probe = document.createElement("div");
    probe.setAttribute("role", "presentation");
    probe.className = "rem-probe";
    document.body.append(probe);
    const measure = () => {
      this.#height = node.clientHeight;
      this.#width = node.clientWidth;
      this.#app = document.body.clientWidth;
      this.#rem = probe.offsetWidth || 16;
    };
    const onScroll = () => {
      this.#top = node.scrollTop;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    observer.observe(probe);
    node.addEventListener("scroll", onScroll, { passive: true });
    measure();
    onScroll();
    return () => {
      observer.disconnect();
      node.removeEventListener("scroll", onScroll);
      probe.remove();
      this.#node = null;
    };
  };

  scrollTo(top: number): void {
    if (this.#node && this.#node.scrollTop !== top) this.#node.scrollTop = top;
    this.#top = this.#node?.scrollTop ?? top;
  }

  focus(): void {
    this.#node?.focus({ preventScroll: true });
  }
}
