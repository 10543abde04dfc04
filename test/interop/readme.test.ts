import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { MyService } from "../../examples/sandbox/endpoints/my-service.js";
import { getRpcTransport, RpcServer } from "../../src/index.js";
import { Router } from "../../src/router/index.js";
import { codeBlocks } from "../package/readme-blocks.js";
import { needs } from "../support/peers.js";
import { pythonOslo, pythonProgram } from "../support/python.js";

describe("the README's caller in Python", needs(pythonOslo), () => {
  it("calls the sandbox's server as it stands", async (t) => {
    const router = new Router({ port: 0 });
    await router.start();
    const transport = getRpcTransport({ url: router.url });
    const server = new RpcServer(transport, { server: "Server01", endpoints: [new MyService()] });
    t.after(async () => {
      await server.stop();
      await transport.close();
      await router.stop();
    });
    await server.start();
    const [program = ""] = codeBlocks("README.md", "python");
    const { stdout } = await promisify(execFile)(pythonProgram(), [
      "-c",
      program.replace("amqp://127.0.0.1:5672", router.url),
    ]);
    assert.equal(stdout, "{'arg1': 'a', 'arg2': 'b'}\n");
  });
});
