import type {
  ErrorModel,
  MethodModel,
  NotificationModel,
  ParamModel,
  ServiceModel,
} from "../../../src/definition/model.js";
import { nextVersion } from "../../../src/definition/version.js";
import { SetDefinitions } from "../../../src/subset/definitions.js";
import { type MethodTypes, ServiceTypes } from "../../emit/service-types.js";
import { parameterTexts } from "../../emit/signature.js";
import { DEFAULT_TYPES, type TypeSettings } from "../../emit/type-settings.js";
import { ProgramExamples } from "../../example-text/program-examples.js";
import { modulesToAllow } from "../../example-text/python-text.js";
import { programModel } from "../../program-types/program-model.js";
import { callExamples } from "../examples/call-examples.js";
import { errorExamples } from "../examples/error-examples.js";
import type { ExampleGroup } from "../examples/example-group.js";
import { notificationExamples } from "../examples/notification-examples.js";
import { type ProgramValue, programValues } from "../examples/program-value.js";
import { type MemberEntry, SchemaEntries, type SchemaEntry } from "./schema-entry.js";

/** A method on a page. */
export interface MethodEntry {
  readonly method: MethodModel;
  /** The way of its requests, as a person says it. */
  readonly kind: string;
  readonly signature: string;
  readonly params: readonly MemberEntry[];
  /** Undefined for a method that returns nothing. */
  readonly result: SchemaEntry | undefined;
  readonly examples: readonly ExampleGroup[];
}

/** An error on a page. */
export interface ErrorEntry {
  readonly name: string;
  readonly module: string;
  readonly description: string;
  readonly kwargs: SchemaEntry | undefined;
  /** Names of the methods that raise it. */
  readonly methods: readonly string[];
  readonly examples: readonly ExampleGroup[];
}

/** A notification on a page. */
export interface NotificationEntry {
  readonly notification: NotificationModel;
  readonly payload: SchemaEntry;
  readonly examples: readonly ExampleGroup[];
}

/** A type on a page. */
export interface TypeEntry {
  readonly name: string;
  /** Its declaration in TypeScript, without `export`. */
  readonly declaration: string;
  /** Undefined for a type that has a name for one place only, where its members are told. */
  readonly schema: SchemaEntry | undefined;
}

/** All that is said of a service, whatever the format. */
export interface ServicePage {
  /** The name of its file, without the extension. */
  readonly name: string;
  readonly model: ServiceModel;
  readonly methods: readonly MethodEntry[];
  readonly errors: readonly ErrorEntry[];
  /** Modules that a caller in Python has to allow. */
  readonly modulesToAllow: readonly string[];
  readonly notifications: readonly NotificationEntry[];
  readonly types: readonly TypeEntry[];
}

/** Everything that the entries of a service are made with. */
interface Sources {
  readonly model: ServiceModel;
  readonly types: ServiceTypes;
  readonly definitions: SetDefinitions;
  readonly programValue: ProgramValue;
  readonly schemas: SchemaEntries;
  readonly given: ProgramExamples;
  readonly sourceFile: string;
}

/**
 * Gathers what is said of a service.
 *
 * @param settings of the types that its programs have
 */
export function servicePage(
  name: string,
  definition: ServiceModel,
  sourceFile: string,
  settings: TypeSettings = DEFAULT_TYPES,
): ServicePage {
  const { model } = programModel(definition, settings);
  const types = new ServiceTypes(model, settings);
  const definitions = new SetDefinitions(model.$defs);
  const sources = {
    model,
    types,
    definitions,
    programValue: programValues(model),
    schemas: new SchemaEntries(types, definitions),
    given: new ProgramExamples(model),
    sourceFile,
  };
  return {
    name,
    model,
    methods: model.methods.map((method) => methodEntry(sources, method)),
    errors: model.errors.map((error) => errorEntry(sources, error)),
    modulesToAllow: modulesToAllow(model.errors),
    notifications: model.notifications.map((notification) => notificationEntry(sources, notification)),
    types: typeEntries(sources),
  };
}

function methodEntry(sources: Sources, method: MethodModel): MethodEntry {
  const { model, types, definitions, programValue, schemas, sourceFile } = sources;
  const known = types.methods.get(method);
  const hasResult = method.kind !== "cast" && method.result !== undefined;
  return {
    method,
    kind: method.kind === "both" ? "call or cast" : method.kind,
    signature: signatureOf(method, known),
    params: [
      ...method.params.flatMap((param, index) => paramEntries(schemas, param, known?.params[index]?.text)),
      ...furtherEntries(schemas, method),
    ],
    result: hasResult ? schemas.entryOf(method.result, known?.result.text) : undefined,
    examples: callExamples(
      { model, method, sourceFile },
      sources.given.of(method),
      definitions,
      programValue,
    ),
  };
}

function signatureOf(method: MethodModel, types: MethodTypes | undefined): string {
  const list = types === undefined ? [] : parameterTexts(method, types, "client");
  return `${method.property}(${list.join(", ")}): ${types?.result.text ?? "void"}`;
}

/** The arguments beside the parameters, under the name that Python has for them. */
function furtherEntries(schemas: SchemaEntries, { additionalParams }: MethodModel): MemberEntry[] {
  if (additionalParams === undefined) return [];
  const entry = schemas.entryOf(additionalParams);
  const description = entry.description === "" ? "Further arguments, by name." : entry.description;
  return [{ ...entry, name: "**kwargs", isName: false, required: false, since: undefined, description }];
}

/** A parameter, and behind it the types that it had in earlier versions. */
function paramEntries(
  schemas: SchemaEntries,
  { name, schema, earlier = [], required, since, until, description, deprecated }: ParamModel,
  type: string | undefined,
): MemberEntry[] {
  const entry = schemas.entryOf(schema, earlier.length === 0 ? type : undefined);
  const shared = { name, isName: true, required };
  return [
    {
      ...entry,
      ...shared,
      since: earlier.reduce((from, each) => nextVersion(each.until) ?? from, since),
      until,
      description: description ?? entry.description,
      deprecated: deprecated || entry.deprecated,
    },
    ...earlier.toReversed().map((each) => ({
      ...schemas.entryOf(each.schema),
      ...shared,
      since: undefined,
      until: each.until,
    })),
  ];
}

function errorEntry({ model, types, schemas }: Sources, error: ErrorModel): ErrorEntry {
  const type = types.kwargs.get(error)?.type.text ?? "Record<string, unknown>";
  return {
    name: error.name,
    module: error.module,
    description: error.description ?? "",
    kwargs: error.kwargs === undefined ? undefined : schemas.entryOf(error.kwargs, type),
    methods: model.methods.filter(({ errors }) => errors.includes(error.name)).map((method) => method.name),
    examples: errorExamples(error),
  };
}

function notificationEntry(
  { model, types, definitions, programValue, schemas, given }: Sources,
  notification: NotificationModel,
): NotificationEntry {
  const type = types.payloads.get(notification)?.text ?? "unknown";
  return {
    notification,
    payload: schemas.entryOf(notification.payload, type),
    examples: notificationExamples(
      model,
      notification,
      given.payloads(notification),
      definitions,
      programValue,
      type,
    ),
  };
}

function typeEntries({ model, types, schemas }: Sources): TypeEntry[] {
  const shared = new Set(model.$defs.map(({ typeName }) => typeName));
  return [...types.schemas].map(([name, schema], index) => ({
    name,
    declaration: (types.declarations[index] ?? "").replaceAll(/^export /gm, ""),
    schema: shared.has(name) ? schemas.entryOf(schema) : undefined,
  }));
}
