import type { EarlierSchema } from "../../src/definition/descriptor.js";
import type { ParamModel } from "../../src/definition/model.js";
import { type Argument, type Expression, expressionText, json } from "./call-text.js";
import type { PythonContext, PythonEvent, PythonMethod } from "./context.js";
import { docstring } from "./docstring.js";
import { literal } from "./literal.js";
import { pythonSchema } from "./python-schema.js";
import { importFrom, printModule } from "./source-file.js";

/** `descriptor.py`: the definition, as checks and requests read it. */
export function descriptorFile({ header, model, methods, events, hasForms }: PythonContext): string {
  const definitions = Object.fromEntries(model.$defs.map(({ name, schema }) => [name, pythonSchema(schema)]));
  const start = "DEFINITIONS: Final[Mapping[str, Any]] = ";
  const hasDefinitions = model.$defs.length > 0;
  const service: Expression = {
    kind: "call",
    name: "Service",
    args: [
      ...optional("name", model.service),
      ...optional("topic", model.topic),
      ...optional("version", model.version),
      ...tuple("additional_topics", model.additionalTopics.map(json)),
      ...optional("exchange", model.exchange),
      ...optional("control_exchange", model.controlExchange),
      ...optional("namespace", model.namespace),
      ...tuple("methods", methods.map(methodExpression)),
      ...tuple("events", events.map(eventExpression)),
      ...(hasDefinitions
        ? [{ name: "definitions", value: { kind: "name", name: "DEFINITIONS" } } as const]
        : []),
      ...(hasForms ? [{ name: "forms", value: formsExpression(hasDefinitions) }] : []),
    ],
  };
  const statement = "SERVICE: Final = ";
  return printModule({
    header,
    doc: docstring({ description: `The definition of ${model.service}.` }, 0),
    imports: [
      ["from __future__ import annotations"],
      [
        ...(hasDefinitions ? ["from collections.abc import Mapping"] : []),
        ...importFrom("typing", hasDefinitions ? ["Any", "Final"] : ["Final"]),
      ],
      [
        ...(hasForms ? ["from .forms import Forms"] : []),
        ...importFrom(".service", [
          ...(model.methods.some(({ params }) => params.some(({ earlier }) => earlier !== undefined))
            ? ["Earlier"]
            : []),
          ...(events.length > 0 ? ["Event"] : []),
          ...(methods.length > 0 ? ["Method"] : []),
          ...(methods.some(({ params }) => params.length > 0) ? ["Param"] : []),
          "Service",
        ]),
      ],
    ],
    statements: [
      [
        ...(hasDefinitions ? [start + literal(definitions, 0, start.length), ""] : []),
        statement + expressionText(service, 0, statement.length),
      ].join("\n"),
    ],
  });
}

function formsExpression(hasDefinitions: boolean): Expression {
  const definitions: Expression = hasDefinitions ? { kind: "name", name: "DEFINITIONS" } : json({});
  return { kind: "call", name: "Forms", args: [{ value: definitions }] };
}

function methodExpression({ model, identifier, params }: PythonMethod): Expression {
  return {
    kind: "call",
    name: "Method",
    args: [
      { value: json(model.name) },
      ...optional("since", model.since),
      ...(model.kind === "cast" ? optional("cast", true) : []),
      ...tuple(
        "params",
        params.map((param, index): Expression => {
          const {
            schema,
            since,
            until,
            wasRequired = false,
            earlier = [],
          }: Partial<ParamModel> = model.params[index] ?? {};
          return {
            kind: "call",
            name: "Param",
            args: [
              { value: json(param.name) },
              { name: "schema", value: json(pythonSchema(schema ?? {})) },
              ...(param.required || wasRequired ? [] : optional("required", false)),
              ...(param.nullable ? optional("nullable", true) : []),
              ...(param.fallback === undefined
                ? []
                : [{ name: "default", value: json(param.fallback.value) }]),
              ...optional("since", since),
              ...optional("until", until),
              ...tuple("earlier", earlier.map(earlierExpression)),
              ...optional("alias", param.identifier === param.name ? undefined : param.identifier),
            ],
          };
        }),
      ),
      ...(model.additionalParams === undefined
        ? []
        : [{ name: "further", value: json(pythonSchema(model.additionalParams)) }]),
      ...(model.result === undefined ? [] : [{ name: "result", value: json(pythonSchema(model.result)) }]),
      ...tuple("errors", model.errors.map(json)),
      ...optional("timeout", model.timeout),
      ...optional("call_monitor_timeout", model.callMonitorTimeout),
      ...optional("alias", identifier === model.name ? undefined : identifier),
    ],
  };
}

function earlierExpression({ until, schema }: EarlierSchema): Expression {
  return {
    kind: "call",
    name: "Earlier",
    args: [...optional("until", until), { name: "schema", value: json(pythonSchema(schema)) }],
  };
}

function eventExpression({ model, identifier }: PythonEvent): Expression {
  return {
    kind: "call",
    name: "Event",
    args: [
      { value: json(model.eventType) },
      { value: json(identifier) },
      { name: "payload", value: json(pythonSchema(model.payload)) },
      ...tuple("priorities", model.priorities.map(json)),
    ],
  };
}

function optional(name: string, value: unknown): Argument[] {
  return value === undefined ? [] : [{ name, value: json(value) }];
}

function tuple(name: string, items: readonly Expression[]): Argument[] {
  return items.length === 0 ? [] : [{ name, value: { kind: "tuple", items } }];
}
