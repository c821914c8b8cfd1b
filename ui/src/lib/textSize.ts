/**
 * Sets the size of all text, in percent. Chromium goes on comparing the width of a container with the rem it first met,
 * so the container is taken away for one pass over the styles and comes back measured anew.
 */
export function setTextSize(percent: number): void {
  const { style } = document.documentElement;
  const size = percent === 100 ? "" : `${percent}%`;
  if (style.fontSize === size) return;
  style.fontSize = size;
  document.body.style.containerType = "normal";
  void document.body.offsetWidth;
  document.body.style.containerType = "";
}
