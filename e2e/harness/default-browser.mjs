/** The desktop's default browser: writes the address down for the journey, which opens it in a real one. */
import { appendFileSync } from "node:fs";

const [file, url] = process.argv.slice(2);
appendFileSync(file, `${url}\n`);
