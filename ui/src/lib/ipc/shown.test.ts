import { beforeEach, expect, test, vi } from "vitest";

type Options = { headers?: Record<string, string> } | undefined;
const sent = vi.hoisted(() => new Map<string, string | undefined>());

vi.mock("@tauri-apps/api/core", () => ({
  Channel: class {},
  invoke: (command: string, _parameters: unknown, options: Options) => {
    sent.set(command, options?.headers?.["x-shown-account"]);
    return Promise.resolve({ current: "did:plc:one" });
  },
}));

import { door } from "./tauri";

/**
 * Commands that do not name the account on screen: they read, they are about the whole computer or about an account that
 * they name themselves, or they only put away what is open. Every other command has to use `change` (decision 6).
 */
const NOT_ABOUT_THE_ACCOUNT = [
  "attention", "attention_counts", "book", "book_history", "books", "complete_query", "duplicates", "facet_values", "facets",
  "group_books", "history", "next_undo", "opening", "place_of_book", "plan_match", "plan_rows", "preview_edit",
  "preview_mapping", "preview_merge", "preview_undo", "rail", "read_isbns", "read_query", "settings", "shared_values",
  "statistics", "year_sums", "subscribe", "toggle_facet", "clear_facet", "catalogue_search", "catalogue_isbn", "plan_candidates",
  "begin_sign_in", "allow_private_server", "open_browser_again", "copy_sign_in_link", "cancel_sign_in", "sign_out",
  "switch_account", "sync_now", "back_up", "restore_backup", "erase_everything", "set_preferences", "set_covers",
  "set_catalogue_consent", "set_history_limit", "show_library", "save_log", "save_picture",
  "frame_drawn", "open_book_link", "choose_export",
];

beforeEach(async () => {
  await door.subscribe(() => undefined);
});

test("every command that changes an account's books names the account on screen", async () => {
  for (const [name, ask] of Object.entries(door)) {
    if (name !== "subscribe") await (ask as (...given: unknown[]) => Promise<unknown>)({}, {}, {});
  }
  const silent = [...sent].filter(([, account]) => account === undefined).map(([command]) => command);
  expect(silent.filter((command) => !NOT_ABOUT_THE_ACCOUNT.includes(command))).toEqual([]);
  const named = [...sent].filter(([, account]) => account !== undefined);
  expect(named.filter(([command]) => NOT_ABOUT_THE_ACCOUNT.includes(command))).toEqual([]);
  expect(new Set(named.map(([, account]) => account))).toEqual(new Set(["did:plc:one"]));
  expect(named.length).toBeGreaterThan(30);
});
