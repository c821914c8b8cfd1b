import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { until } from "./until.mjs";

const SOURCE = fileURLToPath(new URL("drag_source.py", import.meta.url));
/** Right of where the application's window is put; a drop target that overlaps the source would not be one. */
const SOURCE_AT = { x: 1500, y: 700 };
const GRIP = { x: 100, y: 60 };
const MOVES = 20;
/** Milliseconds. */
const BETWEEN_MOTIONS = 200;

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
    await until("the drag begins", () => grip(desktop, from, source));
    for (let step = 1; step <= MOVES; step += 1) {
      const at = (key) => from[key] + ((target[key] - from[key]) * step) / MOVES;
      await moveTo(desktop, { x: at("x"), y: at("y") });
    }
    await hover(desktop, target, held);
    await desktop.run("xdotool", ["mouseup", "1"]);
    await until("the drag ends", () => source.said.includes("ended"));
  } finally {
    await source.stop();
  }
}

/** A press becomes a drag once the pointer has moved with it; one that the window was not ready for is let go again. */
async function grip(desktop, from, source) {
  await moveTo(desktop, from);
  await desktop.run("xdotool", ["mousedown", "1"]);
  for (let step = 1; step <= MOVES; step += 1) {
    await moveTo(desktop, { x: from.x - step, y: from.y });
    if (source.said.includes("begun")) return true;
  }
  await desktop.run("xdotool", ["mouseup", "1"]);
  return false;
}

/** Toolkits tell the target of motions only, so a hand that holds still over a busy window would not be noticed by it. */
async function hover(desktop, target, held) {
  let noticed = false;
  const holding = held().finally(() => (noticed = true));
  for (let step = 1; !noticed; step += 1) {
    await moveTo(desktop, { x: target.x + 3 * (step % 2), y: target.y + 3 * (step % 2) });
    await Promise.race([holding.catch(() => {}), pause(BETWEEN_MOTIONS)]);
  }
  await holding;
}

function moveTo(desktop, { x, y }) {
  return desktop.run("xdotool", ["mousemove", "--sync", String(Math.round(x)), String(Math.round(y))]);
}

async function clientOrigin(desktop, window) {
  const text = await desktop.run("xdotool", ["getwindowgeometry", "--shell", window]);
  const value = (name) => Number(new RegExp(`^${name}=(-?\\d+)$`, "m").exec(text)[1]);
  return { x: value("X"), y: value("Y") };
}
