import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { amqp } from "../../../src/config/groups/amqp.js";
import { defaults } from "../../../src/config/groups/default.js";
import { notifications } from "../../../src/config/groups/notifications.js";
import { optionGroups, resolveOptionName } from "../../../src/config/options.js";
import { ConfigurationError } from "../../../src/errors/setup-errors.js";

describe("names", () => {
  for (const [name, option] of [
    ["rpc_response_timeout", defaults.rpcResponseTimeout],
    ["DEFAULT.rpc_response_timeout", defaults.rpcResponseTimeout],
    ["transport_url", defaults.transportUrl],
    ["oslo_messaging_notifications.transport_url", notifications.transportUrl],
    ["oslo_messaging_amqp.idle_timeout", amqp.idleTimeout],
    ["idle_timeout", amqp.idleTimeout],
    ["amqp_idle_timeout", amqp.idleTimeout],
    ["amqp_ssl", amqp.ssl],
  ] as const) {
    test(name, () => assert.equal(resolveOptionName(name), option));
  }

  for (const [name, suggestion] of [
    ["idle_timout", 'did you mean "idle_timeout"'],
    ["amqp_idle_timout", 'did you mean "amqp_idle_timeout"'],
    ["oslo_messaging_amqp.idletimeout", 'did you mean "oslo_messaging_amqp.idle_timeout"'],
    ["topics", "Unknown option 'topics'"],
    ["amqp_transport_url", "Unknown option"],
    ["amqp1.idle_timeout", "Unknown option"],
    ["oslo_messaging_amqp.", "Unknown option"],
    ["__proto__.constructor", "Unknown option"],
    ["toString", "Unknown option"],
    ["", "Unknown option"],
  ] as const) {
    test(`${JSON.stringify(name)} is unknown`, () => {
      assert.throws(
        () => resolveOptionName(name),
        (error) => error instanceof ConfigurationError && error.message.includes(suggestion),
      );
    });
  }
});

test("every default is a value of its option", () => {
  for (const option of optionGroups.flatMap(({ options }) => options)) {
    if (option.default === undefined) continue;
    assert.deepEqual(
      option.type.read(
        [option.type.format(option.default)].flatMap((value) =>
          option.type.multiple ? value.split(",") : [value],
        ),
      ),
      option.default,
      option.name,
    );
  }
});

test("no place is taken twice", () => {
  const places = optionGroups.flatMap(({ options }) =>
    options.flatMap(({ group, name, deprecated }) =>
      [{ group, name }, ...deprecated].map((place) => `${place.group}.${place.name}`),
    ),
  );
  assert.equal(new Set(places).size, places.length);
});
