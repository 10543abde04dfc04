import { useEffect, useState } from "preact/hooks";
import type { ServiceDetail, ServiceList, Session } from "../../../src/console/api.js";
import { parseJson } from "../json/parse-json.js";
import { usePart } from "../parts/changing.js";
import { Note } from "../parts/note.js";
import { hashOf, type Route } from "../route.js";
import type { LiveState } from "../server/live-state.js";
import { request, requestJson } from "../server/request.js";
import { useAnswer } from "../server/use-answer.js";
import { MethodPage } from "./method-page.js";
import { ServiceMenu } from "./service-menu.js";
import { ServicePage } from "./service-page.js";
import type { Workbench } from "./workbench.js";

interface ServicesViewProps {
  readonly live: LiveState;
  readonly workbench: Workbench;
  readonly route: Route;
  readonly session: Session | undefined;
}

/** Services, their methods, and requests to them. */
export function ServicesView({ live, workbench, route, session }: ServicesViewProps) {
  const [asked, setAsked] = useState(0);
  const isOpen = usePart(live, ({ stream }) => stream === "open");
  const list = useAnswer(
    (signal) => requestJson<ServiceList>(`/api/services${asked > 0 ? "?refresh=1" : ""}`, undefined, signal),
    [asked, isOpen],
  );
  const services = list.value?.services ?? [];
  const [first] = services;
  const chosen = route.service ?? first?.id;
  const detail = useAnswer(
    async (signal) => {
      if (chosen === undefined) return undefined;
      // Defaults and limits of schemas may be integers that a double cannot hold.
      const text = await request(`/api/services/${encodeURIComponent(chosen)}`, undefined, signal);
      return parseJson(text) as unknown as ServiceDetail;
    },
    [chosen, isOpen, asked],
  );
  useEffect(() => {
    if (route.service === undefined && first !== undefined)
      history.replaceState(null, "", hashOf({ view: "services", service: first.id }));
  }, [route.service, first?.id]);

  const service = detail.value?.id === chosen ? detail.value : undefined;
  const method = service?.methods.find(({ name }) => name === route.method);
  const why = session?.views.discovery.why;
  return (
    <div class="split">
      <ServiceMenu
        list={list.value}
        service={service}
        chosen={chosen}
        method={route.method}
        isWaiting={list.isWaiting}
        onRefresh={() => setAsked(asked + 1)}
      />
      <div class="page">
        {list.trouble !== undefined && <Note isBad text={`Services: ${list.trouble}`} />}
        {list.isSlow && <Note text="Services: the servers have not answered yet; still waiting." />}
        {why !== undefined && <Note text={`Discovery: ${why}`} />}
        {list.value !== undefined && services.length === 0 && (
          <Note text="No service is known. Give definitions with --schema, or topics that servers of oslo-rpc listen at." />
        )}
        {detail.trouble !== undefined && detail.trouble !== list.trouble && (
          <Note isBad text={detail.trouble} />
        )}
        {detail.isSlow && !list.isSlow && <Note text="The definition has not come yet; still waiting." />}
        {service !== undefined && method !== undefined && (
          <MethodPage
            key={`${service.id} ${method.name}`}
            service={service}
            method={method}
            workbench={workbench}
            isReadOnly={session?.readOnly ?? false}
          />
        )}
        {service !== undefined && route.method !== undefined && method === undefined && (
          <Note text={`${service.name} has no method ${route.method}.`} />
        )}
        {service !== undefined && route.method === undefined && <ServicePage service={service} />}
      </div>
    </div>
  );
}
