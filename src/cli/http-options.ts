import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { isLoopback } from "../amqp/socket/dial.js";
import type { HttpOptions } from "../http/http-server.js";
import { UsageError } from "../terminal/usage-error.js";

/** Options of the commands that tell over HTTP how they are. */
export interface HttpCommandOptions {
  readonly http?: number;
  readonly httpHost: string;
  readonly httpTokenFile?: string;
}

/** Adds the options of {@link HttpCommandOptions} to a command. @param paths it answers, for its help */
export function withHttpOptions(command: Command, paths: string): Command {
  return command
    .option("--http <port>", `answer ${paths} over HTTP; 0 for any free port`, parsePort)
    .option("--http-host <address>", "address for --http; beyond this machine with a token", "127.0.0.1")
    .option("--http-token-file <file>", "file with the token to be shown for all but /health and /ready");
}

/**
 * The HTTP server that a command line asks for; undefined when it asks for none.
 *
 * @throws {UsageError} others would be told as well, or options are given that have no effect.
 */
export function httpOptions({ http, httpHost, httpTokenFile }: HttpCommandOptions): HttpOptions | undefined {
  if (http === undefined) {
    if (httpTokenFile === undefined && isLoopback(httpHost)) return undefined;
    throw new UsageError("--http-host and --http-token-file are for HTTP: add --http PORT");
  }
  if (httpTokenFile === undefined && !isLoopback(httpHost)) {
    throw new UsageError(
      `--http-host ${httpHost}: anybody would be told what is going on; add --http-token-file FILE`,
    );
  }
  const token = httpTokenFile === undefined ? undefined : readSecret("--http-token-file", httpTokenFile);
  return { port: http, host: httpHost, token };
}

/** The content of a file that has one secret. @throws {UsageError} */
export function readSecret(option: string, file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new UsageError(`${option}: cannot read ${file}: ${(error as Error).message}`);
  }
}

/** Parses a port. @throws {UsageError} */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new UsageError(`a port is a number from 0 to 65535, not ${JSON.stringify(text)}`);
}
