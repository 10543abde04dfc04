// Generates from schemas/, starts a router and a server, and calls it: npm start
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { getRpcTransport, RemoteError, RpcServer, silentLogger } from "oslo-rpc";
import { Router } from "oslo-rpc/router";

const root = fileURLToPath(new URL("../../", import.meta.url));

step("Generating TypeScript from schemas/my-service.json and schemas/my-second-service.json");
execFileSync(process.execPath, ["--import", "tsx", "generator/cli.ts", "generate"], {
  cwd: root,
  stdio: "inherit",
});

// Loaded now that it is generated.
const { MyServiceClient, NotReady } = await import("./generated/my-service/index.js");
const { MySecondServiceClient } = await import("./generated/my-second-service/index.js");
const { MyService } = await import("./endpoints/my-service.js");
const { MySecondService } = await import("./endpoints/my-second-service.js");

step("Starting the embedded router");
const router = new Router({ port: 0 });
await router.start();
show(`Listening on ${router.url}`);

step("Starting server Server01");
// One of the methods fails on purpose, which the log would tell of.
const serverTransport = getRpcTransport({ url: router.url, logger: silentLogger });
const server = new RpcServer(serverTransport, {
  server: "Server01",
  endpoints: [new MyService((line) => show(`  server: ${line}`)), new MySecondService()],
});
await server.start();

step("Calling it");
const transport = getRpcTransport({ url: router.url });
const client = new MyServiceClient(transport, { timeout: 5 });
const second = new MySecondServiceClient(transport, { timeout: 5 });

await call('client.methodA("a", "b")', () => client.methodA("a", "b"));
await call('client.methodA("a")', () => client.methodA("a"));
await call("client.echo([1, 2n ** 64n, null])", () => client.echo([1, 2n ** 64n, null]));
await call("client.common()", () => client.common());
await call('second.methodB("b")', () => second.methodB("b"));
await call('client.prepare({ server: "Server01" }).sleep(0.1)', () =>
  client.prepare({ server: "Server01" }).sleep(0.1),
);
await call('client.prepare({ fanout: true }).sink({ any: "thing" })', () =>
  client.prepare({ fanout: true }).sink({ any: "thing" }),
);

step("What goes wrong arrives as typed errors");
await call('client.methodA("")', () => client.methodA(""), NotReady);
await call('client.fail("on purpose")', () => client.fail("on purpose"), RemoteError);
await call("client.methodA(5)", () => client.methodA(5 as unknown as string), Error);

await server.stop();
await Promise.all([transport.close(), serverTransport.close()]);
await router.stop();
step("Done");

/** Runs a call and shows what came of it; only an error of the expected class may. */
async function call(
  text: string,
  run: () => Promise<unknown>,
  expected?: abstract new (...args: never[]) => Error,
): Promise<void> {
  try {
    const result = await run();
    show(`${text} -> ${inspect(result)}`);
  } catch (error) {
    if (expected === undefined || !(error instanceof expected)) throw error;
    show(`${text} -> ${error.name}: ${error.message}`);
  }
}

function step(text: string): void {
  console.log(`\n${text}`);
}

function show(text: string): void {
  console.log(`  ${text}`);
}
