/** Why a file is no usable snapshot. */
class SnapshotFault extends Error {}

/** Throws unless what must hold of a whole file holds. */
export function insist(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new SnapshotFault(otherwise);
}
