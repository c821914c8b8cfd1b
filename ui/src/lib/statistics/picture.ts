import type { StatisticsView } from "$lib/ipc/types";
import { figure, months, statisticsWords as words } from "$lib/words";
import { spinesOf } from "./shelf";

const WIDTH = 1600;
const HEIGHT = 1000;
const MARGIN = 96;

/** The year (or all years) as a picture in the colours of the page, drawn here and nowhere else. */
export async function pictureOf(view: StatisticsView): Promise<Uint8Array> {
  await document.fonts.ready;
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  draw(pen, view);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("no picture");
  return new Uint8Array(await blob.arrayBuffer());
}

function draw(pen: CanvasRenderingContext2D, view: StatisticsView): void {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string) => tokens.getPropertyValue(name).trim();
  const serif = token("--font-serif");
  const plain = token("--font-ui");
  const write = (text: string, x: number, y: number, font: string, colour: string) => {
    pen.font = font;
    pen.fillStyle = token(colour);
    pen.fillText(text, x, y);
    return pen.measureText(text).width;
  };
  pen.fillStyle = token("--surface-page");
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.textBaseline = "alphabetic";
  write(words.heading(view.year), MARGIN, 200, `400 104px ${serif}`, "--text-1");

  const figures = [
    [figure(view.books), words.books(view.books)],
    [figure(view.readings.pages), words.pages],
    [words.average(view), words.stars],
    [words.daysABook(view), words.pace],
  ] as const;
  let x = MARGIN;
  for (const [value, name] of figures) {
    x += write(value, x, 300, `500 48px ${serif}`, "--text-1") + 14;
    x += write(name, x, 300, `400 26px ${plain}`, "--text-2") + 56;
  }

  const width = WIDTH - 2 * MARGIN;
  const floor = 800;
  if (view.year === null) years(pen, view, width, floor, token);
  else shelf(pen, view, width, floor);
  pen.fillStyle = token("--text-1");
  pen.globalAlpha = 0.24;
  pen.fillRect(MARGIN, floor, width, 3);
  pen.globalAlpha = 1;
  if (view.year !== null) {
    spinesOf(view.shelf, width, 400).months.forEach((at, month) => {
      const count = view.months[month]?.readings ?? 0;
      write(`${months[month]?.short ?? ""} ${count > 0 ? figure(count) : ""}`, MARGIN + at, floor + 40, `400 22px ${plain}`, "--text-3");
    });
  }
  write("Book Explorer", MARGIN, HEIGHT - 72, `500 24px ${serif}`, "--text-3");
}

function shelf(pen: CanvasRenderingContext2D, view: StatisticsView, width: number, floor: number): void {
  for (const spine of spinesOf(view.shelf, width, 400).spines) {
    pen.fillStyle = spine.colour;
    pen.fillRect(MARGIN + spine.x, floor - spine.height, spine.width, spine.height);
  }
}

function years(pen: CanvasRenderingContext2D, view: StatisticsView, width: number, floor: number, token: (name: string) => string): void {
  const most = Math.max(1, ...view.years.map((year) => year.tally.readings));
  const each = width / Math.max(1, view.years.length);
  view.years.forEach(({ year, tally }, at) => {
    const height = (400 * tally.readings) / most;
    pen.fillStyle = token("--accent");
    pen.fillRect(MARGIN + at * each + each * 0.1, floor - height, each * 0.8, height);
    if (each < 44 && at % 5 !== 0) return;
    pen.font = `400 20px ${token("--font-ui")}`;
    pen.fillStyle = token("--text-3");
    pen.fillText(String(year), MARGIN + at * each + each * 0.1, floor + 40);
  });
}
