// Draws docs/guide/trace.svg of the spans that a real program exports: npx tsx scripts/trace-picture.ts
import { writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SpanKind } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import {
  getRpcTransport,
  type RequestContext,
  RpcServer,
  type RpcTransport,
  ServiceClient,
  type ServiceDescriptor,
  ServiceEndpoint,
} from "../src/index.js";
import { openTelemetry } from "../src/opentelemetry/index.js";
import { Router } from "../src/router/index.js";

/** A span, and the part of the program that it is of. */
export interface TracedSpan {
  readonly part: string;
  readonly span: ReadableSpan;
}

function service(name: string, topic: string, method: string, kind: "call" | "cast"): ServiceDescriptor {
  return {
    format: 1,
    service: name,
    topic,
    exchange: "shop",
    version: "1.0",
    methods: [
      { name: method, kind, since: "1.0", params: [], errors: [], ...(kind === "call" && { result: {} }) },
    ],
  };
}

const ORDERS = service("OrderService", "orders", "place_order", "call");
const STOCK = service("StockService", "stock", "reserve", "call");
const MAIL = service("MailService", "mail", "confirm", "cast");

class Client extends ServiceClient {
  send(method: string): Promise<unknown> {
    return this.invoke(method, []);
  }
}

class Orders extends ServiceEndpoint {
  readonly descriptor: ServiceDescriptor = ORDERS;
  readonly #transport: RpcTransport;

  constructor(transport: RpcTransport) {
    super();
    this.#transport = transport;
  }

  async place_order(context: RequestContext): Promise<number> {
    await new Client(STOCK, this.#transport, { context }).send("reserve");
    await delay(4);
    await new Client(MAIL, this.#transport, { context }).send("confirm");
    await delay(2);
    return 1;
  }
}

class Stock extends ServiceEndpoint {
  readonly descriptor: ServiceDescriptor = STOCK;

  async reserve(): Promise<number> {
    await delay(12);
    return 1;
  }
}

class Mail extends ServiceEndpoint {
  readonly descriptor: ServiceDescriptor = MAIL;

  async confirm(): Promise<void> {
    await delay(9);
  }
}

/** A call through a router to a server which calls another and casts to a third, as each part exports its spans. */
export async function traceOfProgram(): Promise<readonly TracedSpan[]> {
  const router = new Router({ port: 0 });
  await router.start();
  const exporters = new Map<string, InMemorySpanExporter>();
  const transports: RpcTransport[] = [];
  const transportOf = (part: string): RpcTransport => {
    const exporter = new InMemorySpanExporter();
    exporters.set(part, exporter);
    const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const url = `amqp://127.0.0.1:${router.port}`;
    const transport = getRpcTransport({ url, instrumentation: openTelemetry({ tracerProvider }) });
    transports.push(transport);
    return transport;
  };
  const orders = transportOf("orders");
  const endpoints = [new Orders(orders), new Stock(), new Mail()];
  const servers = [orders, transportOf("stock"), transportOf("mail")].map(
    (transport, index) =>
      new RpcServer(transport, { server: "one", endpoints: endpoints.slice(index, index + 1) }),
  );
  await Promise.all(servers.map((server) => server.start()));
  const client = new Client(ORDERS, transportOf("api"), { timeout: 30 });
  // The first call makes the connections, and shows nothing else.
  await client.send("place_order");
  await client.send("place_order");
  // They answer what they have taken, the cast included.
  await Promise.all(servers.map((server) => server.stop()));
  await Promise.all(transports.map((transport) => transport.close()));
  await router.stop();
  const all = [...exporters].flatMap(([part, exporter]) =>
    exporter.getFinishedSpans().map((span) => ({ part, span })),
  );
  const shown = exporters.get("api")?.getFinishedSpans().at(-1)?.spanContext().traceId;
  return all.filter(({ span }) => span.spanContext().traceId === shown);
}

const LEFT = 380;
const WIDTH = 1000;
const ROW = 30;
const TOP = 56;
const COLOURS = ["#1f7a4d", "#2c6fbb", "#b8701b", "#7a4fb0"];

interface Row extends TracedSpan {
  readonly depth: number;
}

/** Each span after its parent, in the order they began. */
export function rowsOf(spans: readonly TracedSpan[], parent?: string, depth = 0): readonly Row[] {
  return spans
    .filter(({ span }) => span.parentSpanContext?.spanId === parent)
    .sort((one, other) => began(one.span) - began(other.span))
    .flatMap((one) => [{ ...one, depth }, ...rowsOf(spans, one.span.spanContext().spanId, depth + 1)]);
}

/** The words that a row begins with. */
export function labelOf({ part, span, depth }: Row): string {
  return `${"\u00a0".repeat(3 * depth)}${part}: ${SpanKind[span.kind]} ${span.name}`;
}

/** The picture of a trace, as SVG. */
export function tracePicture(spans: readonly TracedSpan[]): string {
  const rows = rowsOf(spans);
  const first = Math.min(...spans.map(({ span }) => began(span)));
  const last = Math.max(...spans.map(({ span }) => ended(span)));
  const x = (time: number) => LEFT + ((WIDTH - LEFT - 90) * (time - first)) / (last - first);
  const height = TOP + ROW * rows.length + 12;
  const parts = [...new Set(rows.map(({ part }) => part))];
  const drawn = rows.flatMap((row, index) => {
    const { span, part } = row;
    const y = TOP + ROW * index;
    const [from, to] = [x(began(span)), x(ended(span))];
    const width = Math.max(2, to - from).toFixed(1);
    const colour = COLOURS[parts.indexOf(part) % COLOURS.length];
    return [
      `<text x="12" y="${y + 17}">${labelOf(row)}</text>`,
      `<rect x="${from.toFixed(1)}" y="${y + 3}" width="${width}" height="18" rx="3" fill="${colour}"/>`,
      `<text x="${(to + 6).toFixed(1)}" y="${y + 17}" font-size="12" fill="#57606a">${(ended(span) - began(span)).toFixed(1)} ms</text>`,
    ];
  });
  const title = `Trace ${spans[0]?.span.spanContext().traceId ?? ""}, ${(last - first).toFixed(1)} ms`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="13" fill="#24292f">`,
    "<title>A call that makes a call and a cast, as OpenTelemetry exports it</title>",
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="30" font-weight="600">${title}</text>`,
    ...drawn,
    "</svg>",
  ].join("\n")}\n`;
}

function began({ startTime: [seconds, nanoseconds] }: ReadableSpan): number {
  return seconds * 1e3 + nanoseconds / 1e6;
}

function ended({ endTime: [seconds, nanoseconds] }: ReadableSpan): number {
  return seconds * 1e3 + nanoseconds / 1e6;
}

if (process.argv[1] === import.meta.filename) {
  const picture = tracePicture(await traceOfProgram());
  writeFileSync(fileURLToPath(new URL("../docs/guide/trace.svg", import.meta.url)), picture);
}
