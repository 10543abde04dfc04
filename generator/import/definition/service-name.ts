import { pascalCase } from "../../../src/definition/names.js";
import type { PythonClass } from "../python/module.js";

const ROLES =
  /(?:RpcCallbacks?|RPCAPI|RpcApi|RpcEndpoint|Manager|Endpoint|Callbacks?|Service|Client|Server|Rpc|RPC|API|Api)$/;

/** A name for the service of classes, the endpoint first: that of the class without its role, after its package. */
export function serviceName(classes: readonly PythonClass[]): string {
  const [first] = classes;
  if (first === undefined) return "Service";
  const bare = classes.map(({ name }) => withoutRole(name)).find((name) => name !== "");
  const path = first.module.name.split(".");
  const project = path.length > 1 ? (pascalCase(path[0] ?? "") ?? "") : "";
  const name = bare ?? pascalCase(path.at(-2) ?? first.name) ?? first.name;
  return name.toLowerCase().startsWith(project.toLowerCase()) ? name : project + name;
}

function withoutRole(name: string): string {
  let bare = name.replace(/^_+/, "");
  while (ROLES.test(bare)) bare = bare.replace(ROLES, "");
  return bare;
}

/** The name of a file for a service: `NovaCompute` is nova-compute. */
export function fileName(service: string): string {
  return service
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .toLowerCase();
}
