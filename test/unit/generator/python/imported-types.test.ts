import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pythonPackage } from "../../../../generator/python/package-files.js";
import { pythonModel } from "../../../../generator/python/program-types.js";
import type { PythonTypeSettings } from "../../../../generator/python/type-settings.js";
import { load } from "../../definition/definition-file.js";

/** The text of a file of a service that has a type called Decimal. */
function textOf(file: string, decimals: PythonTypeSettings["decimals"]): string {
  const model = load({
    service: "Prices",
    topic: "prices",
    version: "1.0",
    methods: {
      move: { params: [{ name: "value", schema: { $ref: "#/$defs/Decimal" } }], errors: ["DecimalError"] },
      price: { result: { type: "string", format: "oslo-decimal" } },
    },
    errors: { DecimalError: { module: "prices.exceptions" } },
    $defs: { Decimal: { type: "object", properties: { digits: { type: "string" } } } },
  });
  const program = pythonModel(model, { octets: "str", decimals });
  const files = pythonPackage(program, { version: "0.0.0", sourceFile: "s.json" });
  return files.find(({ name }) => name === file)?.text ?? assert.fail(file);
}

describe("a name of the service that a type of Python has", () => {
  it("stays where the modules do not import that", () => {
    assert.match(textOf("types.py", "str"), /^(?:class Decimal\(|Decimal = )/m);
    assert.doesNotMatch(textOf("client.py", "str"), /from decimal import/);
  });

  it("becomes another where they do", () => {
    assert.match(textOf("types.py", "Decimal"), /^(?:class Decimal_\(|Decimal_ = )/m);
    assert.match(textOf("client.py", "Decimal"), /from decimal import Decimal$/m);
  });
});
