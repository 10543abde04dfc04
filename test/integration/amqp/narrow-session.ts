/** What of a rhea session says how much it takes, and what it writes. */
export interface NarrowSession {
  readonly local: { readonly begin: { incoming_window: number } };
  readonly incoming: { readonly next_transfer_id: number; readonly deliveries: { available: () => number } };
  readonly connection: { _register(): void };
  output(performative: { echo?: boolean }): void;
  _write_flow(link?: unknown): void;
  _process(): void;
}

/** The session a rhea event is about. */
export function sessionOf(context: unknown): NarrowSession {
  return (context as { session: NarrowSession }).session;
}

/** Has a session take so many transfers. Returns what has it take more. */
export function narrow(session: NarrowSession, transfers: number): () => void {
  session.local.begin.incoming_window = transfers;
  const { incoming } = session;
  incoming.deliveries.available = () => Math.max(0, transfers - incoming.next_transfer_id);
  return () => {
    incoming.deliveries.available = () => 10;
    session._write_flow();
    session.connection._register();
  };
}

/** Has a session write a flow that is to be answered, of itself or of a link. */
export function askForFlow(session: NarrowSession, link?: unknown): void {
  const { output } = session;
  session.output = (performative) => {
    performative.echo = true;
    output.call(session, performative);
  };
  session._write_flow(link);
  session.output = output;
  session.connection._register();
}
