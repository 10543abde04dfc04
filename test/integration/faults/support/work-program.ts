// A server or a client of its own process: work-program.ts serve URL NAME | call URL COUNT
import { getRpcTransport, RpcServer } from "../../../../src/index.js";
import { WorkClient, WorkEndpoint } from "./work-service.js";

const [what, url = "", argument = ""] = process.argv.slice(2);
const transport = getRpcTransport({ url });
if (what === "serve") {
  const endpoint = new WorkEndpoint((id) => console.log(`executed ${id}`));
  await new RpcServer(transport, { server: argument, endpoints: [endpoint] }).start();
  console.log("ready");
} else {
  const client = new WorkClient(transport, { timeout: 600 });
  const count = Number(argument);
  for (let index = 0; index < count; index++)
    void client.work(`${process.pid} ${index}`, 3_000).catch(() => {});
  console.log("ready");
}
