import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema, ServiceDescriptor } from "../../../src/definition/descriptor.js";
import { DefinitionError } from "../../../src/errors/setup-errors.js";
import {
  getRpcTransport,
  type RequestContext,
  RpcServer,
  ServiceClient,
  ServiceEndpoint,
} from "../../../src/index.js";
import { checkDescriptor } from "../../../src/validation/check-descriptor.js";
import { ServiceValidator } from "../../../src/validation/service-validator.js";

function descriptorOf(schemas: {
  readonly param?: JsonSchema;
  readonly result?: JsonSchema;
  readonly $defs?: ServiceDescriptor["$defs"];
}): ServiceDescriptor {
  const params = [{ name: "p", required: false, schema: schemas.param ?? true }];
  const result = schemas.result ?? true;
  return {
    format: 1,
    service: "S",
    topic: "t",
    version: "1.0",
    methods: [{ name: "m", kind: "call", since: "1.0", params, result, errors: [] }],
    $defs: schemas.$defs ?? {},
  };
}

function problemsOf(descriptor: ServiceDescriptor): readonly string[] {
  try {
    checkDescriptor(descriptor);
    return [];
  } catch (error) {
    assert.ok(error instanceof DefinitionError);
    return error.problems.map(({ pointer, message }) => `${pointer} ${message}`);
  }
}

const broken = descriptorOf({ result: { properties: { a: { $ref: "#/$defs/Gone" } } } });

class Client extends ServiceClient {}
class Endpoint extends ServiceEndpoint {
  readonly descriptor = broken;
  m(_context: RequestContext): null {
    return null;
  }
}

describe("a descriptor", () => {
  it("is refused when a client or a server is made of it, and not when a method has run", async () => {
    const transport = getRpcTransport({ url: "fake://" });
    const gone = /S#?.*\/methods\/m\/result\/properties\/a\/\$ref: .*no definition/;
    assert.throws(() => new Client(broken, transport), gone);
    assert.throws(() => new RpcServer(transport, { server: "s", endpoints: [new Endpoint()] }), gone);
    await transport.close();
  });

  it("is refused for every schema that no validator can be made of", () => {
    let deep: JsonSchema = true;
    for (let depth = 0; depth < 600; depth += 1) deep = { not: deep };
    assert.deepEqual(problemsOf(descriptorOf({ param: { pattern: "(" } })), [
      '/methods/m/params/0/schema "(" is no regular expression',
    ]);
    assert.deepEqual(
      problemsOf(
        descriptorOf({
          $defs: {
            "a/b": { allOf: {}, properties: [], not: null, patternProperties: { "[": true } } as never,
          },
        }),
      ),
      [
        "/$defs/a~1b/allOf must be a list of schemas",
        "/$defs/a~1b/properties must be an object of schemas",
        '/$defs/a~1b "[" is no regular expression',
        "/$defs/a~1b/not must be a schema: an object or a boolean",
      ],
    );
    assert.match(String(problemsOf(descriptorOf({ param: deep }))), /inside more than 512 others/);
  });

  it("is accepted with all that a definition may hold", () => {
    const param = { $ref: "#/$defs/a~1%62" };
    const $defs = { "a/b": { items: param, pattern: "^\\p{L}$", contains: false } };
    assert.deepEqual(problemsOf(descriptorOf({ param, $defs })), []);
  });
});

describe("the validators of a method", () => {
  it("are all compiled before it runs, the result's too", () => {
    for (const run of ["incomingArguments", "outgoingArguments"] as const) {
      const validator = new ServiceValidator(broken).method("m");
      assert.throws(() => validator?.[run]({}), DefinitionError);
    }
  });
});
