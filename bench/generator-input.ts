/** The name of a type, which tells it from every other. */
const typeName = (index: number): string => `Thing${index}`;

/** Members of a type: scalars, lists, a map, and the type before it. */
const members = (index: number): Record<string, { readonly schema: object; readonly type: string }> => ({
  id: { schema: { type: "string", format: "uuid" }, type: "string" },
  count: { schema: { type: "integer", minimum: 0 }, type: "number" },
  state: { schema: { enum: ["new", "ready", "gone"] }, type: '"new" | "ready" | "gone"' },
  tags: { schema: { type: "array", items: { type: "string" } }, type: "string[]" },
  sizes: {
    schema: { type: "object", additionalProperties: { type: "number" } },
    type: "{ [name: string]: number }",
  },
  note: { schema: { type: ["string", "null"] }, type: "string | null" },
  ...(index === 0
    ? {}
    : {
        before: { schema: { $ref: `#/$defs/${typeName(index - 1)}` }, type: typeName(index - 1) },
        others: {
          schema: { type: "array", items: { $ref: `#/$defs/${typeName(index >> 1)}` } },
          type: `${typeName(index >> 1)}[]`,
        },
      }),
});

const REQUIRED = ["id", "count", "state"];

/** A definition of so many types, each of which one method takes and returns. */
export function typesDefinition(types: number): object {
  const indices = Array.from({ length: types }, (_, index) => index);
  return {
    service: "Bench",
    topic: "bench",
    version: "1.0",
    methods: Object.fromEntries(
      indices.map((index) => {
        const schema = { $ref: `#/$defs/${typeName(index)}` };
        return [`method${index}`, { params: [{ name: "thing", schema }], result: schema }];
      }),
    ),
    $defs: Object.fromEntries(
      indices.map((index) => {
        const properties = Object.fromEntries(
          Object.entries(members(index)).map(([name, { schema }]) => [name, schema]),
        );
        return [typeName(index), { type: "object", properties, required: REQUIRED }];
      }),
    ),
  };
}

/** The same types as interfaces that somebody would write by hand. */
export function handWrittenTypes(types: number): string {
  const interfaces = Array.from({ length: types }, (_, index) => {
    const lines = Object.entries(members(index)).map(
      ([name, { type }]) => `  ${name}${REQUIRED.includes(name) ? "" : "?"}: ${type};`,
    );
    return `export interface ${typeName(index)} {\n${lines.join("\n")}\n}\n`;
  });
  return interfaces.join("\n");
}

/** A client that somebody would write by hand for them, without a descriptor and so without any check at run time. */
export function handWrittenClient(types: number): string {
  const indices = Array.from({ length: types }, (_, index) => index);
  const methods = indices.map((index) => {
    const name = typeName(index);
    return `  method${index}(thing: ${name}): Promise<${name}> {\n    return this.send<${name}>("method${index}", { thing });\n  }`;
  });
  return `import type { RpcTransport } from "oslo-rpc";
import type { ${indices.map(typeName).join(", ")} } from "./types.js";

export * from "./types.js";

export class BenchClient {
  readonly transport: RpcTransport;

  constructor(transport: RpcTransport) {
    this.transport = transport;
  }

${methods.join("\n\n")}

  protected async send<T>(method: string, args: object): Promise<T> {
    throw new Error(\`\${method} \${Object.keys(args)}\`);
  }
}
`;
}

/** A definition of so many methods, with a few parameters each. */
export function methodsDefinition(methods: number): object {
  const params = [
    { name: "instance_uuid", schema: { type: "string", format: "uuid" }, description: "Which one." },
    { name: "size", schema: { type: "integer", minimum: 1 } },
    { name: "options", schema: { type: "object", additionalProperties: true }, required: false },
  ];
  const result = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
  const entries = Array.from({ length: methods }, (_, index) => [
    `method_${index}`,
    { description: `Does thing ${index}.`, params, result },
  ]);
  return { service: "Bench", topic: "bench", version: "1.0", methods: Object.fromEntries(entries) };
}

/** A definition of so many methods, each with three types of its own, which are too long to be written in place. */
export function typedMethodsDefinition(methods: number): object {
  const thing = (member: string) => ({
    type: "object",
    properties: {
      id: { type: "string" },
      [member]: { type: "integer" },
      state: { enum: ["new", "ready", "gone"] },
    },
    required: ["id"],
  });
  const entries = Array.from({ length: methods }, (_, index) => [
    `method_${index}`,
    {
      params: [
        { name: "first", schema: thing("size") },
        { name: "second", schema: thing("count") },
      ],
      result: thing("total"),
    },
  ]);
  return { service: "Bench", topic: "bench", version: "1.0", methods: Object.fromEntries(entries) };
}
