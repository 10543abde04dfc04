import { credentials, makeGenericClientConstructor } from "@grpc/grpc-js";
import { type EchoStub, echoService } from "./grpc-common.js";
import { runLoad, toLoad } from "./load.js";
import { makeThing } from "./payload.js";
import { servePeer } from "./peer-program.js";

const [url = ""] = process.argv.slice(2);
const Client = makeGenericClientConstructor(echoService, "Echo");
const stub = new Client(url, credentials.createInsecure()) as unknown as EchoStub;

servePeer({
  call: (fields) => {
    const load = toLoad(fields);
    const thing = makeThing(load.bytes);
    const call = () =>
      new Promise((resolve, reject) => {
        stub.echo(thing, (error, answer) => (error === null ? resolve(answer) : reject(error)));
      });
    return runLoad(load, call);
  },
});
