import type { ServiceModel } from "../../src/definition/model.js";
import { jsonText } from "../../src/json/json-text.js";

/** By this a file is known as one that was written by oslo-gen. */
export const EXPORT_MARK = "Written by oslo-gen ";

/** The member that says who wrote a document. */
export function writtenBy(version: string, sourceFile: string): string {
  return `${EXPORT_MARK}${version} from ${sourceFile}. Do not edit.`;
}

/** The members of the value that are not undefined. */
export function present(value: { readonly [name: string]: unknown }): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

/** Name, version and description of a service, as both OpenRPC and AsyncAPI have them. */
export function infoOf({ service, version, description }: ServiceModel): object {
  return present({ title: service, version, description });
}

/** The text of a document: integers of any size are as the definition has them. */
export function documentText(document: object): string {
  return `${jsonText(document)}\n`;
}
