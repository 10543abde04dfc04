import type { RunnerWords } from "./test-runner.js";

/** The names in a test of a new service, and the modules it imports. */
export interface TestedService {
  readonly name: string;
  /** The name of the endpoint class, with which that of the client begins. */
  readonly type: string;
  /** Specifier of the generated code. */
  readonly client: string;
  /** Specifier of the endpoint class. */
  readonly endpoint: string;
  readonly words: RunnerWords;
}

/** A test that calls a new service, for the runner that the project has. */
export function testFile({ name, type, client, endpoint, words }: TestedService): string {
  return `${words.imports}import { getRpcTransport, RpcServer } from "oslo-rpc";
import { ${type}Client } from "${client}";
import { ${type} } from "${endpoint}";

// Messages stay in this process, so that no broker is needed.
const transport = getRpcTransport({ url: "fake://${name}" });
const server = new RpcServer(transport, { server: "test", endpoints: [new ${type}()] });
const client = new ${type}Client(transport, { timeout: 5 });

${words.before}(() => server.start());
${words.after}(async () => {
  await server.stop();
  await transport.close();
});

test("hello greets by name", async () => {
  ${words.equal('await client.hello("Ada")', '"Hello, Ada"')}
});
`;
}
