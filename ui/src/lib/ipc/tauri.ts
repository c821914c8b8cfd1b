import { Channel, invoke } from "@tauri-apps/api/core";
import type { Door } from "./door";
import { accountDoor } from "./doors/account";
import { catalogueDoor } from "./doors/catalogue";
import { importDoor } from "./doors/import";
import { mappingDoor } from "./doors/mapping";
import { matchingDoor } from "./doors/matching";
import { attentionDoor } from "./doors/attention";
import { historyDoor } from "./doors/history";
import { draftsDoor } from "./doors/drafts";
import { editsDoor } from "./doors/edits";
import { queriesDoor } from "./doors/queries";
import { coversDoor } from "./doors/covers";
import { enrichmentDoor } from "./doors/enrichment";
import { settingsDoor } from "./doors/settings";
import { statisticsDoor } from "./doors/statistics";
import { nowShown } from "./shown";
import type { Event, Snapshot } from "./types";

/** The door as the app has it: every function is one command of the shell. */
export const door: Door = {
  ...coversDoor,
  ...enrichmentDoor,
  ...settingsDoor,
  ...statisticsDoor,
  ...accountDoor,
  ...catalogueDoor,
  ...importDoor,
  ...mappingDoor,
  ...draftsDoor,
  ...editsDoor,
  ...matchingDoor,
  ...queriesDoor,

  async subscribe(onEvent) {
    const channel = new Channel<Event>();
    channel.onmessage = (event) => {
      if (event.kind === "accounts") nowShown(event.current);
      onEvent(event);
    };
    const snapshot = await invoke<Snapshot>("subscribe", { channel });
    nowShown(snapshot.current);
    return snapshot;
  },

  beginSignIn: (request) => invoke("begin_sign_in", { request }),
  openBrowserAgain: () => invoke("open_browser_again"),
  copySignInLink: () => invoke("copy_sign_in_link"),
  cancelSignIn: () => invoke("cancel_sign_in"),
  signOut: (did, remove) => invoke("sign_out", { did, remove }),
  switchAccount: (did) => invoke("switch_account", { did }),

  books: (query, offset, limit) => invoke("books", { query, offset, limit }),
  book: (id) => invoke("book", { id }),
  syncNow: () => invoke("sync_now"),

  ...attentionDoor,
  ...historyDoor,

  setPreferences: (preferences) => invoke("set_preferences", { preferences }),
  frameDrawn: () => invoke("frame_drawn"),
};
