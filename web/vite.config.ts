import { defineConfig, type Plugin } from "vite";

/** Plot writes a style element into each chart, which a strict content policy refuses; charts.css holds those rules. */
function withoutInlineStyle(): Plugin {
  return {
    name: "without-inline-style",
    transform(code, id) {
      if (!/@observablehq[\\/]plot[\\/]src[\\/](plot|legends[\\/](ramp|swatches))\.js$/.test(id)) return null;
      return code.replace(/\.append\("style"\)/g, '.append("desc").attr("hidden", "")').replace(/<style>/g, "<style hidden>");
    },
  };
}

export default defineConfig({
  base: "/",
  plugins: [withoutInlineStyle()],
  build: {
    outDir: "../src/marsad/serve/app",
    emptyOutDir: true,
    target: "es2022",
    // Knows :dir(), which older targets have rewritten by language.
    cssTarget: ["chrome120", "firefox120", "safari16.4"],
    modulePreload: { polyfill: false },
    license: { fileName: "licences.md" },
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: "es" },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
