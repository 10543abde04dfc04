import { pointerSegments } from "../../../src/definition/json-pointer.js";
import { stringifyJson } from "../../../src/json/json.js";
import {
  isJsonObject,
  itemsOf,
  type JsonObject,
  memberOf,
  membersOf,
} from "../../../src/json/json-object.js";
import { KEPT } from "../../export/older-schema.js";
import { inspectDefinition } from "../../inspect/inspect-definition.js";
import { follow } from "./component-ref.js";
import { exampleName } from "./example-name.js";

/** The facts of a method that its examples are read by. */
interface ExampleUse {
  readonly names: readonly string[];
  readonly returns: { readonly result?: unknown };
}

/** The examples of a method: its pairings of arguments with a result, or with an error that an export kept. */
export function examplesOf(
  document: JsonObject,
  method: JsonObject,
  { names, returns }: ExampleUse,
): { readonly examples?: readonly JsonObject[] } {
  const taken = new Set<string>();
  const isNamed = namesArguments(method);
  const examples = itemsOf(method.examples).flatMap((each, index) => {
    const pairing = follow(document, each);
    if (!isJsonObject(pairing)) return [];
    const name = exampleName(pairing.name, index, taken);
    taken.add(name);
    const result = memberOf(follow(document, pairing.result), "value");
    const error = memberOf(pairing[KEPT], "error");
    const text = pairing.description ?? pairing.summary;
    const args = argumentsOf(
      itemsOf(pairing.params).map((param) => follow(document, param)),
      names,
      isNamed,
    );
    return [
      {
        name,
        ...(typeof text === "string" ? { description: text } : {}),
        ...(Object.keys(args).length === 0 ? {} : { arguments: args }),
        ...(error === undefined ? {} : { error }),
        ...(result === undefined || error !== undefined || returns.result === undefined ? {} : { result }),
      },
    ];
  });
  return examples.length === 0 ? {} : { examples };
}

/**
 * By their names where the document says so or these are those of parameters, else by their places. One that has no name
 * is read by its place.
 */
function argumentsOf(params: readonly unknown[], names: readonly string[], isNamed: boolean): JsonObject {
  const own = params.map((param) => memberOf(param, "name"));
  const isByName =
    isNamed ||
    (own.every((name) => typeof name === "string") && own.some((name) => names.includes(String(name))));
  const entries = params.flatMap((param, index): [string, unknown][] => {
    const given = own[index];
    const name = isByName && typeof given === "string" ? given : names[index];
    return name === undefined || !isJsonObject(param) || param.value === undefined
      ? []
      : [[name, param.value]];
  });
  return Object.fromEntries(entries);
}

/** True where the document says that arguments have names, or an export wrote it, which also has further arguments. */
function namesArguments(method: JsonObject): boolean {
  return method.paramStructure === "by-name" || isJsonObject(method[KEPT]);
}

/** A definition without the examples that its methods would refuse, which a document of somebody else may have. */
export function withoutMisfits(whole: JsonObject): {
  readonly definition: JsonObject;
  readonly notes: readonly string[];
} {
  let definition = whole;
  let count = 0;
  // Values are looked at once all examples have their form.
  for (let next = sift(definition); next.count > 0; next = sift(definition)) {
    definition = next.definition;
    count += next.count;
  }
  const notes = count === 0 ? [] : [`dropped: examples that are no call of their method, ${count} in all`];
  return { definition, notes };
}

function sift(definition: JsonObject): { readonly definition: JsonObject; readonly count: number } {
  if (![definition.methods, definition.notifications].some(hasExamples)) return { definition, count: 0 };
  const text = Buffer.from(stringifyJson(definition));
  const { problems } = inspectDefinition("definition.json", { readFile: () => text });
  const wrong = new Set(
    problems.flatMap(({ pointer }) => {
      const [kind = "", name = "", key, index] = pointerSegments(pointer) ?? [];
      return key === "examples" ? [JSON.stringify([kind, name, Number(index)])] : [];
    }),
  );
  if (wrong.size === 0) return { definition, count: 0 };
  const sifted = (kind: string) =>
    Object.fromEntries(
      membersOf(definition[kind]).map(([name, member]) => {
        if (!isJsonObject(member) || member.examples === undefined) return [name, member];
        const { examples, ...others } = member;
        const right = itemsOf(examples).filter((_, index) => !wrong.has(JSON.stringify([kind, name, index])));
        return [name, right.length === 0 ? others : { ...others, examples: right }];
      }),
    );
  return {
    definition: {
      ...definition,
      methods: sifted("methods"),
      ...(definition.notifications === undefined ? {} : { notifications: sifted("notifications") }),
    },
    count: wrong.size,
  };
}

function hasExamples(members: unknown): boolean {
  return membersOf(members).some(([, member]) => memberOf(member, "examples") !== undefined);
}
