import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { getRpcTransport, MessagingTimeout, RpcServer, type RpcTransport } from "../../../src/index.js";
import type { Coverage } from "../../support/compatibility.js";
import { hookLimit } from "../../support/peers.js";
import { PythonClient } from "./python-client.js";
import type { PythonLauncher } from "./python-process.js";
import { PythonServer } from "./python-server.js";
import { SandboxClient, SandboxEndpoint } from "./sandbox.js";

const CALLS = 10;

/** A peer that keeps messages while nobody takes them, and where in it the servers meet. */
export interface WaitingPlace {
  /** Known when the suite runs. */
  readonly url: () => string;
  readonly place: { readonly topic: string; readonly exchange: string };
  /** Undefined for the Python of this machine. */
  readonly python?: PythonLauncher | undefined;
}

/** Requests of both kinds of client while servers of both kinds come and go. */
export function requestsThatWait({ url, place, python }: WaitingPlace, covers: Coverage["both"]): void {
  const endpoint = new SandboxEndpoint();
  let transport: RpcTransport;
  let client: SandboxClient;
  let ours: RpcServer | undefined;
  let pythonServer: PythonServer | undefined;
  let pythonClient: PythonClient;

  before(async () => {
    transport = getRpcTransport({ url: url() });
    client = new SandboxClient(transport, { timeout: 60 }).prepare(place);
    const options = { url: url(), ...place, ...(python && { python }) };
    [pythonClient] = await Promise.all([PythonClient.start(options), servePython(), serve()]);
  }, hookLimit);
  after(async () => {
    await Promise.all([pythonServer?.stop(), pythonClient?.stop(), ours?.stop()]);
    await transport?.close();
  }, hookLimit);

  async function serve(): Promise<void> {
    ours = new RpcServer(transport, { server: "Server01", endpoints: [endpoint], ...place });
    await ours.start();
  }

  async function servePython(): Promise<void> {
    const options = { url: url(), ...place, ...(python && { python }) };
    pythonServer = await PythonServer.start({ ...options, server: "Python01" });
  }

  /** Calls of both clients, all answered. */
  async function callFromBoth(): Promise<void> {
    const numbers = Array.from({ length: CALLS }, (_, index) => index);
    assert.deepEqual(await Promise.all(numbers.map((value) => client.echo(value))), numbers);
    const answers = await Promise.all(numbers.map((value) => pythonClient.call("echo", { value })));
    assert.deepEqual(answers, numbers);
  }

  /** A call of each client that nobody takes in time, and a cast, which waits for ever. */
  async function leaveBehind(): Promise<void> {
    await Promise.all([
      assert.rejects(client.prepare({ timeout: 0.5 }).echo("expired"), MessagingTimeout),
      pythonClient
        .failure("echo", { value: "expired" }, { timeout: 1 })
        .then((failure) => assert.equal(failure.class, "MessagingTimeout")),
      client.sink("kept"),
    ]);
  }

  it("are taken by the others when a server stops", async (test) => {
    covers(test, "the others take over when a server stops");
    await pythonServer?.stop();
    await callFromBoth();
    await servePython();
    await ours?.stop();
    await callFromBoth();
  });

  it("are never executed once they have expired", async (test) => {
    covers(test, "call that expires while it waits");
    await pythonServer?.stop();
    await ours?.stop();
    await leaveBehind();
    const before = endpoint.echoed;
    await serve();
    assert.equal((await endpoint.sunk()).payload, "kept");
    assert.equal(await client.echo("after"), "after");
    assert.equal(endpoint.echoed - before, 1);

    await ours?.stop();
    await leaveBehind();
    await servePython();
    const called = await pythonServer?.called("sink");
    assert.equal(called?.args.payload, "kept");
    assert.equal(await client.echo("after"), "after");
    const echoes = await pythonServer?.called("echo");
    assert.deepEqual([echoes?.args.value, pythonServer?.calls("echo")], ["after", []]);
  });
}
