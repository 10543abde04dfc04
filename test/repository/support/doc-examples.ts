import { Node } from "ts-morph";

/** What examples take as given, and of which type. */
const GIVEN: ReadonlyMap<string, string> = new Map([
  ["client", "MyServiceClient"],
  ["untyped", "RpcClient"],
  ["server", "RpcServer"],
  ["transport", "RpcTransport"],
  ["listener", "NotificationListener"],
  ["notifications", "NotificationTransport"],
]);

/** The programs that stand in the doc comment of a declaration, each below its `@example`. */
export function examplesOf(declaration: Node): readonly string[] {
  if (!Node.isJSDocable(declaration)) return [];
  return declaration
    .getJsDocs()
    .flatMap((comment) => comment.getTags())
    .filter((tag) => tag.getTagName() === "example")
    .map((tag) => tag.getCommentText() ?? "")
    .map((text) => /^```ts\n(.*)\n```$/s.exec(text)?.[1] ?? "no TypeScript;");
}

/**
 * An example with its imports before it, and a declaration of each value that it takes as given.
 *
 * @param modules the module of each name that examples may use
 */
export function programOf(example: string, modules: ReadonlyMap<string, string>): string {
  const isUsed = (name: string) => new RegExp(`\\b${name}\\b`).test(example);
  const isDeclared = (name: string) => new RegExp(`\\b(?:const|class|function) ${name}\\b`).test(example);
  const given = [...GIVEN].filter(([name]) => isUsed(name) && !isDeclared(name));
  const types = given.map(([, type]) => type);
  const imports = [...modules]
    .filter(([name]) => (isUsed(name) || types.includes(name)) && !isDeclared(name))
    .map(([name, from]) => `import { ${name} } from ${JSON.stringify(from)};`);
  const declarations = given.map(([name, type]) => `declare const ${name}: ${type};`);
  return [...imports, ...declarations, example, "export {};"].join("\n");
}
