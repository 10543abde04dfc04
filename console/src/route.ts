import { useEffect, useState } from "preact/hooks";

/** The views of the page, in their order. */
export const VIEWS = ["services", "traffic", "notifications", "load"] as const;

/** One of the views. */
export type ViewName = (typeof VIEWS)[number];

/** What the address shows: a view, and in the services one of them and its method. */
export interface Route {
  readonly view: ViewName;
  readonly service?: string;
  readonly method?: string;
}

/** The part of an address that leads somewhere. Names are written so that none of them can end it. */
export function hashOf({ view, service, method }: Route): string {
  const query = new URLSearchParams();
  if (service !== undefined) query.set("service", service);
  if (method !== undefined) query.set("method", method);
  return query.size === 0 ? `#${view}` : `#${view}?${query}`;
}

/** Where an address leads; one that leads nowhere leads to the services. */
export function routeOf(hash: string): Route {
  const [name = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const given = new URLSearchParams(query);
  const service = given.get("service");
  const method = given.get("method");
  return {
    view: VIEWS.find((view) => view === name) ?? "services",
    ...(service !== null && { service }),
    ...(method !== null && { method }),
  };
}

/** Where the page is, also after it went elsewhere. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const changed = () => setRoute(routeOf(location.hash));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}
