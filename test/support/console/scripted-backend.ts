import type {
  CallAnswer,
  CallRequest,
  ServiceDetail,
  ServiceList,
  Session,
  Snippets,
  ValidateAnswer,
  ValidateRequest,
} from "../../../src/console/api.js";
import type { Backend, Watched } from "../../../src/console/backend.js";
import { ConsoleRefusal } from "../../../src/console/console-refusal.js";
import type { Load, NotificationLine, TrafficLine } from "../../../src/console/events.js";
import { KnownService } from "../../../src/console/known-service.js";
import type { PageStream } from "../../../src/console/page-stream.js";
import { serviceDetail } from "../../../src/console/service-detail.js";
import { checkArguments } from "../../../src/console/validate-arguments.js";
import type { ServiceModel } from "../../../src/definition/model.js";

const VIEW = { on: true } as const;

/** What a page is told when nothing is wrong. */
export const SESSION: Session = {
  version: "0",
  transport: "amqp://guest:***@127.0.0.1:5672",
  readOnly: false,
  health: { state: "connected", since: "2026-01-01T00:00:00.000Z" },
  views: { discovery: VIEW, tap: VIEW, notifications: VIEW, router: VIEW },
};

/** Answers as a test has them: services are real ones and arguments are really checked, the rest is made up. */
export class ScriptedBackend implements Backend {
  current: Session = SESSION;
  /** Awaited before each answer. */
  delay: Promise<void> = Promise.resolve();
  /** What calls come to. */
  onCall: (request: CallRequest) => CallAnswer | Promise<CallAnswer> = () => accepted();
  readonly requests: CallRequest[] = [];
  /** Calls that their page has given up. */
  givenUp = 0;
  readonly watched: Watched[] = [];
  readonly #services: readonly KnownService[];
  readonly #pages = new Set<PageStream>();
  readonly #awaited: (() => void)[] = [];

  constructor(models: readonly ServiceModel[]) {
    this.#services = models.map((model) => {
      const { topic, exchange } = model;
      return new KnownService(model, "definition", { topic, exchange, shown: exchange ?? "openstack" });
    });
  }

  session(): Session {
    return this.current;
  }

  async services(): Promise<ServiceList> {
    await this.delay;
    const topics = [{ topic: "other", exchange: "nova", problem: "no definition is known" }];
    return {
      services: this.#services.map((service) => ({
        ...service.summary,
        methods: service.methods,
        servers: SERVERS,
      })),
      topics,
    };
  }

  async service(id: string): Promise<ServiceDetail> {
    await this.delay;
    const known = this.#find(id);
    const detail = serviceDetail(known.model, ({ name }) => EXAMPLES[name] ?? []);
    return { ...known.summary, ...detail, servers: SERVERS };
  }

  async validate({ service, method, arguments: text }: ValidateRequest): Promise<ValidateAnswer> {
    await this.delay;
    return { problems: checkArguments(text, this.#find(service).method(method).editions).problems };
  }

  async call(request: CallRequest, signal: AbortSignal): Promise<CallAnswer> {
    signal.addEventListener("abort", () => {
      this.givenUp += 1;
    });
    await this.delay;
    if (this.current.readOnly) throw new ConsoleRefusal(403, "read-only", "requests are refused");
    this.requests.push(request);
    return await this.onCall(request);
  }

  async snippets({ method, arguments: text }: CallRequest): Promise<Snippets> {
    await this.delay;
    return {
      typescript: `client.${method}(${text})`,
      python: `python ${method}`,
      shell: `oslo-rpc ${method}`,
    };
  }

  watch(watched: Watched, page: PageStream): () => void {
    this.watched.push(watched);
    this.#pages.add(page);
    for (const resolve of this.#awaited.splice(0)) resolve();
    page.state("health", this.current.health);
    page.state("views", this.current.views);
    return () => this.#pages.delete(page);
  }

  /** Resolves when another page begins to watch: what is shown before, it does not see. */
  nextWatch(): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited.push(resolve);
    });
  }

  /** Shows every page lines of traffic. */
  traffic(lines: readonly TrafficLine[]): void {
    for (const page of this.#pages) for (const line of lines) page.traffic(line);
  }

  /** Shows every page notifications. */
  notifications(lines: readonly NotificationLine[]): void {
    for (const page of this.#pages) for (const line of lines) page.notification(line);
  }

  /** Shows every page a look at the load. */
  load(load: Load): void {
    for (const page of this.#pages) page.state("load", load);
  }

  /** Changes what pages are told of the connections. */
  change(part: Partial<Session>): void {
    this.current = { ...this.current, ...part };
    for (const page of this.#pages) {
      page.state("health", this.current.health);
      page.state("views", this.current.views);
    }
  }

  #find(id: string): KnownService {
    const known = this.#services.find((service) => service.id === id);
    if (known === undefined) throw new ConsoleRefusal(404, "no-such-service", "there is no such service");
    return known;
  }
}

/** The answer to a cast. */
export function accepted(): CallAnswer {
  const sent = Date.now();
  return { outcome: "accepted", timing: { sent, taken: sent + 2 } };
}

/** A result, taken after 2 ms and answered after 8. */
export function resultOf(text: string): CallAnswer {
  const sent = Date.now();
  return { outcome: "result", result: { text }, timing: { sent, taken: sent + 2, answered: sent + 8 } };
}

const SERVERS = [
  {
    server: "Server01",
    host: "host-a",
    process: 41,
    since: "2026-01-01T00:00:00.000Z",
    version: "0.1.0",
    running: 1,
  },
];

const EXAMPLES: Readonly<Record<string, ServiceDetail["methods"][number]["examples"]>> = {
  start: [
    { title: "smallest", arguments: '{"speed": 7}' },
    { title: "large number", arguments: '{"speed": 9007199254740993, "how": {"mode": "slow"}}' },
  ],
};
