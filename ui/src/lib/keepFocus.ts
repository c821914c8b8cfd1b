import type { Attachment } from "svelte/attachments";

/** When what has the focus inside goes away, for a row that moved or a form that is done, the focus stays with the whole. */
export const keepFocus: Attachment<HTMLElement> = (node) => {
  let last: Element | null = null;
  const onFocus = (event: FocusEvent) => {
    last = event.target instanceof Element && node.contains(event.target) ? event.target : null;
  };
  const observer = new MutationObserver(() => {
    if (!last || last.isConnected || document.activeElement !== document.body) return;
    last = null;
    node.focus({ preventScroll: true });
  });
  document.addEventListener("focusin", onFocus);
  observer.observe(node, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", onFocus);
    observer.disconnect();
  };
};
