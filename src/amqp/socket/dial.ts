import { connect as connectTcp, isIP, type Socket } from "node:net";
import type * as Tls from "node:tls";
import { AmqpError } from "../codec/amqp-error.js";
import { SharedReading } from "../codec/frame-reader.js";
import { describeTlsError, isCertificateRefused, NO_TLS_HERE } from "./tls-failure.js";

/** TLS material for one connection, as `tls.connect` takes it. */
export type TlsClientOptions = Pick<
  Tls.ConnectionOptions,
  | "ca"
  | "cert"
  | "key"
  | "minVersion"
  | "maxVersion"
  | "passphrase"
  | "servername"
  | "checkServerIdentity"
  | "rejectUnauthorized"
> & {
  /** Where `ca` was read, for error messages. */
  readonly caFile?: string | undefined;
};

export interface DialTarget {
  readonly host: string;
  readonly port: number;
  /** Present when the connection is to be TLS. */
  readonly tls?: TlsClientOptions | undefined;
}

/** `HOST:PORT`, with brackets around an IPv6 address. */
export function formatAddress({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** True for hosts that never leave this machine. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host === "::1" || host === "::ffff:127.0.0.1" || /^127(\.\d{1,3}){3}$/.test(host)
  );
}

/** A socket on its way to a peer. */
interface Dialled {
  /** Holds back what is written to it until it is connected: nobody has shown yet to be the peer. */
  readonly socket: Socket;
  /** Rejects with an {@link AmqpError} of reason `connect` when it cannot be; no socket is left open. */
  readonly connected: Promise<void>;
}

/**
 * Opens a TCP or TLS connection with TCP_NODELAY. What comes is told to those who listen for `data` then, and to nobody
 * else.
 *
 * @param timeout ms until the TCP and TLS handshakes must be done.
 * @param signal ends the attempt early.
 */
export function dial(target: DialTarget, timeout: number, signal: AbortSignal): Dialled {
  const { host, port, tls } = target;
  const onread = new SharedReading();
  const socket: Socket = tls
    ? loadTls().connect({ ...tlsOptions(host, port, tls), onread } as Tls.ConnectionOptions)
    : connectTcp({ host, port, onread });
  onread.socket = socket;
  socket.setNoDelay(true);
  socket.cork();
  const connected = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => fail(`no answer within ${timeout / 1000} s`), timeout);
    const aborted = () => fail("the connection was closed");
    const stop = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", aborted);
      socket.off("error", onError);
    };
    const fail = (why: string, cause?: unknown) => {
      stop();
      socket.on("error", () => {});
      socket.destroy();
      const refused = tls !== undefined && cause instanceof Error && isCertificateRefused(cause);
      const reason = refused ? "authentication" : "connect";
      reject(new AmqpError(reason, `cannot connect to ${formatAddress(target)}: ${why}`, { cause }));
    };
    const onError = (error: NodeJS.ErrnoException) => {
      const isCut = tls !== undefined && error.code === "ECONNRESET";
      fail(describe(error, tls) + (isCut ? NO_TLS_HERE : ""), error);
    };
    socket.once("error", onError);
    signal.addEventListener("abort", aborted, { once: true });
    socket.once(tls ? "secureConnect" : "connect", () => {
      stop();
      socket.uncork();
      resolve();
    });
    if (signal.aborted) aborted();
  });
  return { socket, connected };
}

/** The name checked is the one asked for, whether or not it may be sent: an IP address may not. */
function tlsOptions(host: string, port: number, tls: TlsClientOptions): Tls.ConnectionOptions {
  const { caFile: _, servername, ...material } = tls;
  const name = servername || host;
  return {
    host,
    port,
    checkServerIdentity: (_host, certificate) => loadTls().checkServerIdentity(name, certificate),
    ...material,
    servername: isIP(name) === 0 ? name : "",
  };
}

/** Loaded with the first connection that needs it: it brings its certificates along, which takes some milliseconds. */
function loadTls(): typeof Tls {
  return process.getBuiltinModule("node:tls");
}

const reasons = new Map([
  ["ECONNREFUSED", "connection refused"],
  ["ECONNRESET", "connection reset"],
  ["ENOTFOUND", "no such host"],
  ["EAI_AGAIN", "the host name cannot be resolved now"],
  ["EHOSTUNREACH", "no route to the host"],
  ["ENETUNREACH", "no route to the network"],
  ["ETIMEDOUT", "no answer"],
]);

/** Says in words why a socket failed. @param tls given when it is one of TLS. */
export function describe(error: NodeJS.ErrnoException, tls?: TlsClientOptions): string {
  // Happy eyeballs reports one error per address; the first says enough.
  const first = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
  const known = reasons.get(first.code ?? "") ?? (tls && describeTlsError(first, tls));
  return known ?? first.message;
}
