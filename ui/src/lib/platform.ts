/** Only for the names of keys: what works is the same everywhere. */
export const isMac = typeof navigator !== "undefined" && /Mac/.test(navigator.userAgent);

export const undoKeys = isMac ? "⌘Z" : "Ctrl Z";
export const redoKeys = isMac ? "⇧⌘Z" : "Ctrl ⇧ Z";
export const commandKey = isMac ? "⌘" : "Ctrl";

/** Ctrl, or Cmd on a Mac. */
export const withCommand = (event: { ctrlKey: boolean; metaKey: boolean }): boolean =>
  isMac ? event.metaKey : event.ctrlKey;

/** Somebody is typing text there, so single letters are not commands. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));
