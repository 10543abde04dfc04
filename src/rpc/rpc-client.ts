import type { Target } from "../messaging/target.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { override, type PrepareOptions, type RpcClientOptions } from "./call-options.js";
import { RequestSender } from "./request-sender.js";

/**
 * Makes requests whose methods no service definition describes (`oslo_messaging.RPCClient`).
 *
 * @example
 * ```ts
 * const transport = getRpcTransport({ url: "rabbit://guest:guest@127.0.0.1:5672/" });
 * const client = new RpcClient(transport, { topic: "compute", version: "6.0" }, { timeout: 30 });
 * const facts = await client.prepare({ server: "host1" }).call("get_host_uptime");
 * await transport.close();
 * ```
 */
export class RpcClient {
  readonly #transport: RpcTransport;
  readonly #target: Target;
  readonly #options: RpcClientOptions;
  readonly #sender: RequestSender;

  /**
   * Sends nothing yet, and does not connect.
   *
   * @throws {InvalidTransport} the transport is not one of RPC.
   * @throws {InvalidTarget} the target has no topic, or a version is not MAJOR.MINOR.
   * @throws {RangeError} a time is no number of seconds, `callMonitorTimeout` is below 2 and not 0, or `retry` is no
   * integer from -1 up.
   */
  constructor(transport: RpcTransport, target: Target, options: RpcClientOptions = {}) {
    this.#transport = transport;
    // Whoever has made them may change them: what has been checked here is used, and drivers know the target again.
    this.#target = { ...target };
    this.#options = { ...options };
    this.#sender = new RequestSender({ transport, target: this.#target, options: this.#options });
  }

  /**
   * A client like this one with some of its target and options changed.
   *
   * @throws {InvalidTarget} a version is not MAJOR.MINOR, or the topic is taken away.
   * @throws {RangeError} a time is no number of seconds, `callMonitorTimeout` is below 2 and not 0, or `retry` is no
   * integer from -1 up.
   */
  prepare(overrides: PrepareOptions): RpcClient {
    const settings = override({ ...this.#target, ...this.#options }, overrides);
    const { topic, exchange, namespace, version, server, fanout, ...options } = settings;
    const target = { topic, exchange, namespace, version, server, fanout };
    return new RpcClient(this.#transport, target, options);
  }

  /** True when requests of that version are within the version cap. */
  canSendVersion(version?: string): boolean {
    return this.#sender.canSendVersion(version);
  }

  /**
   * Calls a method and returns its result.
   *
   * @param version what the request needs; the target's version when not given
   * @throws {InvalidTarget} the target is a fanout one.
   * @throws {RPCVersionCapError} the request needs a newer version than `versionCap`.
   * @throws {ClientSendError} the context or an argument cannot be written as JSON. Nothing is sent.
   * @throws {MessagingTimeout} no reply in time.
   * @throws {MessageDeliveryFailure} the request, or its reply, cannot be delivered; `mayHaveRun` says which.
   * @throws {ServiceError} the method raised an error of a class that was given here or to the transport.
   * @throws {RemoteError} the method raised another exception, or there is no such method, namespace or version.
   * @throws the reason of the option `signal`, when that ends the wait.
   */
  call(
    method: string,
    args: Readonly<Record<string, unknown>> = {},
    version: string | undefined = this.#target.version,
  ): Promise<unknown> {
    return this.#sender.send("call", method, args, version);
  }

  /**
   * Sends a request that has no reply. Resolves when the request is on its way.
   *
   * @param version what the request needs; the target's version when not given
   * @throws {RPCVersionCapError} the request needs a newer version than `versionCap`.
   * @throws {ClientSendError} the context or an argument cannot be written as JSON. Nothing is sent.
   * @throws {MessageDeliveryFailure} the request cannot be delivered, or not in time.
   * @throws the reason of the option `signal`, when that ends the wait.
   */
  async cast(
    method: string,
    args: Readonly<Record<string, unknown>> = {},
    version: string | undefined = this.#target.version,
  ): Promise<void> {
    await this.#sender.send("cast", method, args, version);
  }
}
