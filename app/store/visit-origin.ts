import { channelOf, hostOf } from "./channel.ts";

/**
 * What the timelines tell of a visit, from its stored fields. Addresses repeat, so each is worked out once; one value serves one
 * reading of a shop.
 */
export interface VisitOrigins {
  /** "google / cpc" as analytics tools write it, a missing half as "(none)"; null when neither is known. */
  readonly sourceMedium: (source: string | null, medium: string | null) => string | null;
  /** Host of the page the visitor came from; null without one. */
  readonly referrer: (referrerUrl: string | null) => string | null;
  /** Path of the page the visitor came to, without host, query and fragment. */
  readonly landingPage: (landingPage: string | null) => string | null;
  /** The channel the visit, or none, would give an order of this source: see channel.ts. */
  readonly channel: (sourceName: string | null, visit: OriginVisit | null) => string | null;
}

/** The fields of a visit that its channel follows from. Of the referrer, scheme and host are enough. */
interface OriginVisit {
  readonly source: string | null;
  readonly sourceType: string | null;
  readonly medium: string | null;
  readonly referrerUrl: string | null;
}

export function visitOrigins(): VisitOrigins {
  const mediaOf = new Map<string | null, Map<string | null, string | null>>();
  const hosts = new Map<string, string | null>();
  const paths = new Map<string, string | null>();
  const channels = new Map<string, string | null>();
  return {
    sourceMedium: (source, medium) => {
      if (source === null && medium === null) return null;
      const media = remembered(mediaOf, source, () => new Map<string | null, string | null>());
      return remembered(media, medium, () => `${source ?? "(none)"} / ${medium ?? "(none)"}`);
    },
    referrer: (url) => (url === null ? null : remembered(hosts, url, () => hostOf(url) || null)),
    landingPage: (url) => (url === null ? null : remembered(paths, url, () => pathOf(url))),
    channel: (sourceName, visit) => {
      const key = visit === null ? "" : `${visit.source}\n${visit.sourceType}\n${visit.medium}\n${visit.referrerUrl}`;
      return remembered(channels, `${sourceName}\n${key}`, () =>
        channelOf({
          sourceName,
          journeyState: visit === null ? "none" : "ready",
          firstVisit: visit && { ...visit, occurredAtMs: null, campaign: null, landingPage: null },
        }),
      );
    },
  };
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, find: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = find()));
  return value;
}

/** Shopify names the landing page with or without the shop's host. */
function pathOf(url: string): string | null {
  try {
    return new URL(url, "https://shop.invalid").pathname;
  } catch {
    return null;
  }
}
