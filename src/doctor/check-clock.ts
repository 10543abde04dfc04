import { get } from "node:http";
import type { DoctorFinding } from "./finding.js";

const MANAGEMENT_PORT = 15672;
/** Seconds that two clocks may be apart: a request names the moment until which its caller waits. */
const APART = 5;

/**
 * Compares this machine's clock with that of the host, by the time that RabbitMQ's management page tells to everybody.
 * Nothing is found where there is no such page.
 *
 * @param timeout seconds
 */
export async function checkClock(host: string, timeout: number): Promise<DoctorFinding | undefined> {
  const asked = Date.now();
  const date = await pageDate(host, timeout);
  if (Number.isNaN(date)) return undefined;
  // The page tells whole seconds.
  const apart = Math.round((asked + Date.now()) / 2 - date - 500) / 1000;
  if (Math.abs(apart) <= APART) return undefined;
  return {
    check: "clock",
    severity: "warning",
    where: host,
    problem: `this machine's clock is ${Math.abs(Math.round(apart))} s ${apart > 0 ? "ahead of" : "behind"} the host's`,
    cure: "synchronise both, by chrony for instance",
  };
}

function pageDate(host: string, timeout: number): Promise<number> {
  return new Promise((resolve) => {
    const request = get(
      { host, port: MANAGEMENT_PORT, path: "/", signal: AbortSignal.timeout(timeout * 1000) },
      (response) => {
        response.resume();
        resolve(Date.parse(response.headers.date ?? ""));
      },
    );
    request.on("error", () => resolve(Number.NaN));
  });
}
