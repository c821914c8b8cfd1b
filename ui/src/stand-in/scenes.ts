/** Keys that lead to a screen, pressed in the list of books; `!` presses the button of the details with that name. */
const SCENES: Readonly<Record<string, readonly string[]>> = {
  inspector: ["j", "j", "Enter"],
  several: ["j", "x", "j", "x", "j", "x", "Enter"],
  bulk: ["Ctrl a", "e"],
  add: ["Ctrl n"],
  match: ["j", "j", "Enter", "!Change match…"],
  dates: ["j", "j", "d"],
};

const PAUSE_MS = 150;
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** Goes to a screen that only a person's deeds lead to. */
export async function enact(scene: string): Promise<void> {
  const keys = SCENES[scene];
  if (!keys) return;
  let grid: HTMLElement | null = null;
  while (!grid?.querySelector(".title")) {
    await pause();
    grid = document.querySelector<HTMLElement>("[role=grid]");
  }
  grid.focus();
  for (const key of keys) {
    await pause();
    if (key.startsWith("!")) {
      const named = [...document.querySelectorAll<HTMLElement>("button")].find((button) => button.textContent.trim() === key.slice(1));
      named?.click();
    } else {
      const [name, ctrlKey] = key.startsWith("Ctrl ") ? [key.slice(5), true] : [key, false];
      (document.activeElement ?? grid).dispatchEvent(new KeyboardEvent("keydown", { key: name, ctrlKey, bubbles: true, cancelable: true }));
    }
  }
}
