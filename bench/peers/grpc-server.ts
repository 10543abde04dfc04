import { Server, ServerCredentials } from "@grpc/grpc-js";
import { echoService } from "./grpc-common.js";
import { servePeer } from "./peer-program.js";

const server = new Server();
server.addService(echoService, {
  echo: (call: { request: unknown }, done: (error: null, answer: unknown) => void) =>
    done(null, call.request),
});
const port = await new Promise<number>((resolve, reject) => {
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
    if (error === null) resolve(bound);
    else reject(error);
  });
});
servePeer({}, { url: `127.0.0.1:${port}` });
