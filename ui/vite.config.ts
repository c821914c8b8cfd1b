import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * `$door` is the one way to Rust. The real one goes into every build of the app; `--mode stand-in` (development in a
 * browser, pictures, tests) swaps it for generated books, so that no byte of those can reach the bundle people get.
 */
export default defineConfig(({ mode }) => {
  const standIn = mode === "stand-in" || mode === "test";
  return {
    plugins: [svelte()],
    resolve: {
      alias: { $door: here(standIn ? "./src/stand-in/door.ts" : "./src/lib/ipc/tauri.ts"), $lib: here("./src/lib") },
      // Under vitest Svelte would resolve to its server build, which has no runes in modules.
      ...(mode === "test" ? { conditions: ["browser"] } : {}),
    },
    clearScreen: false,
    server: { port: 1420, strictPort: true },
    build: {
      target: ["safari16.4", "chrome111"],
      outDir: mode === "stand-in" ? here("../target/ui-stand-in") : "dist",
      emptyOutDir: true,
      // The page's policy allows neither inline scripts nor data: URLs, so nothing may be inlined.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    test: { include: ["src/**/*.test.ts"], environment: "node" },
  };
});
