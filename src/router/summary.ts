import type { LogFields } from "../log/logger.js";
import type { RouterOptions } from "./router-options.js";
import type { UserBook } from "./users.js";

interface Running {
  readonly url: string;
  readonly httpUrl: string | undefined;
  readonly users: UserBook | undefined;
}

/** The parts that are on, for one line of the log. */
export function summary({ tls, limits }: RouterOptions, { url, httpUrl, users }: Running): LogFields {
  return {
    url,
    users: users?.size ?? "anybody",
    anonymous: users === undefined || users.anonymous !== undefined ? "let in" : "kept out",
    tls: tls?.certFile ?? "off",
    clientCertificates: tls?.caFile ?? "off",
    http: httpUrl ?? "off",
    ...(limits !== undefined && { limits }),
  };
}
