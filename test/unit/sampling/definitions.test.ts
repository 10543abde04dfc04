import assert from "node:assert/strict";
import { basename } from "node:path";
import { describe, it } from "node:test";
import { rootSchemas } from "../../../src/definition/root-schemas.js";
import { toDescriptor } from "../../../src/definition/to-descriptor.js";
import { stringifyJson } from "../../../src/json/json.js";
import { ServiceSampler } from "../../../src/sampling/service-sampler.js";
import { independentChecks } from "../../support/independent-checks.js";
import { propertyRuns } from "../../support/property-runs.js";
import { FIXTURES, fixtureService } from "../generator/fixtures.js";

/** `npm run figures:mock` takes a thousand of each schema, here it is few of some. */
const SAMPLES = 3;

const definitions = FIXTURES.map((file) => ({ file, descriptor: toDescriptor(fixtureService(file)) }));
/** How many schemas there are in all definitions. */
const all = definitions.reduce((count, { descriptor }) => count + [...rootSchemas(descriptor)].length, 0);
/** Each so many of a definition's is tried. */
const every = Math.max(1, Math.floor(all / propertyRuns(Math.ceil(all / 4))));

describe("samples of the definitions of this project", () => {
  for (const { file, descriptor } of definitions) {
    it(`are accepted by another validator: ${basename(file)}`, () => {
      const sampler = new ServiceSampler(descriptor, { seed: basename(file), shown: false });
      const checks = independentChecks(descriptor);
      for (const [index, { pointer, schema, accepts }] of checks.entries()) {
        if (index % every !== 0 || schema === false) continue;
        for (let number = 0; number < SAMPLES; number += 1) {
          const sample = sampler.sample(pointer, schema, number);
          assert.ok("value" in sample, `${pointer}: ${stringifyJson(sample)}`);
          assert.ok(accepts(sample.value), `${pointer}: ${stringifyJson(sample.value)}`);
        }
      }
    });
  }
});
