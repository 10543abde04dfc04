import { json, probe } from "../http/answers.js";
import type { HttpAnswer, HttpRoute } from "../http/http-server.js";
import { PROMETHEUS_TEXT, prometheusText } from "../http/prometheus-text.js";
import type { Router } from "./router.js";
import { routerMetrics } from "./router-metrics.js";
import type { Page } from "./router-options.js";

/** Items of one answer when nobody asks for another number, and at most. */
const PAGE = 1_000;
const LARGEST_PAGE = 10_000;

/** The paths of a router over HTTP. */
export function routerRoutes(router: Router): ReadonlyMap<string, HttpRoute> {
  const look = (member: "healthy" | "ready") => async () => {
    const { health } = router;
    return { isWell: health[member], details: { state: health.state, since: health.since } };
  };
  return new Map<string, HttpRoute>([
    ["/health", probe("healthy", look("healthy"))],
    ["/ready", probe("ready", look("ready"))],
    [
      "/metrics",
      { answer: () => ({ contentType: PROMETHEUS_TEXT, body: prometheusText(routerMetrics(router)) }) },
    ],
    ["/statistics", { answer: () => json(router.statistics()) }],
    ["/limits", { answer: () => json(router.limits) }],
    [
      "/connections",
      {
        answer: (query) =>
          pageOf(query, (page) => ({
            total: router.statistics().connections,
            connections: router.connections(page),
          })),
      },
    ],
    [
      "/addresses",
      {
        answer: (query) =>
          pageOf(query, (page) => ({
            total: router.statistics().addresses,
            addresses: router.addresses(page),
          })),
      },
    ],
  ]);
}

/** Part of a list, as `?offset=` and `?limit=` ask for it: a router with very many clients is not to stand still for it. */
function pageOf(query: URLSearchParams, list: (page: Page) => object): HttpAnswer {
  const offset = wholeNumber(query, "offset", 0);
  const limit = wholeNumber(query, "limit", PAGE);
  if (offset === undefined || limit === undefined || limit > LARGEST_PAGE) {
    return json({ error: `offset and limit are whole numbers, and limit at most ${LARGEST_PAGE}` }, 400);
  }
  return json(list({ offset, limit }));
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number | undefined {
  const text = query.get(name);
  if (text === null) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
