import { didYouMean } from "../../src/errors/did-you-mean.js";
import { ConfigurationError } from "../../src/errors/setup-errors.js";
import type { LintSettings } from "./lint-file.js";
import { FIXED_RULES, LINT_RULES } from "./rules.js";

/**
 * Checks the names of rules in the configuration.
 *
 * @throws {ConfigurationError} one is unknown, or is what `generate` refuses whatever the configuration says.
 */
export function checkSettings(settings: LintSettings, configFile: string): void {
  const known = LINT_RULES.map(({ id }) => id);
  for (const [id, severity] of Object.entries(settings)) {
    if (known.includes(id)) continue;
    if (!FIXED_RULES.has(id)) {
      const hint = didYouMean(id, [...known, ...FIXED_RULES.keys()]);
      throw new ConfigurationError(`${configFile}: "lint" has no rule ${JSON.stringify(id)}${hint}`);
    }
    if (severity !== "error") {
      throw new ConfigurationError(
        `${configFile}: "lint" cannot turn ${id} ${severity === "off" ? "off" : "down"}: generate refuses what breaks it`,
      );
    }
  }
}
