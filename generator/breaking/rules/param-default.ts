import { joinPointer } from "../../../src/definition/json-pointer.js";
import type { ParamModel } from "../../../src/definition/model.js";
import { placeOfSchema } from "../../../src/definition/rewrite-refs.js";
import { stringifyJson } from "../../../src/json/json.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../../src/json/json-object.js";
import { sameValue } from "../../../src/json/same-value.js";
import type { SchemaOf } from "../../../src/subset/definitions.js";
import type { Finding } from "../finding.js";
import { pairMethods, pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";
import { sharedSchemas } from "../shared-schemas.js";

/** Schemas looked at for one parameter; with refs that branch there is no end to them. */
const MAX_VISITS = 20_000;
/** Schemas inside schemas: a value that deep nobody leaves anything out of. */
const MAX_DEPTH = 100;

/** A `default` that a server fills in. */
interface Default {
  readonly value: unknown;
  /** True when a value without it would be refused. */
  readonly isNeeded: boolean;
  /** The schema that has it. */
  readonly schema: JsonObject;
}

export const paramDefault: BreakingRule = {
  id: "param-default",
  level: "wire",
  documentation:
    "Another default of a parameter, or of a member inside it, needs a new minor version: servers of different age take different values for what a client leaves out. One that is no longer filled in where the schema wants a value needs a new major.",
  *find(change) {
    // A schema that many parameters share is one difference.
    const found = new Map<string, Omit<Finding, "rule"> & { readonly reaches: string[] }>();
    for (const { name, old, new: now } of pairMethods(change).kept) {
      for (const param of pairUp(old.params, now.params, (item) => item.name).kept) {
        // Those of each version that both ages know.
        for (const shared of sharedSchemas(param.old, param.new, change)) {
          const [before, after] = [
            defaultsOf({ schema: shared.old, definitions: change.old.definitions }),
            defaultsOf({ schema: shared.new, definitions: change.new.definitions }),
          ];
          // Nothing is filled in for a parameter that has to be there.
          if (hasToBeThere(param.old)) before.delete("");
          if (hasToBeThere(param.new)) after.delete("");
          const pointer =
            joinPointer("/methods", name, "params", now.params.indexOf(param.new)) + shared.pointer;
          for (const path of new Set([...before.keys(), ...after.keys()])) {
            const [was, is] = [before.get(path), after.get(path)];
            if (was !== undefined && is !== undefined && sameValue(was.value, is.value)) continue;
            const isRefused = was?.isNeeded === true && is === undefined;
            const place = placeOfSchema(is?.schema);
            const message = `was ${shown(was)} and is ${shown(is)}`;
            const key = JSON.stringify([placeOfSchema((is ?? was)?.schema), message, isRefused]);
            const reached = `the parameter ${JSON.stringify(param.name)} of the method ${JSON.stringify(name)}`;
            const known = found.get(key);
            if (known?.reaches.includes(reached) === false) known.reaches.push(reached);
            if (known !== undefined) continue;
            found.set(key, {
              ...(place === undefined ? {} : { file: place.file }),
              pointer: place?.pointer ?? pointer,
              message: `the default of ${JSON.stringify(param.name + path)} ${message}`,
              breaks: [isRefused ? "old client with new server" : "new client with old server"],
              bump: isRefused ? "major" : "minor",
              reaches: [reached],
            });
          }
        }
      }
    }
    for (const { reaches, ...finding } of found.values())
      yield reaches.length > 1 ? { ...finding, reaches } : finding;
  },
};

/** True for a parameter that the requests which have a schema for it must have. */
function hasToBeThere({ required, wasRequired }: ParamModel): boolean {
  return required || wasRequired;
}

/** The defaults of a schema that are filled in for sure, by the path of the member that gets them. */
function defaultsOf({ schema, definitions }: SchemaOf): Map<string, Default> {
  const found = new Map<string, Default>();
  const open = new Set<unknown>();
  let visits = 0;
  const visit = (inner: unknown, path: string, isNeeded: boolean): void => {
    // What is inside itself has the same defaults again.
    visits += 1;
    if (!isJsonObject(inner) || open.has(inner) || visits > MAX_VISITS || open.size >= MAX_DEPTH) return;
    open.add(inner);
    if (Object.hasOwn(inner, "default") && !found.has(path)) {
      found.set(path, { value: inner.default, isNeeded, schema: inner });
    }
    if (inner.$ref !== undefined) visit(definitions.target(inner.$ref), path, isNeeded);
    for (const part of itemsOf(inner.allOf)) visit(part, path, isNeeded);
    const required = itemsOf(inner.required);
    for (const [name, part] of membersOf(inner.properties)) {
      visit(part, `${path}.${name}`, required.includes(name));
    }
    for (const [index, part] of itemsOf(inner.prefixItems).entries()) visit(part, `${path}[${index}]`, false);
    visit(inner.items, `${path}[]`, false);
    visit(inner.additionalProperties, `${path}.*`, false);
    open.delete(inner);
  };
  visit(schema, "", false);
  return found;
}

function shown(one: Default | undefined): string {
  return one === undefined ? "none" : stringifyJson(one.value);
}
