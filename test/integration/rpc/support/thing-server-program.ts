// A server of its own process: thing-server-program.ts URL NAME [WORKERS] [GRACE]
import {
  getRpcTransport,
  type RequestContext,
  RpcServer,
  runWorkers,
  serveUntilSignalled,
  type Worker,
  type WorkerPool,
} from "../../../../src/index.js";
import { PrometheusMetrics, workerMetrics } from "../../../../src/prometheus/index.js";
import { ThingEndpoint } from "../../service/thing-service.js";

const [url = "", name = "", workers = "0", grace = "30"] = process.argv.slice(2);

/** `who` names the process, and `wait` says when it has begun and ends. */
class ProcessEndpoint extends ThingEndpoint {
  override who(): string {
    return `${name} ${process.pid}`;
  }

  override async wait(ctx: RequestContext, seconds: number): Promise<null> {
    console.log("begun");
    await super.wait(ctx, seconds);
    console.log("ended");
    return null;
  }
}

async function serve(worker?: Worker): Promise<void> {
  console.log("starts");
  const transport = getRpcTransport({ url });
  const server = new RpcServer(transport, { server: name, endpoints: [new ProcessEndpoint()] });
  await server.start();
  worker?.ready(server);
  if (worker === undefined) console.log("ready");
  const outcome = await serveUntilSignalled([server], { grace: Number(grace), signal: worker?.signal });
  console.log(outcome);
  await transport.close();
  if (outcome === "cut short") process.exit(1);
}

if (workers === "0") await serve();
else {
  const onReady = (pool: WorkerPool) => {
    pool.onHealthChange((all) => {
      const states = all.map((health) => health?.state ?? "gone").sort();
      console.log(`health: ${states.join(", ")}`);
    });
    console.log("ready");
    process.on("SIGUSR2", async () => {
      const text = await workerMetrics(pool).metrics();
      const [, count = ""] = /^oslo_rpc_server_requests_total\{.*method="who".*\} (\d+)$/m.exec(text) ?? [];
      console.log(`counted who: ${count}`);
    });
  };
  // The one line that watches workers.
  const instrumentation = () => new PrometheusMetrics();
  const outcome = await runWorkers(
    { workers: Number(workers), grace: Number(grace), onReady, instrumentation },
    serve,
  );
  if (outcome === "cut short") process.exitCode = 1;
}
