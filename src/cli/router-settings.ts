import { isLoopback } from "../amqp/socket/dial.js";
import type { Logger } from "../log/logger.js";
import type { Router, RouterLimits, RouterOptions, RouterTls } from "../router/index.js";
import { readUsersFile } from "../router/users-file.js";
import { UsageError } from "../terminal/usage-error.js";
import { type HttpCommandOptions, httpOptions, readSecret } from "./http-options.js";

/** The options of the command `router`. */
export interface RouterCommandOptions extends HttpCommandOptions {
  readonly host: string;
  readonly port: number;
  readonly users?: string;
  readonly allowAnonymous?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsKeyPasswordFile?: string;
  readonly tlsCa?: string;
  readonly limit?: Partial<RouterLimits>;
  readonly grace: number;
  readonly stats?: number;
  readonly trace?: boolean;
  readonly makeVerifier?: boolean;
  readonly config?: string;
  readonly debug?: boolean;
  readonly json?: boolean;
}

/**
 * The options of the router that a command line asks for.
 *
 * @throws {UsageError} they do not go together.
 * @throws {ConfigurationError} a file is not what it should be.
 */
export function routerOptions(options: RouterCommandOptions): RouterOptions {
  const { host, port, users, allowAnonymous, trace = false, limit } = options;
  if (users !== undefined && allowAnonymous) {
    throw new UsageError(
      '--allow-anonymous does not go with --users: the file\'s "anonymous" says what they may do',
    );
  }
  if (!isLoopback(host) && users === undefined && !allowAnonymous) {
    throw new UsageError(
      `--host ${host}: the router would let anybody in; add --users FILE, or --allow-anonymous if that is meant`,
    );
  }
  const tls = tlsOptions(options);
  const http = httpOptions(options);
  return {
    host,
    port,
    trace,
    ...(users !== undefined && { users: readUsersFile(users) }),
    ...(limit !== undefined && { limits: limit }),
    ...(allowAnonymous && { allowAnonymous }),
    ...(tls !== undefined && { tls }),
    ...(http !== undefined && { http }),
  };
}

/** Has a router read its files again. Whether that went well is a line of the log; if not, nothing has changed. */
export async function reloadRouter(
  router: Router,
  options: RouterCommandOptions,
  log: Logger,
): Promise<void> {
  const { users, tlsCert } = options;
  try {
    await router.reload({
      ...(users !== undefined && { users: readUsersFile(users) }),
      tls: tlsOptions(options),
    });
    log.info({ users: users ?? "none", tls: tlsCert ?? "off" }, "users and certificates are read again");
  } catch (error) {
    const reason = (error as Error).message.split("\n").join("; ");
    log.error({ reason }, "users and certificates stay as they were");
  }
}

function tlsOptions({
  tlsCert,
  tlsKey,
  tlsKeyPasswordFile,
  tlsCa,
}: RouterCommandOptions): RouterTls | undefined {
  if (tlsCert === undefined) {
    if ((tlsKey ?? tlsKeyPasswordFile ?? tlsCa) === undefined) return undefined;
    throw new UsageError("the router's certificate is missing: add --tls-cert FILE");
  }
  const keyPassword =
    tlsKeyPasswordFile === undefined ? undefined : readSecret("--tls-key-password-file", tlsKeyPasswordFile);
  return { certFile: tlsCert, keyFile: tlsKey, caFile: tlsCa, keyPassword };
}
