import { readPackageFile } from "../../src/package/package-file.js";
import type { GeneratedFile } from "../emit/service-files.js";
import { clientFile } from "./client-file.js";
import { type PythonContext, type PythonOptions, type PythonProgram, pythonContext } from "./context.js";
import { descriptorFile } from "./descriptor-file.js";
import { docstring } from "./docstring.js";
import { endpointFile } from "./endpoint-file.js";
import { exceptionsFile } from "./exceptions-file.js";
import { notificationsFile } from "./notifications-file.js";
import { importFrom, printModule } from "./source-file.js";
import { typesFile } from "./types-file.js";

/** The modules that are the same in every package. */
const RUNTIME = ["base.py", "service.py", "validation.py"];
/** The module that those have whose values have other forms in programs. */
const FORMS = "forms.py";

/** Writes the Python package of a service. */
export function pythonPackage(program: PythonProgram, options: PythonOptions): GeneratedFile[] {
  const context = pythonContext(program, options);
  const { header, errors, events, hasForms } = context;
  return [
    { name: "__init__.py", text: initFile(context) },
    ...[...RUNTIME, ...(hasForms ? [FORMS] : [])].map((name) => ({
      name,
      text: `${header}\n\n${runtimeModule(name)}`,
    })),
    { name: "client.py", text: clientFile(context) },
    { name: "descriptor.py", text: descriptorFile(context) },
    { name: "endpoint.py", text: endpointFile(context) },
    ...(errors.length > 0 ? [{ name: "exceptions.py", text: exceptionsFile(context) }] : []),
    ...(events.length > 0 ? [{ name: "notifications.py", text: notificationsFile(context) }] : []),
    // By its being there type checkers know that the package has type hints.
    { name: "py.typed", text: `${header}\n` },
    { name: "types.py", text: typesFile(context) },
  ];
}

function runtimeModule(name: string): string {
  return readPackageFile(`generator/python/runtime/${name}`);
}

/** `__init__.py`: the names that programs import. */
function initFile({ header, model, name, types, errors, events }: PythonContext): string {
  const exported: readonly (readonly [string, readonly string[]])[] = [
    [".client", [`${name}Client`]],
    [".endpoint", [`${name}Endpoint`, "server_target"]],
    [
      ".exceptions",
      errors.length === 0 ? [] : ["ALLOWED_REMOTE_EXMODS", ...errors.map((error) => error.identifier)],
    ],
    [".notifications", events.length === 0 ? [] : [`${name}NotificationEndpoint`, `${name}Notifier`]],
    [".service", ["UNSET"]],
    [".types", types.declarations.map((declaration) => declaration.name)],
    [".validation", ["InvalidArguments", "InvalidPayload", "InvalidResult"]],
  ];
  const names = exported.flatMap(([, list]) => list).sort();
  return printModule({
    header,
    doc: docstring({ description: model.description ?? `The service ${model.service}.` }, 0),
    imports: [exported.flatMap(([module, list]) => importFrom(module, list))],
    statements: [["__all__ = [", ...names.map((item) => `    "${item}",`), "]"].join("\n")],
  });
}
