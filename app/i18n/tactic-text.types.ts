/** What a merchant reads about a tactic. */
export interface TacticText {
  readonly title: string;
  /** What it is and why it works, in one or two sentences. */
  readonly summary: string;
  /** When it fits, in words; the checks beside it carry the shop's own figures. */
  readonly when: string;
  readonly steps: readonly string[];
  /** What to watch for. */
  readonly care: string;
}
