import type { ServiceModel } from "../../src/definition/model.js";
import { clientFile } from "./client-file.js";
import { type EmitOptions, emitContext } from "./context.js";
import { descriptorFile } from "./descriptor-file.js";
import { endpointFile } from "./endpoint-file.js";
import { errorsFile } from "./errors-file.js";
import { notificationsFile } from "./notifications-file.js";
import { printSourceFile } from "./source-file.js";
import { typesFile } from "./types-file.js";

/** One file of generated code. */
export interface GeneratedFile {
  /** Name inside the service's folder. */
  readonly name: string;
  readonly text: string;
}

/** Writes the TypeScript of a service. */
export function emitService(model: ServiceModel, options: EmitOptions): GeneratedFile[] {
  const context = emitContext(model, options);
  const files: GeneratedFile[] = [
    { name: "client.ts", text: clientFile(context) },
    { name: "descriptor.ts", text: descriptorFile(context) },
    { name: "endpoint.ts", text: endpointFile(context) },
    ...(model.errors.length > 0 ? [{ name: "errors.ts", text: errorsFile(context) }] : []),
    ...(model.notifications.length > 0
      ? [{ name: "notifications.ts", text: notificationsFile(context) }]
      : []),
    { name: "types.ts", text: typesFile(context) },
  ];
  const reexports = files.map(({ name }) => context.module(name.replace(/\.ts$/, "")));
  return [...files, { name: "index.ts", text: printSourceFile({ header: context.header, reexports }) }];
}
