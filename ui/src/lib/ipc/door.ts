import type { AccountDoor } from "./doors/account";
import type { CatalogueDoor } from "./doors/catalogue";
import type { ImportDoor } from "./doors/import";
import type { MappingDoor } from "./doors/mapping";
import type { MatchingDoor } from "./doors/matching";
import type { AttentionDoor } from "./doors/attention";
import type { HistoryDoor } from "./doors/history";
import type { DraftsDoor } from "./doors/drafts";
import type { EditsDoor } from "./doors/edits";
import type { QueriesDoor } from "./doors/queries";
import type { CoversDoor } from "./doors/covers";
import type { EnrichmentDoor } from "./doors/enrichment";
import type { SettingsDoor } from "./doors/settings";
import type { StatisticsDoor } from "./doors/statistics";
import type {
  BookDetail,
  BookPage,
  ErrorCode,
  Event,
  IpcError,
  PreferencesView,
  QueryView,
  SignInRequest,
  Snapshot,
} from "./types";

/**
 * Everything the page can ask of the app, one function per command. Each promise rejects with an `IpcError` and nothing
 * else. Paths, links and tokens never pass: the page sends what was typed, ids, and for "all that match" a query.
 */
export interface Door
  extends AccountDoor,
    AttentionDoor,
    CatalogueDoor,
    DraftsDoor,
    EditsDoor,
    HistoryDoor,
    ImportDoor,
    MappingDoor,
    MatchingDoor,
    QueriesDoor,
    CoversDoor,
    EnrichmentDoor,
    SettingsDoor,
    StatisticsDoor {
  /** Starts the one stream of events and returns the state they build upon. */
  subscribe(onEvent: (event: Event) => void): Promise<Snapshot>;

  beginSignIn(request: SignInRequest): Promise<void>;
  openBrowserAgain(): Promise<void>;
  copySignInLink(): Promise<void>;
  cancelSignIn(): Promise<void>;
  /** `remove` also takes the account's books off this computer; what the server holds is untouched. */
  signOut(did: string, remove: boolean): Promise<void>;
  /** `null` is the library without an account. */
  switchAccount(did: string | null): Promise<void>;

  /** At most 500 at once. */
  books(query: QueryView, offset: number, limit: number): Promise<BookPage>;
  book(id: number): Promise<BookDetail | null>;
  syncNow(): Promise<void>;

  setPreferences(preferences: PreferencesView): Promise<void>;
  /** The moment people see their library: two frames after the first row, or after the welcome. */
  frameDrawn(): Promise<void>;
}

/** The most `books` and `planRows` answer in one call. */
export const MOST_ROWS = 500;

/** What a rejected command left in our hands, whatever it was. */
export function asIpcError(thrown: unknown): IpcError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    const { code, message } = thrown;
    if (typeof code === "string" && typeof message === "string") {
      return { code: code as ErrorCode, message, retryable: "retryable" in thrown && thrown.retryable === true };
    }
  }
  return { code: "internal", message: thrown instanceof Error ? thrown.message : String(thrown), retryable: false };
}
