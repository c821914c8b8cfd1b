/**
 * What leads to a screen: keys pressed where the focus is; `!Name` presses the button of that name; `~text` types into the
 * field that has the focus; `*word` goes down the rows to one that has it.
 */
const SCENES: Readonly<Record<string, readonly string[]>> = {
  inspector: ["j", "j", "Enter"],
  several: ["j", "x", "j", "x", "j", "x", "Enter"],
  statusOfOne: ["j", "j", "s"],
  statusOfMany: ["j", "x", "j", "x", "j", "x", "s"],
  askMany: ["j", "x", "j", "x", "j", "x", "s", "r"],
  starsOfOne: ["j", "j", "r"],
  tags: ["j", "t"],
  dates: ["j", "j", "d"],
  remove: ["j", "x", "j", "x", "Delete"],
  bulk: ["Ctrl a", "e"],
  bulkSet: ["Ctrl a", "e", "!Set"],
  add: ["Ctrl n"],
  addFound: ["Ctrl n", "~dune", "Enter"],
  addIsbns: ["Ctrl n", "!ISBNs"],
  addByHand: ["Ctrl n", "!By hand"],
  match: ["j", "j", "Enter", "!Change match…"],
  palette: ["Ctrl k"],
  paletteTyped: ["Ctrl k", "~em"],
  shortcuts: ["?"],
  facet: ["!Rating"],
  display: ["!Display"],
  saveView: ["Ctrl d"],
  exportSheet: ["!Export…"],
  restore: ["!Restore…"],
  coverSheet: ["!See what would be uploaded…"],
  erase: ["!Erase everything…"],
  enrichAsk: ["!See what would be looked up…"],
  enrichFound: ["!See "],
  enrichDoubtful: ["!Which is it?"],
  accounts: ["!Account:"],
  account: ["!Account:"],
  sort: ["!Sort:"],
  signOut: ["!Sign out…"],
  forget: ["!Set the status of 214 books to finished", "!Forget this…"],
  mergeAll: ["!Merge all"],
  repair: ["!Put right…"],
  allYears: ["!All years"],
  asTables: ["!As a table"],
  change: ["!Set the status of 214 books to finished"],
  undoSheet: ["!Undo: Imported"],
  planRow: ["j", "j", "Enter"],
  planPicker: ["3", "j", "Enter"],
  planAuthor: ["6", "*author", "Enter"],
  planDecide: ["3", "d"],
  planPolicy: ["!When a book is yours", "!Per field…"],
  planConflict: ["!When a book is yours", "!Ask me", "6", "*conflict", "Enter"],
};

const PAUSE_MS = 150;
const LONGEST_WAIT = 40;
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

const nameOf = (button: HTMLElement) => (button.getAttribute("aria-label") ?? button.textContent).trim();

/** The first button of that name, or whose name begins so; it may take a moment to be there. */
async function button(name: string): Promise<HTMLElement | null> {
  for (let tries = 0; tries < LONGEST_WAIT; tries += 1) {
    const all = [...document.querySelectorAll<HTMLElement>("dialog[open] button, dialog[open] [role=radio], main button, .inspector button, .account")];
    const found = all.find((one) => nameOf(one) === name) ?? all.find((one) => nameOf(one).startsWith(name));
    if (found) return found;
    await pause();
  }
  return null;
}

/** Goes to a screen that only a person's deeds lead to, from the list of books or from `place`; to be waited for. */
export async function enact(scene: string, place: string | null, empty: boolean): Promise<void> {
  const steps = SCENES[scene] ?? [];
  // One pause more than the page needs to begin with a place or a question.
  await pause();
  if (place !== null) while (!document.querySelector(`[data-place="${place}"][aria-current]`)) await pause();
  else if (steps.length > 0 && !empty) {
    let grid: HTMLElement | null = null;
    while (!grid?.querySelector(".title")) {
      await pause();
      grid = document.querySelector<HTMLElement>(scene.startsWith("plan") ? "[role=treegrid]" : "[role=grid]");
    }
    grid.focus();
  }
  for (const step of steps) {
    await pause();
    if (step.startsWith("!")) (await button(step.slice(1)))?.click();
    else if (step.startsWith("~")) type(step.slice(1));
    else if (step.startsWith("*")) await walk(step.slice(1));
    else press(step);
  }
  await pause();
}

async function walk(word: string): Promise<void> {
  const rows = document.querySelector<HTMLElement>("[role=treegrid]");
  rows?.focus();
  for (let tries = 0; rows && tries < LONGEST_WAIT; tries += 1) {
    await pause();
    const at = document.getElementById(rows.getAttribute("aria-activedescendant") ?? "");
    if (at?.innerText.toLowerCase().includes(word)) return;
    press("j");
  }
}

function type(text: string): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement)) return;
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function press(step: string): void {
  const [key, ctrlKey] = step.startsWith("Ctrl ") ? [step.slice(5), true] : [step, false];
  const at = document.activeElement ?? document.body;
  at.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, cancelable: true }));
  // A made-up Enter submits no form by itself.
  if (key === "Enter" && at instanceof HTMLInputElement) at.form?.requestSubmit();
}
