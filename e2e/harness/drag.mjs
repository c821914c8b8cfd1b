import { fileURLToPath } from "node:url";
import { until } from "./until.mjs";

const SOURCE = fileURLToPath(new URL("drag_source.py", import.meta.url));
/** Right of where the application's window is put; a drop target that overlaps the source would not be one. */
const SOURCE_AT = { x: 1500, y: 700 };
const GRIP = { x: 100, y: 60 };
const MOVES = 20;

/**
 * Drags files onto a point of the screen with real X events: press, small moves, release. `held` runs while the files
 * hang over the target.
 */
export async function dragFiles(desktop, files, target, held = async () => {}) {
  const source = desktop.spawn("/usr/bin/python3", [SOURCE, String(SOURCE_AT.x), String(SOURCE_AT.y), ...files]);
  try {
    await until("the drag source is there", () => {
      if (!source.isRunning) throw new Error(source.said);
      return source.said.includes("ready");
    });
    const window = await until("the drag source has a window", () =>
      desktop.run("xdotool", ["search", "--onlyvisible", "--name", "^Drag source$"]),
    );
    await desktop.run("xdotool", ["windowraise", window]);
    const { x, y } = await clientOrigin(desktop, window);
    const from = { x: x + GRIP.x, y: y + GRIP.y };
    await desktop.run("xdotool", ["mousemove", "--sync", String(from.x), String(from.y), "mousedown", "1"]);
    for (let step = 1; step <= MOVES; step += 1) {
      const at = (key) => String(Math.round(from[key] + ((target[key] - from[key]) * step) / MOVES));
      await desktop.run("xdotool", ["mousemove", "--sync", at("x"), at("y")]);
    }
    // Toolkits take a motion inside the target before they call it a hover.
    await desktop.run("xdotool", ["mousemove", "--sync", String(target.x + 3), String(target.y + 3)]);
    await held();
    await desktop.run("xdotool", ["mouseup", "1"]);
    await until("the drag ends", () => source.said.includes("ended"));
  } finally {
    await source.stop();
  }
}

async function clientOrigin(desktop, window) {
  const text = await desktop.run("xdotool", ["getwindowgeometry", "--shell", window]);
  const value = (name) => Number(new RegExp(`^${name}=(-?\\d+)$`, "m").exec(text)[1]);
  return { x: value("X"), y: value("Y") };
}
