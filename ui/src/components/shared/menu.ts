import type { IconName } from "$lib/icons";
import type { StatusView } from "$lib/ipc/types";

export interface MenuItem {
  label: string;
  note?: string;
  run: () => void;
  icon?: IconName;
  /** Drawn as a status mark; `null` is "no status". */
  status?: StatusView | null;
  /** One letter that picks it. */
  key?: string;
  /** Makes it one of a set, of which one is checked. */
  checked?: boolean;
}

export interface MenuGroup {
  heading?: string;
  items: readonly MenuItem[];
}
