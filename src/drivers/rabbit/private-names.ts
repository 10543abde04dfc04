import { hostname } from "node:os";
import { basename } from "node:path";
import { randomId } from "../../amqp/codec/message-writer.js";
import type { Configuration } from "../../config/configuration.js";
import { rabbit } from "../../config/groups/rabbit.js";

/** The mark that tells these names from those of Python's services, which end with a number alone. */
const OURS = "oslo-rpc-";

/** Numbers that are tried before a name is random. */
const HIGHEST_NUMBER = 1_000;

/** Bytes of the longest name that a Python server can send a reply to. */
const LONGEST_NAME = 255;

/**
 * Names for the queues that belong to one connection alone. They are random, or with `use_queue_manager` made of host
 * and process, and the lowest number that no other connection has: the broker, which lets one connection have a queue,
 * decides between processes, and after a restart the same number is free again.
 */
export class PrivateNames {
  /** `HOST:PROCESS`; undefined where names are random. */
  readonly #place: string | undefined;
  readonly #used = new Set<string>();

  constructor(configuration: Configuration) {
    const host = configuration.get(rabbit.hostname) || hostname();
    const process = configuration.get(rabbit.processname) || programName();
    this.#place = configuration.get(rabbit.useQueueManager) ? `${host}:${process}` : undefined;
  }

  /** Takes the first name with a higher number that no other queue of this connection has. */
  take(prefix: string, above: number): { readonly name: string; readonly number: number } {
    for (let number = above + 1; this.#place !== undefined && number <= HIGHEST_NUMBER; number += 1) {
      const name = `${prefix}_${this.#place}:${OURS}${number}`;
      if (Buffer.byteLength(name) > LONGEST_NAME) break;
      if (this.#used.has(name)) continue;
      this.#used.add(name);
      return { name, number };
    }
    return { name: `${prefix}_${randomId()}`, number: above };
  }

  giveBack(name: string): void {
    this.#used.delete(name);
  }
}

export interface PrivateNameOptions {
  readonly names: PrivateNames;
  /** The beginning of the names. */
  readonly prefix: string;
  /** The queue has another name now. */
  readonly onRenewed?: (why: string) => void;
}

/** The name of one queue, which stays until another is needed. */
export class PrivateName {
  readonly #options: PrivateNameOptions;
  #taken: { readonly name: string; readonly number: number } | undefined;

  constructor(options: PrivateNameOptions) {
    this.#options = options;
  }

  get value(): string {
    const { names, prefix } = this.#options;
    this.#taken ??= names.take(prefix, 0);
    return this.#taken.name;
  }

  /** Takes another: this one belongs to another connection, or is worth nothing. */
  renew(why: string): void {
    const { names, prefix, onRenewed } = this.#options;
    const former = this.#taken;
    if (former === undefined) return;
    this.#taken = names.take(prefix, former.number);
    names.giveBack(former.name);
    onRenewed?.(why);
  }

  /** Another queue may have the name. */
  giveBack(): void {
    if (this.#taken !== undefined) this.#options.names.giveBack(this.#taken.name);
    this.#taken = undefined;
  }
}

function programName(): string {
  return basename(process.argv[1] ?? "node");
}
