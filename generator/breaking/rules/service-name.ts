import type { BreakingRule } from "../rule.js";

export const serviceName: BreakingRule = {
  id: "service-name",
  level: "source",
  documentation:
    "Another name of the service breaks no peer, but renames the generated classes: this needs no new version.",
  *find({ old, new: now }) {
    if (old.model.service === now.model.service) return;
    yield {
      pointer: "/service",
      message: `was ${JSON.stringify(old.model.service)}: the generated classes have other names`,
      breaks: [],
      bump: "none",
    };
  },
};
