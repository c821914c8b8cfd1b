import { invoke } from "@tauri-apps/api/core";

/** The account whose library is on screen, as far as the page has heard. */
let shown: string | null = null;

export function nowShown(did: string | null): void {
  shown = did;
}

/**
 * A command that changes something. It names the account on screen, so that a change meant for one account is refused, with
 * `accountChanged`, when another has come on screen meanwhile (decision 6).
 */
export function change<Answer>(command: string, parameters?: Record<string, unknown>): Promise<Answer> {
  return invoke<Answer>(command, parameters, { headers: { "x-shown-account": shown ?? "none" } });
}
