import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const DEFINITIONS = "test/fixtures/definitions";

/** The compilers that users of generated code have: names of folders in node_modules. */
export const COMPILERS: readonly string[] = ["typescript-5.9", "typescript", "typescript-7.0"];

/** The path of a compiler's command. */
export function compilerPath(name: string): string {
  return join(ROOT, "node_modules", name, "bin/tsc");
}

/** All definitions of the tests, and what they refer to, by path in a project. */
export function definitionFiles(): ReadonlyMap<string, string> {
  const fixtures = readdirSync(join(ROOT, DEFINITIONS), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .map((file) => [`schemas/${file}`, readFileSync(join(ROOT, DEFINITIONS, file), "utf8")] as const);
  const own = ["my-service.json", "my-second-service.json"].map(
    (file) => [`schemas/${file}`, readFileSync(join(ROOT, "schemas", file), "utf8")] as const,
  );
  return new Map([...fixtures, ...own]);
}

/** The program of type errors that must be found, moved to where the project has its generated code. */
export function usageProgram(): string {
  const text = readFileSync(join(ROOT, "test/integration/generator/usage.ts"), "utf8");
  return text.replaceAll("../../fixtures/generated/", "./generated/");
}

/** A program in CommonJS that serves and calls MyService. TypeScript makes `require` of its imports. */
export const COMMONJS_PROGRAM = `
import { getRpcTransport, RpcServer, type RequestContext } from "oslo-rpc";
import { MyServiceClient, MyServiceEndpoint, type MethodAResult } from "./generated/my-service/index.js";

class MyService extends MyServiceEndpoint {
  echo(_ctx: RequestContext, text?: unknown): unknown { return text; }
  methodA(_ctx: RequestContext, arg1: string): MethodAResult { return { arg1 }; }
  common(): string { return "common"; }
  sink(): void {}
  sleep(): void {}
  fail(): void {}
}

async function main(): Promise<void> {
  const transport = getRpcTransport({ url: "fake://" });
  const server = new RpcServer(transport, { server: "one", endpoints: [new MyService()] });
  await server.start();
  console.log(JSON.stringify(await new MyServiceClient(transport).methodA("a")), typeof require);
  await server.stop();
  await transport.close();
}
void main();
`;

/** A program that serves the service of the README's tour at the URL it is given, until it is told to stop. */
export const SERVING_PROGRAM = `
import { getRpcTransport, RpcServer, serveUntilSignalled } from "oslo-rpc";
import { MyService } from "./endpoints/my-service.js";

const transport = getRpcTransport({ url: process.argv[2] });
const server = new RpcServer(transport, { server: "one", endpoints: [new MyService()] });
await server.start();
console.log("serving");
await serveUntilSignalled([server]);
await transport.close();
`;
