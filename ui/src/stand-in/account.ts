import type { AccountDoor } from "$lib/ipc/doors/account";
import type { ErrorCode, IpcError } from "$lib/ipc/types";

/** Sign-ins that meet something: `?scene=signInFailed&error=privateAddress`. */
export const standInAccount: AccountDoor = {
  allowPrivateServer: () => Promise.resolve(),
};

export function signInError(code: ErrorCode): IpcError {
  const error = { code, message: "made up by the stand-in", retryable: true };
  return code === "privateAddress" ? { ...error, host: "nas.example.net" } : error;
}
