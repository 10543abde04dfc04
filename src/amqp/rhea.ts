import type { Socket } from "node:net";
import rhea, { type ConnectionOptions, type Container } from "rhea";
import type { RheaConnection } from "./rhea-internals.js";
import { wire } from "./rhea-wiring.js";
import { DEFAULT_MAX_FRAME_SIZE, type OpenOptions, type Shell, type ShellHandlers } from "./shell.js";

/** One side of a SASL mechanism as rhea drives it: a callback takes an error or the bytes to send. */
export interface ClientMechanism {
  start(respond: (error: Error | undefined, response?: Buffer) => void): void;
  step(challenge: Buffer, respond: (error: Error | undefined, response?: Buffer) => void): void;
}

/** SASL mechanisms by name, the preferred one first; rhea alone would follow the server's order. */
export type ClientMechanisms = ReadonlyMap<string, () => ClientMechanism>;

/** The server's side of a mechanism that needs one message. */
export interface ServerMechanism {
  /** Whether the client is let in; set by `start`. */
  outcome: boolean | undefined;
  username: string | undefined;
  start(response: Buffer | undefined): void | Promise<void>;
}

export type ServerMechanisms = ReadonlyMap<string, () => ServerMechanism>;

/** Options that turn off what rhea does on its own. */
const fixedOptions = {
  reconnect: false,
  receiver_options: { autoaccept: false, credit_window: 0 },
  sender_options: { autosettle: false, treat_modified_as_released: false },
} as const;

/** Begins the client's side of AMQP on a connected socket. */
export function dialShell(
  socket: Socket,
  options: OpenOptions,
  mechanisms: ClientMechanisms | undefined,
  handlers: ShellHandlers,
): Shell {
  const connection = createContainer(options.containerId, handlers).create_connection({
    ...openFields(options),
    ...fixedOptions,
    ...(mechanisms && { sasl_mechanisms: toNullPrototype(mechanisms) }),
    connection_details: () => ({
      host: "",
      port: 0,
      connect: (_port: number, _host: string, _options: unknown, connected: () => void) => {
        process.nextTick(connected);
        return socket;
      },
    }),
  } as unknown as ConnectionOptions);
  const shell = wire(connection, socket, options, false, handlers);
  connection.connect();
  if (mechanisms) preferMechanisms(connection as unknown as RheaConnection, [...mechanisms.keys()]);
  return shell;
}

/** Begins the server's side of AMQP on an accepted socket. A client may also come without any SASL layer. */
export function acceptShell(
  socket: Socket,
  options: OpenOptions,
  mechanisms: ServerMechanisms,
  handlers: ShellHandlers,
): Shell {
  const container = createContainer(options.containerId, handlers);
  (container as unknown as { sasl_server_mechanisms: unknown }).sasl_server_mechanisms =
    toNullPrototype(mechanisms);
  const connection = container.create_connection({
    ...openFields(options),
    ...fixedOptions,
  } as unknown as ConnectionOptions);
  const shell = wire(connection, socket, options, true, handlers);
  (connection as unknown as RheaConnection).accept(socket);
  return shell;
}

function openFields(options: OpenOptions): Record<string, unknown> {
  return {
    container_id: options.containerId,
    hostname: options.hostname,
    max_frame_size: options.maxFrameSize ?? DEFAULT_MAX_FRAME_SIZE,
    channel_max: options.channelMax,
    idle_time_out: options.idleTimeOut,
    properties: options.properties,
    offered_capabilities: options.offeredCapabilities,
  };
}

/** rhea looks mechanisms up by the names the peer sends, so no prototype may stand behind them. */
function toNullPrototype<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  return Object.assign(Object.create(null), Object.fromEntries(map));
}

/** rhea emits errors nobody listens to on the container, so each connection has one of its own. */
function createContainer(id: string, handlers: ShellHandlers): Container {
  const container = rhea.create_container({ id });
  container.on("error", (error: unknown) => handlers.failed(asError(error)));
  container.on("protocol_error", (error: unknown) => handlers.failed(asError(error)));
  // The socket's own events tell of the loss; this one only keeps rhea from writing to the console.
  container.on("disconnected", () => {});
  // A peer may detach or end with an error what nobody listens to any more; rhea takes that for fatal.
  for (const event of ["sender_error", "receiver_error", "session_error"]) container.on(event, () => {});
  return container;
}

/** Makes rhea choose by our preference among the mechanisms the server offers. */
function preferMechanisms(internals: RheaConnection, preference: readonly string[]): void {
  const sasl = internals.sasl_transport;
  const choose = sasl?.on_sasl_mechanisms;
  if (sasl === undefined || choose === undefined) return;
  sasl.on_sasl_mechanisms = function (frame) {
    const offered = [frame.performative.sasl_server_mechanisms ?? []].flat().map(String);
    const ordered = preference.filter((mechanism) => offered.includes(mechanism));
    if (ordered.length > 0) frame.performative.sasl_server_mechanisms = ordered;
    choose.call(this, frame);
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
