import type { MethodDescriptor } from "../definition/descriptor.js";
import { ServiceSampler } from "../sampling/service-sampler.js";
import type { Example } from "./api.js";
import type { KnownService } from "./known-service.js";
import { type Dialect, literal } from "./snippets/literal.js";

const JSON_TEXT: Dialect = {
  null: "null",
  true: "true",
  false: "false",
  nan: "NaN",
  infinity: "Infinity",
  lastComma: "",
  bigint: (digits) => digits,
  name: (quoted) => quoted,
};

/** Makes arguments to begin with: what the schemas show as examples where they do, and else values that fit. */
export function exampleMaker({ descriptor }: KnownService): (method: string) => readonly Example[] {
  const sampler = new ServiceSampler(descriptor, { seed: 1, shown: true });
  const sampleOf = (method: MethodDescriptor, isWanted: (required: boolean) => boolean) => {
    const members = method.params
      // What only older requests had would go with nothing that is newer.
      .filter(({ required, until }) => until === undefined && isWanted(required))
      .map(({ name, schema }) => [name, sampler.sample(`${method.name}/${name}`, schema, 0)] as const);
    if (members.some(([, sample]) => "none" in sample)) return undefined;
    const args = members.map(([name, sample]) => [name, "value" in sample ? sample.value : null]);
    return literal(Object.fromEntries(args), JSON_TEXT);
  };
  return (name) => {
    const method = descriptor.methods.find((each) => each.name === name);
    if (method === undefined) return [];
    const least = sampleOf(method, (required) => required);
    const all = sampleOf(method, () => true);
    return [
      ...(least === undefined ? [] : [{ title: "Required arguments", arguments: least }]),
      ...(all === undefined || all === least ? [] : [{ title: "All arguments", arguments: all }]),
    ];
  };
}
