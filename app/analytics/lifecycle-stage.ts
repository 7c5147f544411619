/** Where a person stands, by number of orders. `stage` arrays hold indices into this list. */
export const LIFECYCLE_STAGES = [
  "prospect",
  "considering",
  "checkout",
  "firstTime",
  "repeat",
  "loyal",
  "ambassador",
] as const;
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];
