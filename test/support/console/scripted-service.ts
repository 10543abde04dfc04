import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadService } from "../../../src/definition/load-service.js";
import type { ServiceModel } from "../../../src/definition/model.js";

/** What would run if a page took texts for markup, and turn lines around. */
export const EVIL = `<script>document.title="ran"</script><img src="x" onerror="document.title='ran'">\u202e\u0007`;
/** The same as far as the name of a method may have it. */
export const EVIL_NAME = EVIL.slice(0, -2);

const DEFINITION = {
  service: "Demo",
  description: `Serves tests. ${EVIL}`,
  topic: "demo",
  version: "1.3",
  methods: {
    start: {
      description: "Starts.\nA second line.",
      params: [
        { name: "speed", schema: { type: "integer", minimum: 1 }, description: "turns a minute" },
        {
          name: "how",
          required: false,
          schema: { $ref: "#/$defs/How" },
          description: "as far as it matters",
        },
        { name: "tags", required: false, schema: { type: "array", items: { type: "string" } } },
        {
          name: "when",
          required: false,
          schema: { oneOf: [{ type: "string" }, { type: "integer" }, { type: "null" }] },
        },
        {
          name: "labels",
          required: false,
          schema: { type: "object", additionalProperties: { type: "string" } },
        },
        { name: "secret", required: false, schema: { type: "string", writeOnly: true } },
        { name: "extra", required: false, schema: {} },
      ],
      result: { type: "object" },
      errors: ["Busy"],
    },
    stop: { kind: "cast", deprecated: true, description: "Stops." },
    both: { kind: "both", params: [{ name: "text", schema: { type: "string" } }] },
    [EVIL_NAME]: {
      description: EVIL,
      params: [{ name: EVIL_NAME, schema: { enum: [EVIL, "plain"] }, description: EVIL }],
    },
  },
  errors: { Busy: { module: "demo.errors", description: "Try later." } },
  notifications: { "demo.started": { payload: { type: "object" }, description: "It has begun." } },
  $defs: {
    How: {
      type: "object",
      properties: {
        mode: { enum: ["fast", "slow"] },
        gently: { type: "boolean" },
        next: { $ref: "#/$defs/How" },
      },
      required: ["mode"],
      additionalProperties: false,
    },
  },
};

const OTHER = {
  service: "Other",
  topic: "others",
  version: "1.0",
  methods: { stop: { kind: "cast" }, search: {} },
};

/** A service with a parameter of every shape, and names and texts that are hostile. */
export function scriptedService(): ServiceModel {
  return read(DEFINITION);
}

/** A service beside it. */
export function otherService(): ServiceModel {
  return read(OTHER);
}

function read(definition: object): ServiceModel {
  const folder = mkdtempSync(join(tmpdir(), "console-"));
  try {
    const file = join(folder, "demo.json");
    writeFileSync(file, JSON.stringify(definition));
    return loadService(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
