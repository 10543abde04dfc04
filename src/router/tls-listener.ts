import type { Socket } from "node:net";
import { createServer, type Server } from "node:tls";
import { readTlsFiles, type TlsMaterial } from "../amqp/socket/tls-files.js";

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
  tls: RouterTls,
  handshakeTimeout: number,
  accept: (socket: Socket) => void,
  refused: (error: Error) => void,
): Server {
  const server = createServer(
    {
      ...tlsContext(tls),
      handshakeTimeout,
      // A client without a certificate, or with one of another authority, may still log in otherwise.
      requestCert: tls.caFile !== undefined,
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

/**
 * Reads the files.
 *
 * @throws {ConfigurationError} a file is not what it should be.
 */
export function tlsContext({ certFile, keyFile, keyPassword, caFile }: RouterTls): TlsMaterial & {
  readonly minVersion: "TLSv1.2";
} {
  const material = readTlsFiles({
    cert: { setting: "TLS certificate", file: certFile },
    ...(keyFile !== undefined && { key: { setting: "TLS key", file: keyFile } }),
    ...(caFile !== undefined && { ca: { setting: "TLS authorities", file: caFile } }),
    passphrase: keyPassword,
  });
  return { ...material, minVersion: "TLSv1.2" };
}
