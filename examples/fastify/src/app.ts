import Fastify, { type FastifyInstance } from "fastify";
import { InvalidArguments, type RpcTransport } from "oslo-rpc";
import { GreeterClient } from "../generated/greeter/index.js";

/** Answers over HTTP what the service answers. The transport is the caller's, and so is its end. */
export function buildApp(transport: RpcTransport): FastifyInstance {
  const app = Fastify();
  const greeter = new GreeterClient(transport, { timeout: 5 });
  app.get<{ Querystring: { name?: string } }>("/hello", async ({ query }) => ({
    greeting: await greeter.hello(query.name ?? ""),
  }));
  // A value that does not fit the definition never leaves this process.
  app.setErrorHandler((error, _request, reply) => {
    const isTheirs = error instanceof InvalidArguments;
    return reply
      .code(isTheirs ? 400 : 502)
      .send({ error: isTheirs ? error.message : "the service did not answer" });
  });
  return app;
}
