import { connect } from "@nats-io/transport-node";
import { servePeer } from "./peer-program.js";

const [servers = ""] = process.argv.slice(2);
const connection = await connect({ servers });
connection.subscribe("bench.echo", {
  callback: (_error, message) => {
    message.respond(JSON.stringify(message.json()));
  },
});
await connection.flush();
servePeer({});
