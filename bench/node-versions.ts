import { spawnSync } from "node:child_process";
import { BUILD_FOLDER } from "./build.js";
import { apart, type Contender, type Processes, throughRabbit } from "./contenders.js";
import { PeerProcess } from "./peer-process.js";
import { rabbitMissing } from "./rabbit.js";

const OURS = "oslo-rpc on Node.js ";
const OURS_RABBIT = "oslo-rpc through RabbitMQ on Node.js ";
const AMQPLIB = "amqplib through RabbitMQ on Node.js ";

/**
 * What runs on another Node.js: this build with a router of its own, and through RabbitMQ, beside amqplib.
 *
 * @param program path of its `node`
 * @throws {Error} it does not run.
 */
export function onNode(program: string): Contender[] {
  const { stdout, status, error } = spawnSync(program, ["--version"], { encoding: "utf8" });
  if (status !== 0 || !/^v\d+/.test(stdout))
    throw new Error(`${program} is no node: ${error?.message ?? stdout}`);
  const version = stdout.trim();
  return [
    apart(OURS + version, OURS + version, program, BUILD_FOLDER),
    overRabbit(OURS_RABBIT + version, program, "ours", ["plain", `bench-${version}`]),
    overRabbit(AMQPLIB + version, program, "amqplib", [`bench-amqplib-${version}`]),
  ];
}

/** @param words what follows the URL: those on other versions share the broker */
function overRabbit(name: string, program: string, peer: string, words: readonly string[]): Contender {
  const start = (role: string, url: string) =>
    PeerProcess.start(`${peer}-${role}`, program, [
      `${BUILD_FOLDER}/bench/peers/${peer}-${role}.js`,
      url,
      ...words,
    ]);
  const both = async (url: string): Promise<Processes> => {
    const server = await start("server", url);
    return { server, client: await start("client", url) };
  };
  return {
    name,
    title: name,
    operations: ["call"],
    maxOutstanding: Number.POSITIVE_INFINITY,
    workloads: ["call-1", "call-64"],
    missing: rabbitMissing,
    start: () => throughRabbit(both),
  };
}

/** What a contender on another Node.js is measured against; undefined for all other contenders. */
export function besides(contender: string): { readonly title: string; readonly other: string } | undefined {
  if (contender.startsWith(OURS)) {
    const version = contender.slice(OURS.length);
    return { title: `${version} / ${process.version}, own router`, other: "ours" };
  }
  if (!contender.startsWith(OURS_RABBIT)) return undefined;
  const version = contender.slice(OURS_RABBIT.length);
  return { title: `oslo-rpc / amqplib on ${version}, RabbitMQ`, other: AMQPLIB + version };
}
