// Draws values of every schema of this project's definitions and asks another validator about each of them:
// npm run figures:mock -- [samples of each schema] [seed]
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadService } from "../src/definition/load-service.js";
import { isServiceDefinition } from "../src/definition/recognize-definition.js";
import { toDescriptor } from "../src/definition/to-descriptor.js";
import { stringifyJson } from "../src/json/json.js";
import { ServiceSampler } from "../src/sampling/service-sampler.js";
import { independentChecks } from "../test/support/independent-checks.js";

const [samples = 1000, seed = 1] = process.argv.slice(2).map(Number);
const root = fileURLToPath(new URL("../", import.meta.url));
const files = ["schemas", "schemas/openstack", "test/fixtures/definitions"]
  .flatMap((folder) => readdirSync(join(root, folder)).map((file) => join(root, folder, file)))
  .filter((file) => file.endsWith(".json") && isServiceDefinition(file));

let [schemas, drawn, refused] = [0, 0, 0];
const without: string[] = [];
const start = process.cpuUsage();
for (const file of files) {
  const descriptor = toDescriptor(loadService(file));
  const samplers = [true, false].map((shown) => new ServiceSampler(descriptor, { seed, shown }));
  for (const { pointer, schema, accepts } of independentChecks(descriptor)) {
    schemas += 1;
    for (let number = 0; number < samples; number += 1) {
      const sample = samplers[number % 2]?.sample(pointer, schema, number);
      if (sample === undefined || "none" in sample) {
        without.push(`${basename(file)}${pointer}: ${sample?.none}`);
        break;
      }
      drawn += 1;
      if (accepts(sample.value)) continue;
      refused += 1;
      console.log(`refused: ${basename(file)}${pointer}: ${stringifyJson(sample.value).slice(0, 200)}`);
    }
  }
}
const { user, system } = process.cpuUsage(start);
console.log(
  `${files.length} definitions, ${schemas} schemas, ${drawn} values, ${refused} refused, ${Math.round((user + system) / 1e6)} s of CPU`,
);
for (const line of without) console.log(`no value: ${line}`);
if (refused > 0) process.exitCode = 1;
