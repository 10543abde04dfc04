// How many schemas of others oslo-gen takes:
//
//   npm run figures:schemas -- FOLDER [NAME…]
//
// FOLDER has JSON Schemas somewhere below it: a checkout of SchemaStore, or the node_modules of tools. Each file, or each
// of the named ones, becomes the parameter of a method: as it is, or else as `oslo-gen import` makes it. Their code is
// compiled, as strictly as TypeScript can.
import { diagnosticsOf } from "./schema-figures/compile.js";
import { schemaFiles } from "./schema-figures/schema-files.js";
import { takeSchema } from "./schema-figures/take-schema.js";

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) throw new Error("name a folder with JSON Schemas below it");

const counts = { unchanged: 0, imported: 0, refused: 0 };
const texts = new Map<string, string>();
for (const file of schemaFiles(folder, names)) {
  const taken = takeSchema(file);
  counts[taken.how] += 1;
  if (taken.how === "refused") console.log(`${file}: ${taken.reason}`);
  else texts.set(file, taken.types);
}
const problems = diagnosticsOf(texts);
for (const problem of problems) console.log(problem);
const total = counts.unchanged + counts.imported + counts.refused;
const bytes = [...texts.values()].reduce((sum, text) => sum + text.length, 0);
console.log(
  `${total} schemas: ${counts.unchanged} unchanged, ${counts.imported} after import, ${counts.refused} refused; ` +
    `${(bytes / 1e6).toFixed(1)} MB of types, ${problems.length} errors of the compiler`,
);
if (problems.length > 0) process.exitCode = 1;
