// Writes what every page of `oslo-gen docs` holds, its scripts and its style sheet, from generator/docs/page: npm run
// docs:assets. With --check it writes nothing, and fails when something would be written.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const TARGET = "generator/docs/html/page-assets.ts";

const SOURCES = {
  STYLE: { file: "style.css", doc: "The style sheet of every page." },
  THEME_SCRIPT: { file: "theme.ts", doc: "Runs before anything is shown." },
  SCRIPT: { file: "main.ts", doc: "Search, tabs, buttons, and a navigation that follows the reader." },
};

/** The module with the scripts and the style sheet. */
export async function pageAssets(): Promise<string> {
  const parts = await Promise.all(
    Object.entries(SOURCES).map(async ([name, { file, doc }]) => {
      const text = await bundled(`generator/docs/page/${file}`);
      // One of the page's own elements would end with it.
      if (/<\/(?:script|style)/i.test(text)) throw new Error(`${file} holds the end of its element`);
      return `/** ${doc} */\nexport const ${name}: string = ${JSON.stringify(text.trim())};\n`;
    }),
  );
  return `// Written by npm run docs:assets from generator/docs/page. Do not edit.\n${parts.join("\n")}`;
}

async function bundled(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file],
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    write: false,
    // The inline module has no names of its own; the script of the theme shall have none either.
    format: file.endsWith("theme.ts") ? "iife" : "esm",
    target: ["chrome120", "firefox125", "safari17"],
    tsconfig: "generator/docs/page/tsconfig.json",
    legalComments: "none",
    charset: "ascii",
  });
  return outputFiles[0]?.text ?? "";
}

if (process.argv[1] === import.meta.filename) {
  const text = await pageAssets();
  if (!process.argv.includes("--check")) writeFileSync(`${ROOT}${TARGET}`, text);
  else if (readFileSync(`${ROOT}${TARGET}`, "utf8") !== text) {
    console.error(`${TARGET} is not what generator/docs/page makes: run npm run docs:assets`);
    process.exitCode = 1;
  }
}
