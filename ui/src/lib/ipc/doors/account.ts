import { invoke } from "@tauri-apps/api/core";

/** Signing in where a person has to agree to something first. */
export interface AccountDoor {
  /** Agrees to the host in a private network that the last sign-in met, for good, and goes on with that sign-in. */
  allowPrivateServer(): Promise<void>;
}

export const accountDoor: AccountDoor = {
  allowPrivateServer: () => invoke("allow_private_server"),
};
