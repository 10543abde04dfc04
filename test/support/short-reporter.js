// In JavaScript because node loads reporters as they are.
import { Readable } from "node:stream";
import { spec } from "node:test/reporters";

const WORTH_SAYING = ["test:fail", "test:diagnostic", "test:stderr"];
/** What the library tells programs without a logger; tests make it say so a thousand times. */
const LOG_LINES = /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z (?:WARNING|ERROR) | {4}at ).*\n?/gm;

async function* worthSaying(events) {
  for await (const event of events) {
    const skip = event.data?.skip;
    if (event.type === "test:stderr") {
      const message = event.data.message.replace(LOG_LINES, "");
      if (message !== "") yield { ...event, data: { ...event.data, message } };
    } else if (WORTH_SAYING.includes(event.type) || (skip !== undefined && skip !== false)) yield event;
  }
}

/** For logs: failures, skipped tests with their reasons, and the summary, worded as by node's own `spec`. */
// biome-ignore lint/style/noDefaultExport: node looks for a reporter there
export default async function* shortReporter(events) {
  yield* Readable.from(worthSaying(events)).compose(new spec());
}
