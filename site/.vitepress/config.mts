import { readdirSync, readFileSync } from "node:fs";
import { type DefaultTheme, defineConfig } from "vitepress";
import { entryPoints } from "../../scripts/entry-points.mjs";
import { headingAnchor } from "../../scripts/heading-anchor.js";

const SITE = new URL("../", import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, SITE), "utf8"));
const { version, description } = read("../package.json") as { version: string; description: string };
const menu = read(".cache/menu.json") as { title: string; pages: { place: string; title: string }[] }[];

const KINDS: ReadonlyMap<string, string> = new Map([
  ["classes", "Classes"],
  ["functions", "Functions"],
  ["interfaces", "Interfaces"],
  ["type-aliases", "Types"],
  ["variables", "Constants"],
]);

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f7a4d"/>' +
  '<path d="M7 12h16l-4-4M25 20H9l4 4" fill="none" stroke="#fff" stroke-width="3"/></svg>';

/** A path of the site from one of a file. */
const linkTo = (place: string): string => `/${place.replace(/(?:index)?\.md$/, "")}`;

/** The menu of one entry point: its classes, functions and so on. */
function apiOf(name: string): DefaultTheme.SidebarItem {
  const folder = `api/${name}`;
  const items = [...KINDS].flatMap(([kind, text]) => {
    const files = filesOf(`${folder}/${kind}`);
    if (files.length === 0) return [];
    const items = files.map((file) => ({
      text: file.replace(/\.md$/, ""),
      link: linkTo(`${folder}/${kind}/${file}`),
    }));
    return [{ text, collapsed: true, items }];
  });
  return { text: name, link: linkTo(`${folder}/index.md`), collapsed: name !== "oslo-rpc", items };
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(new URL(`.cache/pages/${folder}`, SITE)).filter((file) => file.endsWith(".md"));
  } catch {
    return [];
  }
}

const groups = menu.map(({ title, pages }) => ({
  text: title,
  collapsed: title === "Decisions" || title === "Project",
  items: pages.map((page) => ({ text: page.title, link: linkTo(page.place) })),
}));
const api = { text: "API", items: entryPoints().map(({ name }) => apiOf(name)) };

export default defineConfig({
  title: "oslo-rpc",
  description,
  base: process.env.OSLO_RPC_SITE_BASE ?? "/",
  srcDir: ".cache/pages",
  outDir: "dist",
  cacheDir: ".cache/vite",
  // No file, so that browsers ask for none.
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  // The index of the search is one file, which is fetched when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
  // The headings of pages are named as a forge names them, where the same pages are read.
  markdown: { anchor: { slugify: headingAnchor } },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/guide/definition" },
      { text: "Reference", link: "/reference/options" },
      { text: "API", link: "/api/" },
      { text: version, link: "/changelog" },
    ],
    sidebar: { "/": groups, "/api/": [api] },
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        // That a member is inherited is no find of its own.
        _render: (text, env, markdown) =>
          markdown.render(text.replace(/^#+ Inherited from\n\n.*\n/gm, ""), env),
        // Pages that somebody wrote come before those of the API.
        miniSearch: { searchOptions: { boostDocument: (id: string) => (id.includes("/api/") ? 0.3 : 1) } },
      },
    },
  },
});
