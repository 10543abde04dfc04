import type { RpcTransport } from "../../src/index.js";
import { EchoClient } from "./echo-service.js";
import type { ByHand } from "./instrumentation.js";
import { type LoadResult, runLoad, toLoad } from "./load.js";
import { makeThing } from "./payload.js";
import type { Operation } from "./peer-program.js";

/** Topic on which the servers of the fanout workload listen, so that they take no part in the others. */
export const FANOUT_TOPIC = "bench-fanout";

/** What a client of this library is measured with: the topic when not that of the service, and spans around its calls. */
export function clientOperations(
  transport: RpcTransport,
  { topic, span }: { readonly topic?: string | undefined; readonly span?: ByHand | undefined } = {},
): Readonly<Record<string, Operation>> {
  const client = new EchoClient(transport, { timeout: 30 }).prepare({ topic });
  const everyone = client.prepare({ topic: FANOUT_TOPIC, fanout: true });
  const operation =
    (request: (thing: ReturnType<typeof makeThing>) => Promise<unknown>) =>
    (fields: Readonly<Record<string, unknown>>): Promise<LoadResult> => {
      const load = toLoad(fields);
      const thing = makeThing(load.bytes);
      return runLoad(load, () => request(thing));
    };
  return {
    call: operation(
      span === undefined ? (thing) => client.echo(thing) : (thing) => within(span, client.echo(thing)),
    ),
    unchecked: operation((thing) => client.echoAny(thing)),
    cast: operation((thing) => client.sink(thing)),
    fanout: operation((thing) => everyone.sink(thing)),
  };
}

function within<Result>(span: ByHand, call: Promise<Result>): Promise<Result> {
  const end = span();
  return call.then((result) => {
    end();
    return result;
  });
}
