import { furtherName } from "../emit/signature.js";
import type { PythonContext, PythonMethod, PythonParam } from "./context.js";
import { docstring } from "./docstring.js";
import { exampleBlocks } from "./example-block.js";
import { annotation, union } from "./python-type.js";

/** Whose view of a method a signature shows. */
export type Side = "client" | "cast" | "endpoint";

/** The parameters of a method as text, such as `size: int | None = None`. */
export function parameterTexts(method: PythonMethod, side: Side, { shadowed }: PythonContext): string[] {
  const own = method.params.map((param) => {
    const fallback = side === "endpoint" ? scalarDefault(param) : undefined;
    if (param.required) return `${param.identifier}: ${annotation(param.type, shadowed)}`;
    if (fallback !== undefined)
      return `${param.identifier}: ${annotation(param.type, shadowed)} = ${fallback}`;
    if (!param.nullable)
      return `${param.identifier}: ${annotation(union([param.type, { kind: "none" }]), shadowed)} = None`;
    const isAny = param.type.kind === "any";
    return `${param.identifier}: ${annotation(param.type, shadowed)}${isAny ? "" : " | Unset"} = UNSET`;
  });
  const further =
    method.further === undefined ? [] : [`**${furtherName(method)}: ${annotation(method.further, shadowed)}`];
  return ["self", "ctxt: Any", ...own, ...further];
}

/** The default as text; undefined when there is none, or one that calls would share. */
function scalarDefault({ fallback }: PythonParam): string | undefined {
  if (fallback === undefined || (typeof fallback.value === "object" && fallback.value !== null))
    return undefined;
  return fallback.text;
}

/** The names that signatures have of what leaves an argument out, and of its type. */
export function unsetNames(methods: readonly PythonMethod[], side: Side): readonly string[] {
  const params = methods
    .flatMap((method) => method.params)
    .filter((param) => param.nullable && (side !== "endpoint" || scalarDefault(param) === undefined));
  if (params.length === 0) return [];
  return params.some(({ type }) => type.kind !== "any") ? ["UNSET", "Unset"] : ["UNSET"];
}

/** The lines of the docstring of a method. */
export function methodDoc(method: PythonMethod, side: Side, context: PythonContext): string[] {
  const { description, deprecated, since, errors } = method.model;
  const { version } = context.model;
  const isNew = since !== `${version.split(".")[0]}.0`;
  const params = method.params.flatMap(({ identifier, description: text, fallback, required }, index) => {
    const isShown = side !== "endpoint" && fallback !== undefined && !required;
    const { since: from, until, earlier = [] } = method.model.params[index] ?? {};
    const words = [
      text,
      isShown ? `(default: ${fallback.text})` : "",
      from === undefined ? "" : `(since ${from})`,
      until === undefined ? "" : `(until ${until})`,
      earlier.length === 0 ? "" : `(another type until ${earlier.map((each) => each.until).join(" and ")})`,
    ].filter((part) => part !== "");
    return words.length === 0 ? [] : [`:param ${identifier}: ${words.join(" ")}`];
  });
  const further = method.further === undefined ? [] : [`:param ${furtherName(method)}: further arguments`];
  // Nothing comes back of a cast.
  const raised = context.model.errors
    .filter(({ name }) => side !== "cast" && errors.includes(name))
    .map(({ name, description: text }) => `:raises ${name}:${text === undefined ? "" : ` ${text}`}`);
  const notes = [...(isNew ? [`Since ${since}.`] : []), ...(deprecated ? ["Deprecated."] : [])];
  const text = [description ?? "", ...notes].filter((part) => part !== "").join("\n\n");
  const blocks = side === "client" ? exampleBlocks(method, context) : [];
  return docstring({ description: text, fields: [...params, ...further, ...raised], blocks }, 8);
}
