import { addresses } from "$lib/covers/pictures.svelte";

/** A picture for most books, drawn from the letters of its key; one in five has none. */
function picture(key: string, thumb: boolean): string {
  const bits = [...key].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
  if (bits % 5 === 0) return "data:image/png;base64,";
  const hue = bits % 360;
  const far = (hue + 40 + (bits >>> 9) % 140) % 360;
  const width = thumb ? 112 : 512;
  const sun = 60 + (bits >>> 5) % 180;
  return `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${width * 1.5}" viewBox="0 0 300 450">
      <linearGradient id="sky" x2="0" y2="1"><stop stop-color="hsl(${hue} 45% 62%)"/><stop offset="1" stop-color="hsl(${far} 40% 28%)"/></linearGradient>
      <rect width="300" height="450" fill="url(#sky)"/><circle cx="${sun}" cy="${120 + (bits >>> 3) % 80}" r="${30 + bits % 30}" fill="hsl(${far} 70% 82%)" opacity=".85"/>
      <path d="M0 ${300 + bits % 60} Q 90 ${220 + bits % 90} 180 ${310 + bits % 40} T 300 ${280 + bits % 50} V 450 H 0 Z" fill="hsl(${far} 35% 20%)"/>
      <path d="M0 ${380 + bits % 30} Q 150 ${330 + bits % 70} 300 ${390 + bits % 20} V 450 H 0 Z" fill="hsl(${hue} 30% 13%)"/></svg>`,
  )}`;
}

/** Pictures of covers without the app. */
export function drawPictures(): void {
  addresses.of = picture;
}
