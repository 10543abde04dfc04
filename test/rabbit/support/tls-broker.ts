import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../../support/certificates.js";
import { freePort } from "../../support/free-port.js";
import type { Peer } from "../../support/peers.js";
import type { Broker } from "./broker.js";
import { chrootFolder, insideChroot, startOwnRabbit } from "./rabbit.js";

export const openssl: Peer = {
  name: "openssl",
  install: "apt-get install -y openssl",
  missing: () => {
    try {
      execFileSync("openssl", ["version"]);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  },
};

/** A RabbitMQ that also speaks TLS, as localhost and no other, and takes certificates for logins. */
export class TlsBroker {
  readonly broker: Broker;
  readonly port: number;
  /** Holds `ca.pem`, and `client.pem` and `client.key` of the user `nova`. */
  readonly folder: string;

  private constructor(broker: Broker, port: number, folder: string) {
    this.broker = broker;
    this.port = port;
    this.folder = folder;
  }

  static async start(): Promise<TlsBroker> {
    const folder = certificates();
    const inside = insideChroot(folder);
    const port = await freePort();
    try {
      const broker = await startOwnRabbit({
        plugins: ["rabbitmq_auth_mechanism_ssl"],
        config: [
          `listeners.ssl.1 = 127.0.0.1:${port}`,
          `ssl_options.cacertfile = ${inside}/ca.pem`,
          `ssl_options.certfile = ${inside}/broker.pem`,
          `ssl_options.keyfile = ${inside}/broker.key`,
          "ssl_options.verify = verify_peer",
          "ssl_options.fail_if_no_peer_cert = false",
          "ssl_cert_login_from = common_name",
          ...["PLAIN", "AMQPLAIN", "EXTERNAL"].map((name, index) => `auth_mechanisms.${index + 1} = ${name}`),
        ],
      });
      return new TlsBroker(broker, port, folder);
    } catch (error) {
      rmSync(folder, { recursive: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.broker.stop();
    rmSync(this.folder, { recursive: true });
  }
}

function certificates(): string {
  const authority = new Authority();
  const folder = mkdtempSync(join(chrootFolder(), "tmp/tls-"));
  try {
    authority.issue("broker", { name: "localhost", names: "DNS:localhost" });
    authority.issue("client", { name: "nova" });
    cpSync(authority.folder, folder, { recursive: true });
  } finally {
    authority.remove();
  }
  // RabbitMQ runs as a user of its own.
  chmodSync(folder, 0o755);
  for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o644);
  return folder;
}
