/** The parameters by which a report is addressed; the same on pages and in the API. */
export interface ReportParameters {
  asOf?: string | null;
  period?: string | null;
  lookBack?: string | null;
  kind?: string | null;
  segment?: string | null;
}

/**
 * What a link keeps of the address it stands on: how the admin embeds the app (so that the frame can be reloaded on any page)
 * and the choices that hold on every page. One-time proofs (`id_token`, `hmac`, `timestamp`, `session`) are never carried on.
 */
const KEPT = ["shop", "host", "embedded", "locale", "asOf", "period", "lookBack"];

/** Kept as well when the link stays on its page. */
const KEPT_ON_THE_SAME_PAGE = ["kind", "segment"];

/**
 * The address of `pathname` with the parameters of `current` that carry on and `changes` on top; null takes one out. Another
 * period takes the look-back out, because its default follows from the period.
 */
export function reportUrl(
  current: { readonly pathname: string; readonly search: string },
  pathname: string,
  changes: ReportParameters = {},
): string {
  const from = new URLSearchParams(current.search);
  const kept = pathname === current.pathname ? [...KEPT, ...KEPT_ON_THE_SAME_PAGE] : KEPT;
  const query = new URLSearchParams();
  for (const name of kept) {
    const value = from.get(name);
    if (value !== null) query.set(name, value);
  }
  if (changes.period !== undefined && changes.period !== query.get("period")) query.delete("lookBack");
  for (const [name, value] of Object.entries(changes) as [string, string | null | undefined][]) {
    if (value === null) query.delete(name);
    else if (value !== undefined) query.set(name, value);
  }
  const search = query.toString();
  return search === "" ? pathname : `${pathname}?${search}`;
}
