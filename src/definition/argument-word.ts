import { parseJson, stringifyJson } from "../json/json.js";
import type { JsonSchema, MethodDescriptor } from "./descriptor.js";
import { typeOfJson, typesOfSchema } from "./schema-types.js";

/** Gets what is to be said of a value. */
export type Notice = (text: string) => void;

const ignore: Notice = () => {};

/** Beginning of JSON that is more than a word. */
const LIKE_JSON = /^\s*[[{"]/;

type Definitions = Readonly<Record<string, JsonSchema>>;

/**
 * The word's JSON value, else the word itself. `NaN` and `Infinity` are texts here, though Python's JSON has them.
 *
 * @param notice told of a word that looks like JSON and is a text
 */
export function readWord(word: string, notice: Notice = ignore): unknown {
  try {
    const value = parseJson(word);
    return typeof value === "number" && !Number.isFinite(value) ? word : value;
  } catch (error) {
    if (LIKE_JSON.test(word)) {
      notice(`looks like JSON, and is taken as a text: ${(error as Error).message}`);
    }
    return word;
  }
}

/**
 * The value of a word by the schema of its argument: the word itself where the schema takes texts only, or where the
 * word's JSON value is of a type that the schema does not take.
 */
export function readTypedWord(
  word: string,
  schema: JsonSchema,
  definitions?: Definitions,
  notice: Notice = ignore,
): unknown {
  const types = typesOfSchema(schema, definitions);
  if (types.size === 1 && types.has("string")) return word;
  const value = readWord(word, notice);
  return types.has(typeOfJson(value)) ? value : word;
}

/** The word that `readTypedWord` reads as the value: a text is itself where it is read as that, else JSON. */
export function typedWord(value: unknown, schema: JsonSchema, definitions?: Definitions): string {
  if (typeof value !== "string") return stringifyJson(value);
  let isTold = false;
  const read = readTypedWord(value, schema, definitions, () => {
    isTold = true;
  });
  return read === value && !isTold ? value : stringifyJson(value);
}

/** Arguments as words `name=value`, which the commands read by the definition. */
export function argumentWords(
  args: Iterable<readonly [name: string, value: unknown]>,
  params: MethodDescriptor["params"],
  definitions?: Definitions,
): string[] {
  return [...args].map(([name, value]) => {
    const schema = params.find((param) => param.name === name)?.schema ?? true;
    return `${name}=${typedWord(value, schema, definitions)}`;
  });
}
