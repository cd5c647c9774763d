// Builds what the pages need into src/estafette/platform/ui/static/ui, and the accessibility checker of the tests.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const out = join(here, "../src/estafette/platform/ui/static/ui");
const tests = join(here, "../tests/browser/vendor");
const ICONS = [
  "arrow-left", "arrow-right", "box", "building-2", "calendar-clock", "check", "chevron-down", "chevron-right",
  "circle-alert", "circle-check", "clock", "copy", "credit-card", "file-text", "hand", "inbox", "info", "key-round",
  "languages", "list-filter", "log-out", "mail", "map-pin", "menu", "message-square", "moon", "package", "phone",
  "plus", "refresh-cw", "search", "settings", "shopping-bag", "sun", "tag", "triangle-alert", "truck", "user",
  "users", "warehouse", "x",
];

const text = (...parts) => readFileSync(join(modules, ...parts), "utf8");
const script = (from, to) => writeFileSync(to, from.replace(/^\/\/# sourceMappingURL=.*$/m, "").trimEnd() + "\n");

mkdirSync(join(out, "vendor"), { recursive: true });
mkdirSync(tests, { recursive: true });

execFileSync(
  join(modules, ".bin/tailwindcss"),
  ["--input", join(here, "styles.css"), "--output", join(out, "app.css"), "--minify"],
  { stdio: "inherit", cwd: here },
);
script(text("htmx.org/dist/htmx.min.js"), join(out, "vendor/htmx.js"));
script(text("@alpinejs/csp/dist/cdn.min.js"), join(out, "vendor/alpine.js"));
script(text("axe-core/axe.min.js"), join(tests, "axe.js"));
for (const subset of ["latin", "latin-ext"]) {
  const file = `inter-${subset}-wght-normal.woff2`;
  copyFileSync(join(modules, "@fontsource-variable/inter/files", file), join(out, "vendor", file));
}

const symbols = ICONS.map((name) => {
  const svg = text("lucide-static/icons", `${name}.svg`);
  const inner = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
});
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);

const licenses = [
  ["htmx", "htmx.org/LICENSE"],
  ["daisyUI", "daisyui/LICENSE"],
  ["Tailwind CSS", "tailwindcss/LICENSE"],
  ["Lucide icons", "lucide-static/LICENSE"],
  ["Inter", "@fontsource-variable/inter/LICENSE"],
].map(([name, path]) => `${name}\n${"=".repeat(name.length)}\n\n${text(path).trim()}\n`);
licenses.push("Alpine.js\n=========\n\nMIT License. Copyright © 2019-2025 Caleb Porzio and contributors.\n");
writeFileSync(join(out, "vendor/LICENSES.txt"), licenses.join("\n\n"));
