import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type SnippetRequest, snippetsOf } from "../../../src/console/snippets/snippets.js";
import { valueText } from "../../../src/console/value-text.js";
import { cut } from "../../../src/log/cut.js";
import { escapeControls } from "../../../src/log/one-line.js";

const request: SnippetRequest = {
  kind: "call",
  method: "methodA",
  url: "amqp://nova:***@127.0.0.1:5672",
  topic: "my-topic",
  exchange: "my-exchange",
  namespace: "my-namespace",
  version: "1.1",
  timeout: 5,
  args: { arg1: "a", big: 9007199254740993n, list: [true, null, Number.NaN] },
};

describe("a request as programs make it", () => {
  it("is one in TypeScript, in Python and of a shell", () => {
    const { typescript, python, shell } = snippetsOf(request);
    assert.equal(
      typescript,
      `import { getRpcTransport, RpcClient } from "oslo-rpc";

const transport = getRpcTransport({ url: "amqp://nova:***@127.0.0.1:5672" });
const client = new RpcClient(transport, {
  "topic": "my-topic",
  "exchange": "my-exchange",
  "namespace": "my-namespace",
  "version": "1.1",
}, {
  "timeout": 5,
});
console.log(await client.call("methodA", {
  "arg1": "a",
  "big": 9007199254740993n,
  "list": [
    true,
    null,
    Number.NaN,
  ],
}));
await transport.close();
`,
    );
    assert.equal(
      python,
      `import oslo_messaging
from oslo_config import cfg

transport = oslo_messaging.get_rpc_transport(cfg.CONF, url="amqp://nova:***@127.0.0.1:5672")
target = oslo_messaging.Target(topic="my-topic", exchange="my-exchange", namespace="my-namespace", version="1.1")
client = oslo_messaging.get_rpc_client(transport, target, timeout=5)
arguments = {
  "arg1": "a",
  "big": 9007199254740993,
  "list": [
    True,
    None,
    float("nan"),
  ],
}
print(client.call({}, "methodA", **arguments))
transport.cleanup()
`,
    );
    assert.equal(
      shell,
      `oslo-rpc call \\
  --url 'amqp://nova:***@127.0.0.1:5672' \\
  --exchange my-exchange \\
  --namespace my-namespace \\
  --target-version 1.1 \\
  --timeout 5 \\
  --payload - -- my-topic methodA <<'JSON'
{"arg1":"a","big":9007199254740993,"list":[true,null,NaN]}
JSON
`,
    );
  });

  it("takes nothing of a hostile name for more than a name", () => {
    const name = "'; rm -rf ~ #$(x)`y`\n\u001b[2J\u202e\"\\";
    const { namespace: _, timeout: __, ...rest } = request;
    const args = JSON.parse(`{"__proto__":${JSON.stringify(name)}}`);
    const { typescript, python, shell } = snippetsOf({
      ...rest,
      kind: "cast",
      fanout: true,
      method: name,
      topic: name,
      args,
    });
    const literal = `"'; rm -rf ~ #$(x)\`y\`\\n\\u001b[2J\\u202e\\"\\\\"`;
    assert.ok(
      typescript.includes(`await client.cast(${literal}, {\n  ["__proto__"]: ${literal},\n});`),
      typescript,
    );
    assert.ok(python.includes(`\nclient.cast({}, ${literal}, **arguments)\n`), python);
    const word = "$'\\'; rm -rf ~ #$(x)`y`\\u000a\\u001b[2J\\u202e\"\\\\'";
    assert.ok(
      shell.includes(
        `--fanout \\\n  --payload - -- ${word} ${word} <<'JSON'\n{"__proto__":${literal}}\nJSON\n`,
      ),
      shell,
    );
    for (const text of [typescript, python, shell])
      for (const line of text.split("\n")) assert.equal(line, escapeControls(line));
  });
});

describe("the text of a value", () => {
  it("is exact, and cut between characters", () => {
    assert.deepEqual(valueText({ a: 9223372036854775807n }), { text: '{"a":9223372036854775807}' });
    assert.deepEqual(valueText(undefined), { text: "null" });
    assert.deepEqual(valueText("abcdef", 4), { text: '"abc', truncated: true });
    assert.equal(cut("a\u{1f600}", 2), "a");
    assert.equal(cut("a\u{1f600}", 3), "a\u{1f600}");
    let deep: unknown = [];
    for (let depth = 0; depth < 600; depth += 1) deep = [deep];
    assert.match(valueText(deep).text, /^"cannot be shown: nested deeper/);
  });
});
