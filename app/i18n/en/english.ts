import { definitions } from "./definitions.ts";
import { exports } from "./exports.ts";
import { findings } from "./findings.ts";
import { frame } from "./frame.ts";
import { maturity } from "./maturity.ts";
import { overview } from "./overview.ts";
import { reportDefinitions } from "./report-definitions.ts";
import { retention } from "./retention.ts";
import { segments } from "./segments.ts";

/** Every English message, one flat catalogue; keys carry their page or family as prefix. */
export const english = {
  ...frame,
  ...definitions,
  ...reportDefinitions,
  ...overview,
  ...findings,
  ...retention,
  ...segments,
  ...maturity,
  ...exports,
} as const;
