import type { HttpAnswer, HttpRoute } from "./http-server.js";

/** An answer in JSON. */
export function json(value: unknown, status = 200): HttpAnswer {
  return { status, contentType: "application/json", body: `${JSON.stringify(value)}\n` };
}

/**
 * The route of a probe: 200 while all is well, else 503.
 *
 * @param name of the member that says so
 * @param look finds out, with details for who may know them
 */
export function probe(
  name: string,
  look: () => Promise<{ readonly isWell: boolean; readonly details: object }>,
): HttpRoute {
  return {
    isOpen: true,
    answer: async (_query, detailed) => {
      const { isWell, details } = await look();
      return json({ [name]: isWell, ...(detailed && details) }, isWell ? 200 : 503);
    },
  };
}
