import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { getRpcTransport, RpcServer } from "oslo-rpc";
import { buildApp } from "../src/app.js";
import { Greeter } from "../src/endpoints/greeter.js";

const transport = getRpcTransport({ url: "fake://fastify" });
const server = new RpcServer(transport, { server: "test", endpoints: [new Greeter()] });
const app = buildApp(transport);

before(() => server.start());
after(async () => {
  await app.close();
  await server.stop();
  await transport.close();
});

test("a request is answered by the service", async () => {
  const { statusCode, body } = await app.inject("/hello?name=Ada");
  assert.deepEqual([statusCode, JSON.parse(body)], [200, { greeting: "Hello, Ada" }]);
});

test("a value that does not fit the definition is the requester's mistake", async () => {
  assert.equal((await app.inject("/hello")).statusCode, 400);
});
