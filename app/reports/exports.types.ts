import type { ExportDestination, ExportFailure, ExportRunState, NotSentReason } from "../insights/mailing.ts";
import type { SegmentKey } from "../insights/segment-key.ts";
import type { IsoDay, IsoInstant, PageFrame } from "./report.types.ts";

/** People left out of an export, by the one reason each has. Only reasons with people are listed, most people first. */
export type NotSent = readonly { readonly reason: NotSentReason; readonly people: number }[];

/** A tool as it stands with this shop. CSV is always connected. */
export interface DestinationView {
  readonly destination: ExportDestination;
  readonly state: "connected" | "notConnected" | "keyRefused";
  /** Name of the account at the tool, where it tells one. */
  readonly accountName: string | null;
}

/** Who would be sent, before anything is. */
export interface ExportPreview {
  readonly segment: SegmentKey;
  readonly members: number;
  readonly mailable: number;
  readonly notSent: NotSent;
  /** Name of the list (tool) or of the file (CSV) that will be made or refreshed, per destination. */
  readonly targetName: Readonly<Record<ExportDestination, string>>;
  /** Share of those who may be mailed that a control group would keep back, by the size of the group. */
  readonly controlShare: number;
  /** The group is large enough for a control group to show something: it is proposed. */
  readonly controlProposed: boolean;
}

/** One export of one segment: what the list of runs shows, the progress and the receipt. */
export interface ExportRunView {
  readonly runId: string;
  readonly segment: SegmentKey;
  readonly destination: ExportDestination;
  readonly targetName: string;
  /** Name of the account at the tool; null for a file. */
  readonly accountName: string | null;
  /** The Shopify user who started it, where Shopify tells. */
  readonly startedBy: string | null;
  /** The day as of which the members were chosen. */
  readonly asOf: IsoDay;
  readonly state: ExportRunState;
  readonly failure: ExportFailure | null;
  readonly startedAt: IsoInstant;
  readonly finishedAt: IsoInstant | null;
  readonly members: number;
  /** Of `members`, how many have been dealt with so far: sent, kept back or not sent. */
  readonly settled: number;
  /** How many have been handed over so far, and how many of them the tool took. */
  readonly handedOver: number;
  readonly accepted: number;
  /** Kept back as a control group. members = accepted + control + not sent, once the run has ended. */
  readonly control: number;
  /** People who were on the list from an earlier run and left the segment. */
  readonly removed: number;
  readonly notSent: NotSent;
  /** Where the merchant finds the list in the tool; null for CSV and before it exists. */
  readonly targetUrl: string | null;
  /** The file can be downloaded (CSV runs that are done, until it expires). */
  readonly fileReady: boolean;
  readonly fileExpiresAt: IsoInstant | null;
}

/** /app/exports: destinations and runs, newest first. */
export interface ExportsModel extends PageFrame {
  readonly destinations: readonly DestinationView[];
  readonly runs: readonly ExportRunView[];
}

/** /app/exports/new?segment=…: choose a destination, see who is sent, start. */
export interface NewExportModel extends PageFrame {
  readonly preview: ExportPreview;
  readonly destinations: readonly DestinationView[];
}

/** /app/exports/:runId: progress and receipt. */
export interface ExportRunModel extends PageFrame {
  readonly run: ExportRunView;
}

/** Answer of an action that could not be carried out; shown beside the field it belongs to. */
export interface ExportActionError {
  readonly field: "destination" | "klaviyoKey" | "form";
  readonly code:
    | "chooseDestination"
    | "notConnected"
    | "keyMissing"
    | "keyRefused"
    | "toolUnavailable"
    | "nobodyToSend"
    | "historyImporting";
}
