import type { Socket } from "node:net";
import { createServer, type Server } from "node:tls";
import { readTlsFiles } from "../amqp/socket/tls-files.js";

/** Files that make a router listen with TLS, in PEM form. */
export interface RouterTls {
  /** The router's certificate, with those between it and its authority behind it. */
  readonly certFile: string;
  /** Its key; in the same file when left out. */
  readonly keyFile?: string | undefined;
  /** Password of the key, when it is encrypted. */
  readonly keyPassword?: string | undefined;
  /** Authorities that sign certificates of clients, which may then log in with them (EXTERNAL). */
  readonly caFile?: string | undefined;
}

/**
 * Makes the server of a TLS listener.
 *
 * @param handshakeTimeout ms a client has for the TLS handshake.
 * @throws {ConfigurationError} a file is not what it should be.
 */
export function createTlsListener(
  { certFile, keyFile, keyPassword, caFile }: RouterTls,
  handshakeTimeout: number,
  accept: (socket: Socket) => void,
  refused: (error: Error) => void,
): Server {
  const material = readTlsFiles({
    cert: { setting: "TLS certificate", file: certFile },
    ...(keyFile !== undefined && { key: { setting: "TLS key", file: keyFile } }),
    ...(caFile !== undefined && { ca: { setting: "TLS authorities", file: caFile } }),
    passphrase: keyPassword,
  });
  const server = createServer(
    {
      ...material,
      minVersion: "TLSv1.2",
      handshakeTimeout,
      // A client without a certificate, or with one of another authority, may still log in otherwise.
      requestCert: caFile !== undefined,
      rejectUnauthorized: false,
    },
    accept,
  );
  server.on("tlsClientError", (error, socket) => {
    // Node leaves it open when the time for the handshake is over.
    socket.destroy();
    refused(error);
  });
  return server;
}
