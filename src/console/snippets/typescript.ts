import { type Dialect, literal, quoted } from "./literal.js";
import type { SnippetRequest } from "./snippets.js";

const TYPESCRIPT: Dialect = {
  null: "null",
  true: "true",
  false: "false",
  nan: "Number.NaN",
  infinity: "Number.POSITIVE_INFINITY",
  lastComma: ",",
  bigint: (digits) => `${digits}n`,
  // Not in brackets, it would be the prototype.
  name: (name) => (name === '"__proto__"' ? `[${name}]` : name),
};

/** A request as a TypeScript program makes it, without a definition. */
export function typescriptSnippet(request: SnippetRequest): string {
  const { url, topic, exchange, namespace, version, server, fanout, timeout, kind, method, args } = request;
  const target = { topic, exchange, namespace, version, server, fanout };
  const members = Object.entries(target).filter(([, value]) => value !== undefined);
  const options = timeout === undefined ? "" : `, ${literal({ timeout }, TYPESCRIPT)}`;
  const sending = `client.${kind}(${quoted(method)}, ${literal(args, TYPESCRIPT)})`;
  return `import { getRpcTransport, RpcClient } from "oslo-rpc";

const transport = getRpcTransport({ url: ${quoted(url)} });
const client = new RpcClient(transport, ${literal(Object.fromEntries(members), TYPESCRIPT)}${options});
${kind === "call" ? `console.log(await ${sending});` : `await ${sending};`}
await transport.close();
`;
}
