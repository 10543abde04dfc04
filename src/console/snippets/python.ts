import { type Dialect, literal, quoted } from "./literal.js";
import type { SnippetRequest } from "./snippets.js";

const PYTHON: Dialect = {
  null: "None",
  true: "True",
  false: "False",
  nan: 'float("nan")',
  infinity: 'float("inf")',
  lastComma: ",",
  bigint: (digits) => digits,
  name: (name) => name,
};

/** A request as a Python program makes it, with oslo.messaging. */
export function pythonSnippet(request: SnippetRequest): string {
  const { url, topic, exchange, namespace, version, server, fanout, timeout, kind, method, args } = request;
  const target = keywords({ topic, exchange, namespace, version, server, fanout });
  const options = timeout === undefined ? "" : `, timeout=${literal(timeout, PYTHON)}`;
  const sending = `client.${kind}({}, ${quoted(method)}, **arguments)`;
  return `import oslo_messaging
from oslo_config import cfg

transport = oslo_messaging.get_rpc_transport(cfg.CONF, url=${quoted(url)})
target = oslo_messaging.Target(${target})
client = oslo_messaging.get_rpc_client(transport, target${options})
arguments = ${literal(args, PYTHON)}
${kind === "call" ? `print(${sending})` : sending}
transport.cleanup()
`;
}

function keywords(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${literal(value, PYTHON)}`)
    .join(", ");
}
