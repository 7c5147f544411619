import type { Clock } from "../analytics/lifecycle.ts";
import type { RfmGroup } from "../analytics/rfm.ts";
import type { BuyerStage, ProspectStage, SegmentKey } from "../insights/segment-key.ts";
import type { Translate } from "./translate.ts";

/** The parts of a segment's key, typed by its family. */
type SegmentParts =
  | { readonly family: "rfm"; readonly group: RfmGroup }
  | { readonly family: "buyers"; readonly stage: BuyerStage; readonly clock: Clock }
  | { readonly family: "prospects"; readonly stage: ProspectStage };

function segmentParts(key: SegmentKey): SegmentParts {
  const [family, first, second] = key.split(".");
  if (family === "rfm") return { family, group: first as RfmGroup };
  return second === undefined
    ? { family: "prospects", stage: first as ProspectStage }
    : { family: "buyers", stage: first as BuyerStage, clock: second as Clock };
}

/** Name of a segment and one sentence about who is in it. */
export function segmentText(key: SegmentKey, t: Translate): { name: string; text: string } {
  const parts = segmentParts(key);
  switch (parts.family) {
    case "rfm":
      return { name: t(`group.${parts.group}.name`), text: t(`group.${parts.group}.text`) };
    case "prospects":
      return { name: t(`prospectStage.${parts.stage}.name`), text: t(`prospectStage.${parts.stage}.text`) };
    case "buyers": {
      const { stage, clock } = parts;
      return {
        name: t("segment.buyer", { stage: t(`buyer.${stage}.name`), clock: t(`clock.${clock}.name`) }),
        text: t("segment.buyer.text", { stage: t(`buyer.${stage}.text`), clock: t(`clock.${clock}.text`) }),
      };
    }
  }
}
