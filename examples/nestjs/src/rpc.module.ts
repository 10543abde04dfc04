import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from "@nestjs/common";
import { getRpcTransport, RpcServer, type RpcTransport } from "oslo-rpc";
import { Greeter } from "./endpoints/greeter.js";
import { GreeterClient } from "./generated/greeter/index.js";
import { Greetings } from "./greetings.js";

/** RpcTransport is a type alone, and so no token. */
const TRANSPORT = "RpcTransport";

/** One transport for all clients and servers of the application; they start and end with it. */
@Module({
  providers: [
    Greetings,
    Greeter,
    {
      provide: TRANSPORT,
      useFactory: () => getRpcTransport({ url: process.env.TRANSPORT_URL ?? "fake://nestjs" }),
    },
    {
      provide: RpcServer,
      useFactory: (transport: RpcTransport, greeter: Greeter) =>
        new RpcServer(transport, { server: "nestjs", endpoints: [greeter] }),
      inject: [TRANSPORT, Greeter],
    },
    {
      provide: GreeterClient,
      useFactory: (transport: RpcTransport) => new GreeterClient(transport, { timeout: 5 }),
      inject: [TRANSPORT],
    },
  ],
  exports: [GreeterClient],
})
export class RpcModule implements OnApplicationBootstrap, OnApplicationShutdown {
  @Inject(RpcServer) private readonly server!: RpcServer;
  @Inject(TRANSPORT) private readonly transport!: RpcTransport;

  async onApplicationBootstrap(): Promise<void> {
    await this.server.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.server.stop();
    await this.transport.close();
  }
}
