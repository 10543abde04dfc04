import type { ErrorModel } from "../../../src/definition/model.js";
import { isPythonName, modulesToAllow, pythonTransport } from "../../example-text/python-text.js";
import type { ExampleGroup } from "./example-group.js";

/** Shows how a caller tells an error from others. */
export function errorExamples(error: ErrorModel): ExampleGroup[] {
  const typescript = [
    "try {",
    "  await call();",
    "} catch (error) {",
    `  if (!(error instanceof ${error.className})) throw error;`,
    "  console.log(error.message, error.kwargs);",
    "}",
  ];
  return [
    {
      title: "Catch",
      examples: [
        { language: "ts", text: typescript.join("\n") },
        ...(isImportable(error) ? [{ language: "python" as const, text: python(error) }] : []),
      ],
    },
  ];
}

function python(error: ErrorModel): string {
  const modules = modulesToAllow([error]);
  return [
    ...(modules.length === 0 ? [] : [`from ${error.module} import ${error.name}`, ""]),
    pythonTransport("get_rpc_transport", modules),
    "",
    "try:",
    "    call()",
    `except ${error.name} as error:`,
    "    print(error)",
  ].join("\n");
}

/** A module that Python can be told to import. */
function isImportable({ module, name }: ErrorModel): boolean {
  return [...module.split("."), name].every(isPythonName);
}
