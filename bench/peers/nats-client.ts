import { connect } from "@nats-io/transport-node";
import { runLoad, toLoad } from "./load.js";
import { makeThing } from "./payload.js";
import { servePeer } from "./peer-program.js";

const [servers = ""] = process.argv.slice(2);
const connection = await connect({ servers });

servePeer({
  call: (fields) => {
    const load = toLoad(fields);
    const thing = makeThing(load.bytes);
    const call = async () =>
      (await connection.request("bench.echo", JSON.stringify(thing), { timeout: 30_000 })).json();
    return runLoad(load, call);
  },
});
