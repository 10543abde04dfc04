export type {
  DefinitionModel,
  ErrorModel,
  MethodModel,
  NotificationModel,
  ParamModel,
  ServiceModel,
} from "../src/definition/model.js";
export type { BreakingReport, PlacedFinding, ServiceReport } from "./breaking/check-breaking.js";
export type { GeneratedFile } from "./emit/service-files.js";
export {
  type BreakingRequest,
  breaking,
  type FilesOption,
  type GeneratedChange,
  type GenerateRequest,
  type GenerateResult,
  generate,
  type LintResult,
  lint,
} from "./functions.js";
export type { LintFinding } from "./lint/lint-file.js";
export type { GeneratorPlugin, PluginService } from "./plugin.js";
export type { GenerateNote } from "./program-types/note.js";
