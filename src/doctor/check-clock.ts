import { get, type IncomingMessage } from "node:http";
import { get as getOverTls } from "node:https";
import type { DoctorFinding } from "./finding.js";

/** Seconds that two clocks may be apart: a request names the moment until which its caller waits. */
const APART = 5;

/**
 * Compares this machine's clock with that of a host, by the time that RabbitMQ's management page tells to everybody.
 * Nothing is found where there is no such page.
 *
 * @param page where it is
 * @param timeout seconds
 */
export async function checkClock(page: URL, timeout: number): Promise<DoctorFinding | undefined> {
  const asked = Date.now();
  const date = await pageDate(page, timeout);
  if (Number.isNaN(date)) return undefined;
  // The page tells whole seconds.
  const apart = Math.round((asked + Date.now()) / 2 - date - 500) / 1000;
  if (Math.abs(apart) <= APART) return undefined;
  return {
    check: "clock",
    severity: "warning",
    where: page.hostname,
    problem: `this machine's clock is ${Math.abs(Math.round(apart))} s ${apart > 0 ? "ahead of" : "behind"} the host's`,
    cure: "synchronise both, by chrony for instance",
  };
}

function pageDate(page: URL, timeout: number): Promise<number> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeout * 1000);
    const told = (response: IncomingMessage) => {
      response.resume();
      resolve(Date.parse(response.headers.date ?? ""));
    };
    // A certificate is of no use here: nothing is told there, and clocks that are apart make it look expired.
    const request =
      page.protocol === "https:"
        ? getOverTls(page, { signal, rejectUnauthorized: false }, told)
        : get(page, { signal }, told);
    request.on("error", () => resolve(Number.NaN));
  });
}
