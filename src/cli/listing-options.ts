import type { Command } from "commander";
import { UsageError } from "../terminal/usage-error.js";

/** Options of the commands that have a router or broker list its topics. */
export interface ListingCommandOptions {
  readonly http?: URL;
  readonly token?: string;
}

/** Adds the options of {@link ListingCommandOptions} to a command. */
export function withListingOptions(command: Command): Command {
  return command
    .option(
      "--http <url>",
      "HTTP port of the router, or RabbitMQ's management page (default: port 15672 of its host, where the broker is spoken to without TLS)",
      parseHttpUrl,
    )
    .option("--token <token>", "token of the router's HTTP port");
}

/** Parses the place of an HTTP port. @throws {UsageError} */
export function parseHttpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--http takes a URL as http://127.0.0.1:8080, not ${JSON.stringify(text)}`);
  // Not repeated: the text holds the password.
  if (url.username !== "" || url.password !== "")
    throw new UsageError("--http takes a URL without a login: that of --url, or --token, is shown there");
  return url;
}
