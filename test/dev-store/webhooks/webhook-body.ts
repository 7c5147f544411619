type Json = unknown;

function isRecord(value: Json): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `include_fields` as a tree: a name leads to the names below it, or to null for everything below. */
type FieldTree = Map<string, FieldTree | null>;

function fieldTree(paths: readonly string[]): FieldTree {
  const root: FieldTree = new Map();
  for (const path of paths) {
    const names = path.split(".");
    const last = names.pop() ?? "";
    let level: FieldTree | null = root;
    for (const name of names) {
      if (!level.has(name)) level.set(name, new Map());
      level = level.get(name) ?? null;
      if (level === null) break;
    }
    level?.set(last, null);
  }
  return root;
}

function picked(value: Json, tree: FieldTree): Json {
  if (Array.isArray(value)) return value.map((entry: Json) => picked(entry, tree));
  if (!isRecord(value)) return value;
  const result: Record<string, Json> = {};
  for (const [name, below] of tree) {
    if (!(name in value)) continue;
    result[name] = below === null ? value[name] : picked(value[name], below);
  }
  return result;
}

/** The part of a payload that `include_fields` keeps. A dotted path reaches into objects and into each entry of a list. */
export function includedFields(payload: Record<string, unknown>, paths: readonly string[] | null) {
  return paths === null ? payload : (picked(payload, fieldTree(paths)) as Record<string, unknown>);
}

/** JSON.rawJSON of Node 22 and newer, which TypeScript's library does not declare yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** JSON text with every bigint as a plain number: Shopify's ids may be larger than a JavaScript number holds. */
export function webhookJson(payload: Record<string, unknown>): string {
  return JSON.stringify(payload, (_key, value: unknown) =>
    typeof value === "bigint" ? rawJSON(value.toString()) : value,
  );
}
