import type { Socket } from "node:net";
import rhea, { type ConnectionOptions, type Container } from "rhea";
import { defaultPeerLimits } from "../codec/peer-limits.js";
import { bareSide, ClientSide } from "../sasl/client-side.js";
import type { ClientMechanisms, ServerLogin } from "../sasl/mechanism.js";
import { ServerSide } from "../sasl/server-side.js";
import type { RheaConnection } from "./rhea-internals.js";
import { wire } from "./rhea-wiring.js";
import type { OpenOptions, Shell, ShellHandlers } from "./shell.js";

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
    connection_details: () => ({
      host: "",
      port: 0,
      connect: (_port: number, _host: string, _options: unknown, connected: () => void) => {
        process.nextTick(connected);
        return socket;
      },
    }),
  } as unknown as ConnectionOptions);
  const side = mechanisms ? new ClientSide(mechanisms, () => handlers.loggedIn?.()) : bareSide;
  const shell = wire(connection, socket, options, side, false, handlers);
  connection.connect();
  return shell;
}

/** Begins the server's side of AMQP on an accepted socket. */
export function acceptShell(
  socket: Socket,
  options: OpenOptions,
  login: ServerLogin,
  handlers: ShellHandlers,
): Shell {
  const connection = createContainer(options.containerId, handlers).create_connection({
    ...openFields(options),
    ...fixedOptions,
    disable_sasl: true,
  } as unknown as ConnectionOptions);
  const shell = wire(connection, socket, options, new ServerSide(login), true, handlers);
  (connection as unknown as RheaConnection).accept(socket);
  return shell;
}

function openFields(options: OpenOptions): Record<string, unknown> {
  const { maxFrameSize, maxSessions } = { ...defaultPeerLimits, ...options.limits };
  return {
    container_id: options.containerId,
    hostname: options.hostname,
    max_frame_size: maxFrameSize,
    channel_max: maxSessions - 1,
    idle_time_out: options.idleTimeOut,
    properties: options.properties,
    offered_capabilities: options.offeredCapabilities,
  };
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

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
