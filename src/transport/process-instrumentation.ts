import type { InstrumentationOption } from "./transport.js";

let ofProcess: InstrumentationOption | undefined;

/** The instrumentation of transports that have none of their own. */
export function processInstrumentation(): InstrumentationOption | undefined {
  return ofProcess;
}

/** Watches all transports that the process makes from now on, but for those that have an instrumentation of their own. */
export function watchProcess(instrumentation: InstrumentationOption | undefined): void {
  ofProcess = instrumentation;
}
