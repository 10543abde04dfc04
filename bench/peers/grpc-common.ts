import type { ServiceDefinition } from "@grpc/grpc-js";
import type { Thing } from "./payload.js";

const toBytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const fromBytes = (bytes: Buffer): unknown => JSON.parse(bytes.toString());

/** The same payload as everybody's, JSON, in gRPC's frames: what differs is the way it travels. */
export const echoService = {
  echo: {
    path: "/bench.Echo/echo",
    requestStream: false,
    responseStream: false,
    requestSerialize: toBytes,
    requestDeserialize: fromBytes,
    responseSerialize: toBytes,
    responseDeserialize: fromBytes,
  },
} as const satisfies ServiceDefinition;

/** What a client made of the service looks like. */
export interface EchoStub {
  echo(thing: Thing, done: (error: Error | null, answer: Thing) => void): void;
}
