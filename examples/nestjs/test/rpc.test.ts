import "reflect-metadata";
import assert from "node:assert/strict";
import { test } from "node:test";
import { NestFactory } from "@nestjs/core";
import { GreeterClient } from "../src/generated/greeter/index.js";
import { RpcModule } from "../src/rpc.module.js";

test("an endpoint is a provider, and its client is one", async () => {
  const app = await NestFactory.createApplicationContext(RpcModule, { logger: false });
  try {
    assert.equal(await app.get(GreeterClient).hello("Ada"), "Hello, Ada");
  } finally {
    await app.close();
  }
});
