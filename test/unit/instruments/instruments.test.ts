import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type {
  Instrumentation,
  Operation,
  OperationObserver,
  OperationResult,
} from "../../../src/instruments/instrumentation.js";
import { Instruments } from "../../../src/instruments/instruments.js";
import { RequestContext } from "../../../src/messaging/request-context.js";
import { recordingLogger } from "../notify/recording-logger.js";

const transport = { driver: "fake", host: undefined, port: undefined, exchange: "openstack" };
const operation: Operation = {
  type: "send-request",
  kind: "call",
  method: "who",
  isKnown: true,
  service: "Things",
  namespace: undefined,
  version: "1.0",
  context: new RequestContext(),
  target: { topic: "things" },
  timeout: undefined,
  transport,
};

function observing(observer: Partial<OperationObserver>): Instrumentation {
  return { started: () => ({ ended() {}, ...observer }) };
}

describe("instruments", () => {
  it("of several run an operation within each other, the first outermost, and each adds to the context", () => {
    const notes: string[] = [];
    const noting = (name: string) =>
      observing({
        contextFields: { [name]: 1 },
        run: (work) => {
          notes.push(`${name} in`);
          const result = work();
          notes.push(`${name} out`);
          return result;
        },
        ended: (result) => notes.push(`${name} ${result}`),
      });
    const { logger } = recordingLogger();
    const started = new Instruments([noting("a"), noting("b")], transport, logger).started(operation);
    assert.ok(started);
    assert.deepEqual(started.contextOf({ own: 0 }), { own: 0, a: 1, b: 1 });
    assert.equal(
      started.run(() => 5),
      5,
    );
    started.ended("ok");
    started.ended("error");
    assert.deepEqual(notes, ["a in", "b in", "b out", "a out", "a ok", "b ok"]);
  });

  it("are no operation where none of them observes it", () => {
    const { logger } = recordingLogger();
    const all = [{}, { started: () => undefined }];
    assert.equal(new Instruments(all, transport, logger).started(operation), undefined);
  });

  it("that fail disturb neither the work nor each other, and are logged once for each cause", () => {
    const { logger, lines } = recordingLogger();
    const results: OperationResult[] = [];
    const fail = () => {
      throw new TypeError("faulty");
    };
    const all = [
      { started: fail, happened: fail },
      observing({ run: fail, ended: fail }),
      observing({ ended: (result) => results.push(result) }),
    ];
    const instruments = new Instruments(all, transport, logger);
    for (let call = 0; call < 3; call += 1) {
      const started = instruments.started(operation);
      assert.equal(
        started?.run(() => "done"),
        "done",
      );
      started?.ended("ok");
      instruments.happened({ type: "late-reply" });
    }
    assert.deepEqual(results, ["ok", "ok", "ok"]);
    assert.deepEqual(
      lines.map(({ level, message, fields }) => [level, message, fields.err instanceof TypeError]),
      [["error", "An instrumentation failed, which is logged once", true]],
    );
  });

  it("whose run does not what it is to leave the work to run once, at once and to its own result", async () => {
    const faults: Readonly<Record<string, NonNullable<OperationObserver["run"]>>> = {
      "throws before it": () => {
        throw new TypeError("before");
      },
      "throws behind it": (work) => {
        work();
        throw new TypeError("behind");
      },
      "rejects before it": (async () => {
        throw new TypeError("rejects before");
      }) as never,
      "rejects behind it": (async (work: () => unknown) => {
        await Promise.allSettled([work()]);
        throw new TypeError("rejects behind");
      }) as never,
      "runs it later": (async (work: () => unknown) => {
        await undefined;
        return work();
      }) as never,
      "never runs it": () => undefined as never,
    };
    const faultless: Readonly<Record<string, NonNullable<OperationObserver["run"]>>> = {
      "runs it twice": (work) => {
        work();
        return work();
      },
      "returns something else": ((work: () => unknown) => {
        work();
      }) as never,
      "waits for it": (async (work: () => unknown) => await work()) as never,
    };
    for (const [name, run] of Object.entries({ ...faults, ...faultless })) {
      for (const work of [() => Promise.resolve("done"), () => Promise.reject(new RangeError("own"))]) {
        const { logger, lines } = recordingLogger();
        const ends: OperationResult[] = [];
        const all = [observing({ run }), observing({ ended: (result) => ends.push(result) })];
        const started = new Instruments(all, transport, logger).started(operation);
        let runs = 0;
        const result = started?.run(() => {
          runs += 1;
          return work();
        });
        assert.equal(runs, 1, name);
        assert.deepEqual(await Promise.allSettled([result]), await Promise.allSettled([work()]), name);
        await new Promise(setImmediate);
        started?.ended("ok");
        assert.equal(lines.length > 0, name in faults, name);
        assert.deepEqual(ends, ["ok"], name);
      }
    }
  });

  it("leave what the work throws as it is, and run it once", () => {
    const { logger, lines } = recordingLogger();
    let runs = 0;
    const started = new Instruments([observing({ run: (work) => work() })], transport, logger).started(
      operation,
    );
    const failing = () => {
      runs += 1;
      throw new RangeError("own");
    };
    assert.throws(() => started?.run(failing), RangeError);
    assert.deepEqual([runs, lines], [1, []]);
  });

  it("are not at fault for what the work throws at once, in a promise of theirs or later", async () => {
    const late: (() => unknown)[] = [];
    for (const [run, faults] of [
      [(async (work: () => unknown) => work()) as never, 0],
      [((work: () => unknown) => void late.push(work)) as never, 1],
    ] as const) {
      const { logger, lines } = recordingLogger();
      const started = new Instruments([observing({ run })], transport, logger).started(operation);
      const failing = () => {
        throw new RangeError("own");
      };
      assert.throws(() => started?.run(failing), RangeError);
      await new Promise(setImmediate);
      assert.equal(lines.length, faults);
    }
    assert.equal(late.length, 1);
    for (const work of late) assert.doesNotThrow(work);
  });
});
