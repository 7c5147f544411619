import type { ConsentState, TimelineCustomer } from "../analytics/timelines.ts";
import { latestTexts } from "./order-latest-text.ts";
import type { LatestTexts } from "./order-latest-text.ts";
import type { OrderText } from "./order-row.ts";
import type { TextCodes } from "./order-text-codes.ts";

/** One column of words, a code for each order. */
export interface TextColumn {
  readonly name: OrderText;
  readonly dictionary: TextCodes;
  readonly codes: Uint32Array;
}

interface OrderedBy {
  /** Of each order: the number of its customer, −1 for none; its day and instant; whether it is counted. */
  readonly customer: Int32Array;
  readonly day: Int32Array;
  readonly instantMs: Float64Array;
  readonly counted: Uint8Array;
  readonly customers: number;
}

/** What a file's orders say of people. */
const OF_PEOPLE = ["language", "country", "city", "consent"] as const;

/**
 * What the orders of a file tell of their customers, for those with a counted order; nothing when the file has no such columns. The
 * latest order that says something counts; tags are those of all orders, separated by commas or semicolons.
 */
export function* peopleOf(
  columns: readonly TextColumn[],
  { customer, day, instantMs, counted, customers }: OrderedBy,
): Generator<Omit<TimelineCustomer, "customerId"> & { customer: number }> {
  const told = columns.filter(({ name }) => (OF_PEOPLE as readonly OrderText[]).includes(name));
  const tagged = columns.find(({ name }) => name === "tags");
  if (told.length === 0 && tagged === undefined) return;
  const latest = new Map(told.map(({ name }) => [name, latestTexts()]));
  const tags: (Set<number> | undefined)[] = [];
  const firstDay = new Float64Array(customers).fill(Infinity);
  for (let i = 0; i < counted.length; i++) {
    const person = customer[i]!;
    if (person < 0 || counted[i] === 0) continue;
    firstDay[person] = Math.min(firstDay[person]!, day[i]!);
    for (const { name, dictionary, codes } of told)
      latest.get(name)!.see(person, dictionary.textOf(codes[i]!), instantMs[i]!);
    if (tagged !== undefined && tagged.codes[i]! > 0) (tags[person] ??= new Set()).add(tagged.codes[i]!);
  }
  const tagLists = tagged === undefined ? [] : listsOf(tagged.dictionary);
  const of = (texts: LatestTexts | undefined, person: number): string | null => texts?.of(person) ?? null;
  for (let person = 0; person < customers; person++) {
    if (firstDay[person] === Infinity) continue;
    yield {
      customer: person,
      createdDay: firstDay[person]!,
      consent: (of(latest.get("consent"), person) ?? "unknown") as ConsentState,
      abandonedDay: null,
      language: of(latest.get("language"), person),
      country: of(latest.get("country"), person),
      city: of(latest.get("city"), person),
      tags: [...(tags[person] ?? [])].flatMap((code) => tagLists[code]!),
    };
  }
}

/** The single tags of each text of tags. */
function listsOf(dictionary: TextCodes): string[][] {
  const lists: string[][] = [[]];
  for (let code = 1; code <= dictionary.size(); code++) {
    const tags = dictionary.textOf(code)!.split(/[,;]/);
    lists.push(tags.map((tag) => tag.trim()).filter((tag) => tag !== ""));
  }
  return lists;
}
