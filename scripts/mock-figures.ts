// Draws values of every schema of this project's definitions and asks another validator about each of them:
// npm run figures:mock -- [samples of each schema] [seed] [part of a definition's file name]
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadService } from "../src/definition/load-service.js";
import { isServiceDefinition } from "../src/definition/recognize-definition.js";
import { toDescriptor } from "../src/definition/to-descriptor.js";
import { stringifyJson } from "../src/json/json.js";
import { ServiceSampler } from "../src/sampling/service-sampler.js";
import { Progress } from "../src/terminal/progress.js";
import { independentChecks } from "../test/support/independent-checks.js";

/** Characters of JSON, by which a schema has shown enough: a record of another service has a thousand and more a sample. */
const ENOUGH_TEXT = 30_000;

const [samples = "1000", seed = "1", named = ""] = process.argv.slice(2);
const root = fileURLToPath(new URL("../", import.meta.url));
const files = ["schemas", "schemas/openstack", "test/fixtures/definitions"]
  .flatMap((folder) => readdirSync(join(root, folder)).map((file) => join(root, folder, file)))
  .filter((file) => file.endsWith(".json") && basename(file).includes(named) && isServiceDefinition(file));

let [schemas, drawn, refused] = [0, 0, 0];
const without: string[] = [];
const start = process.cpuUsage();
const progress = new Progress();
for (const [index, file] of files.entries()) {
  const descriptor = toDescriptor(loadService(file));
  const samplers = [true, false].map(
    (shown) => new ServiceSampler(descriptor, { seed: Number(seed), shown }),
  );
  for (const { pointer, schema, accepts } of independentChecks(descriptor)) {
    schemas += 1;
    let text = 0;
    for (let number = 0; number < Number(samples) && text < ENOUGH_TEXT; number += 1) {
      progress.show(() => `${index + 1} of ${files.length} definitions: ${basename(file)}${pointer}`);
      const sample = samplers[number % 2]?.sample(pointer, schema, number);
      if (sample === undefined || "none" in sample) {
        without.push(`${basename(file)}${pointer}: ${sample?.none}`);
        break;
      }
      const written = stringifyJson(sample.value);
      drawn += 1;
      text += written.length;
      if (accepts(sample.value)) continue;
      refused += 1;
      progress.end();
      console.log(`refused: ${basename(file)}${pointer}: ${written.slice(0, 200)}`);
    }
  }
}
progress.end();
const { user, system } = process.cpuUsage(start);
console.log(
  `${files.length} definitions, ${schemas} schemas, ${drawn} values, ${refused} refused, ${Math.round((user + system) / 1e6)} s of CPU`,
);
for (const line of without) console.log(`no value: ${line}`);
if (refused > 0) process.exitCode = 1;
