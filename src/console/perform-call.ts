import { MessagingError } from "../errors/messaging-error.js";
import { RemoteError } from "../errors/rpc-errors.js";
import { InvalidArguments } from "../errors/validation-errors.js";
import { cut } from "../log/cut.js";
import { RequestSender } from "../rpc/request-sender.js";
import { RequestVersions } from "../rpc/service-client.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import type { CallAnswer, CallError, CallRequest, Problem, Timing } from "./api.js";
import type { KnownMethod } from "./known-service.js";
import { checkArguments, type WrittenArguments } from "./validate-arguments.js";
import { valueText } from "./value-text.js";

/** Characters of a message, and lines of a traceback. */
const LONGEST_MESSAGE = 64 * 1024;
const MOST_LINES = 1_000;

/** Makes a request as a generated client would: arguments and result are checked by the definition. */
export async function performCall(
  method: KnownMethod,
  request: CallRequest,
  transport: RpcTransport,
  signal: AbortSignal,
): Promise<CallAnswer> {
  const sent = now();
  const { args, problems } = checkArguments(request.arguments, method.editions);
  if (problems.length > 0) return { outcome: "error", error: refused(method, problems), timing: { sent } };
  let taken: number | undefined;
  const timing = (): Timing => ({ sent, ...(taken !== undefined && { taken }), answered: now() });
  try {
    const sender = senderOf(method, request, transport, signal, () => {
      taken = now();
    });
    const accepted = method.editions.incomingArguments(args);
    const result = await sender.send(request.kind, request.method, accepted, requestVersion(method, args));
    if (request.kind === "call") return { outcome: "result", result: valueText(result), timing: timing() };
    return { outcome: "accepted", timing: { sent, taken: now() } };
  } catch (error) {
    if (!(error instanceof MessagingError)) throw error;
    return { outcome: "error", error: callError(error), timing: timing() };
  }
}

function senderOf(
  { service, descriptor, editions }: KnownMethod,
  { server, fanout, timeout }: CallRequest,
  transport: RpcTransport,
  signal: AbortSignal,
  onTaken: () => void,
): RequestSender {
  const { namespace, service: name } = service.descriptor;
  const { topic, exchange } = service.place;
  return new RequestSender({
    transport,
    target: { topic, exchange, namespace, server, fanout },
    // Whoever looks on is not to wait for a peer that is gone.
    options: { timeout, retry: 0, signal },
    service: { validator: service.validator, find: () => ({ service: name, descriptor, editions }) },
    onTaken,
  });
}

/** MAJOR.MINOR that a request needs by its arguments. */
export function requestVersion({ descriptor, editions }: KnownMethod, args: WrittenArguments): string {
  const least = new RequestVersions(descriptor).of(descriptor.params.map(({ name }) => args[name]));
  return editions.versionOfWritten(args, least);
}

function refused({ descriptor }: KnownMethod, problems: readonly Problem[]): CallError {
  const [{ pointer, message }] = problems as readonly [Problem, ...Problem[]];
  const { name, message: text, code } = new InvalidArguments(descriptor.name, pointer, message);
  return { class: name, message: text, code, problems };
}

function callError(error: MessagingError): CallError {
  const { name, message, code } = error;
  if (!(error instanceof RemoteError)) return { class: name, message: cut(message, LONGEST_MESSAGE), code };
  const { excType, excModule, value, traceback, kwargs } = error;
  return {
    class: excType,
    ...(excModule !== "" && { module: excModule }),
    message: cut(value, LONGEST_MESSAGE),
    ...(Object.keys(kwargs).length > 0 && { kwargs: valueText(kwargs) }),
    ...(traceback.length > 0 && { traceback: traceback.slice(-MOST_LINES) }),
  };
}

/** ms since the epoch, with fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
