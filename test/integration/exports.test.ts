import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isControl } from "../../app/exports/control-group.ts";
import { connectKlaviyo, disconnectKlaviyo } from "../../app/exports/connections.server.ts";
import { loadExportFile } from "../../app/exports/export-file.server.ts";
import { runExport } from "../../app/exports/run-export.server.ts";
import { startExport } from "../../app/exports/start-export.server.ts";
import { exportRunReport, exportsReport, newExportReport } from "../../app/reports/exports.server.ts";
import type { ExportRunView } from "../../app/reports/exports.types.ts";
import { destinationKey } from "../../app/store/export-destinations.server.ts";
import { loadExportRun } from "../../app/store/export-runs.server.ts";
import { withShop } from "../../app/store/with-shop.server.ts";
import { generateStore } from "../dev-store/generator/generate-store.ts";
import type { Customer } from "../dev-store/model.ts";
import { startFakeKlaviyo, type FakeKlaviyo } from "../klaviyo/fake-klaviyo.ts";
import { sharedFile } from "../setup/shared.ts";
import { openSyncScene, type SyncScene } from "./sync-scene.ts";

const contract = sharedFile("contracts/klaviyo.json");
const SEGMENT = "rfm.loyal";

let scene: SyncScene;
let shopId: bigint;
let asOf: string;
let fake: FakeKlaviyo | null = null;

const shop = () => scene.store.shop();
const customer = (id: bigint): Customer => shop().customers.get(id)!;

beforeAll(async () => {
  fake = contract === null ? null : await startFakeKlaviyo(contract);
  if (fake) process.env.KLAVIYO_API_URL = fake.url;
  scene = await openSyncScene([generateStore({ stage: "established", nowMs: Date.now(), seed: 5 })]);
  shopId = (await scene.signIn()).shopId;
  await scene.backfill(shopId);
  asOf = (await exportsReport(shopId, Date.now())).asOf;
});

afterAll(async () => {
  await scene.stop();
  await fake?.stop();
});

async function begin(destination: "csv" | "klaviyo", withControl = false): Promise<string> {
  const started = await startExport(
    shopId,
    { destination, segment: SEGMENT, asOf, withControl, startedBy: "42" },
    Date.now(),
  );
  if (!started.ok) throw new Error(started.reason);
  return started.runId;
}

const carryOut = (runId: string, signal?: AbortSignal) =>
  runExport({ shopId: shopId.toString(), runId }, signal ? { signal } : {});

async function receipt(runId: string): Promise<ExportRunView> {
  return (await exportRunReport(shopId, runId, Date.now()))!.run;
}

async function membersOf(runId: string): Promise<{ id: bigint; state: string; reason: string | null }[]> {
  const rows = await withShop(shopId, (tx) =>
    tx.query<{ customer_id: string; state: string; reason: string | null }>(
      "SELECT customer_id, state, reason FROM export_members WHERE run_id = $1",
      [runId],
    ),
  );
  return rows.map((row) => ({ id: BigInt(row.customer_id), state: row.state, reason: row.reason }));
}

/** Each member is accounted for exactly once. */
function expectToAddUp(run: ExportRunView): void {
  const notSent = run.notSent.reduce((sum, { people }) => sum + people, 0);
  expect(run.accepted + run.control + notSent).toBe(run.members);
  expect(run.settled).toBe(run.members);
}

describe("a CSV export", () => {
  it("holds exactly the members who may be mailed, by Shopify's present word", async () => {
    const preview = (await newExportReport(shopId, SEGMENT, null, Date.now()))!.preview;
    expect(preview.mailable).toBeGreaterThan(5);
    const runId = await begin("csv");
    await carryOut(runId);
    const run = await receipt(runId);
    expect(run).toMatchObject({ state: "done", members: preview.members, accepted: preview.mailable, control: 0 });
    expect(run.notSent).toEqual(preview.notSent);
    expectToAddUp(run);
    const file = (await loadExportFile(shopId, runId, Date.now()))!;
    const lines = Buffer.from(file.bytes).toString().trimEnd().split("\r\n");
    expect(lines[0]).toBe("Email,First name,Segment,Segment as of,Consent since,Opt-in level");
    const addresses = lines.slice(1).map((line) => line.split(",")[0]!);
    const sent = (await membersOf(runId)).filter(({ state }) => state === "sent").map(({ id }) => customer(id));
    expect(addresses.sort()).toEqual(sent.map((person) => person.email!).sort());
    expect(sent.every((person) => person.emailConsent === "SUBSCRIBED")).toBe(true);
  });

  it("leaves out who unsubscribed after the click, and who was deleted", async () => {
    const before = await begin("csv");
    await carryOut(before);
    const [leaver, gone] = (await membersOf(before))
      .filter(({ state }) => state === "sent")
      .map(({ id }) => customer(id));
    const runId = await begin("csv");
    leaver!.emailConsent = "UNSUBSCRIBED";
    shop().customers.delete(gone!.id);
    try {
      await carryOut(runId);
      const members = await membersOf(runId);
      expect(members.find(({ id }) => id === leaver!.id)).toMatchObject({ state: "notSent", reason: "unsubscribed" });
      expect(members.find(({ id }) => id === gone!.id)).toMatchObject({ state: "notSent", reason: "gone" });
      const text = Buffer.from((await loadExportFile(shopId, runId, Date.now()))!.bytes).toString();
      expect(text).not.toContain(leaver!.email!);
      expect(text).not.toContain(gone!.email!);
      expectToAddUp(await receipt(runId));
    } finally {
      leaver!.emailConsent = "SUBSCRIBED";
      shop().customers.set(gone!.id, gone!);
    }
  });

  it("draws its control group from those who may be mailed, and keeps it from run to run", async () => {
    const { preview } = (await newExportReport(shopId, SEGMENT, null, Date.now()))!;
    const runs = [await begin("csv", true), await begin("csv", true)];
    for (const runId of runs) await carryOut(runId);
    const { domain } = shop().facts;
    const { controlShare } = (await loadExportRun(shopId, runs[0]!))!;
    const control = async (runId: string) =>
      (await membersOf(runId))
        .filter(({ state }) => state === "control")
        .map(({ id }) => id)
        .sort();
    expect(await control(runs[0]!)).toEqual(await control(runs[1]!));
    for (const { id, state } of await membersOf(runs[0]!)) {
      if (state === "notSent") continue;
      expect(state === "control").toBe(isControl(domain, `csv:${SEGMENT}`, id, controlShare));
    }
    const run = await receipt(runs[0]!);
    expect(run.control).toBeGreaterThan(0);
    expect(run.accepted + run.control).toBe(preview.mailable);
    expect(run.notSent).toEqual(preview.notSent);
    expectToAddUp(run);
  });

  it("is one shop's alone, and is gone when its time is over", async () => {
    const runId = await begin("csv");
    await carryOut(runId);
    expect(await exportRunReport(shopId + 1n, runId, Date.now()).catch(() => null)).toBeNull();
    expect(await loadExportFile(shopId + 1n, runId, Date.now())).toBeNull();
    const { fileExpiresAt } = await receipt(runId);
    expect(await loadExportFile(shopId, runId, Date.parse(fileExpiresAt!))).toBeNull();
  });
});

describe.skipIf(contract === null)("a Klaviyo export", () => {
  const klaviyo = () => fake!;
  const digest = (emails: Iterable<string>) =>
    createHash("sha256")
      .update([...emails].sort().join())
      .digest("hex");

  beforeEach(() => {
    klaviyo().violations.length = 0;
    klaviyo().calls.clear();
    klaviyo().refuse.clear();
  });

  it("needs a key that works, keeps it sealed, forgets it", async () => {
    expect(await connectKlaviyo(shopId, "", Date.now())).toMatchObject({ reason: "keyMissing" });
    expect(await connectKlaviyo(shopId, "pk_wrong_wrong_wrong", Date.now())).toMatchObject({ reason: "keyRefused" });
    expect(
      await startExport(
        shopId,
        { destination: "klaviyo", segment: SEGMENT, asOf, withControl: false, startedBy: null },
        Date.now(),
      ),
    ).toMatchObject({ reason: "notConnected" });
    expect(await connectKlaviyo(shopId, ` ${klaviyo().apiKey} `, Date.now())).toMatchObject({
      accountName: "Bean Street",
    });
    const [row] = await withShop(shopId, (tx) =>
      tx.query<{ sealed_key: string }>("SELECT sealed_key FROM export_destinations"),
    );
    expect(row!.sealed_key).not.toContain(klaviyo().apiKey);
    expect(await destinationKey(shopId, "klaviyo")).toBe(klaviyo().apiKey);
    await disconnectKlaviyo(shopId);
    expect(await destinationKey(shopId, "klaviyo")).toBeNull();
    await connectKlaviyo(shopId, klaviyo().apiKey, Date.now());
  });

  it("fills one list through storms of 429, reports each refusal, and changes nobody's consent", async () => {
    const preview = (await newExportReport(shopId, SEGMENT, null, Date.now()))!.preview;
    const runId = await begin("klaviyo");
    klaviyo().throttleNext = 3;
    await carryOut(runId);
    const run = await receipt(runId);
    expect(run).toMatchObject({
      state: "done",
      accepted: preview.mailable,
      accountName: "Bean Street",
      startedBy: "42",
    });
    expectToAddUp(run);
    const [list] = [...klaviyo().lists.values()];
    expect(list!.name).toBe(run.targetName);
    const sent = (await membersOf(runId))
      .filter(({ state }) => state === "sent")
      .map(({ id }) => customer(id).email!.toLowerCase());
    expect(digest(list!.members.keys())).toBe(digest(sent));

    const victim = sent[0]!;
    klaviyo().refuse.add(victim);
    const again = await begin("klaviyo");
    await carryOut(again);
    const second = await receipt(again);
    expect(second).toMatchObject({ state: "doneWithRefusals", accepted: run.accepted - 1, removed: 1 });
    expect(second.notSent).toContainEqual({ reason: "refusedByTool", people: 1 });
    expectToAddUp(second);
    expect(klaviyo().lists.size).toBe(1);
    expect(list!.members.has(victim)).toBe(false);
    expect(klaviyo().violations).toEqual([]);
    for (const call of klaviyo().calls.keys()) expect(call).not.toMatch(/subscription|suppression/);
  });

  it("takes off who left the segment's reach, and nobody whom the merchant added", async () => {
    const first = await begin("klaviyo");
    await carryOut(first);
    const [list] = [...klaviyo().lists.values()];
    list!.members.set("merchant-added@example.com", { id: "PROFILE_OF_MERCHANT", properties: {} });
    const leaver = customer((await membersOf(first)).find(({ state }) => state === "sent")!.id);
    leaver.emailConsent = "UNSUBSCRIBED";
    const second = await begin("klaviyo");
    await carryOut(second);
    leaver.emailConsent = "SUBSCRIBED";
    expect(list!.members.has(leaver.email!.toLowerCase())).toBe(false);
    expect(list!.members.has("merchant-added@example.com")).toBe(true);
    expect((await receipt(second)).removed).toBe(1);
    expect(klaviyo().violations).toEqual([]);
  });

  it("goes on after a stop in the middle and imports nothing twice", async () => {
    const runId = await begin("klaviyo");
    const stop = new AbortController();
    const polls = klaviyo().pollsUntilComplete;
    klaviyo().pollsUntilComplete = 1_000;
    const interrupted = carryOut(runId, stop.signal).catch((error: unknown) => error);
    await expect.poll(async () => (await membersOf(runId)).some(({ state }) => state === "handedOver")).toBe(true);
    stop.abort();
    expect(await interrupted).toBeInstanceOf(Error);
    expect((await receipt(runId)).state).toBe("running");
    klaviyo().pollsUntilComplete = polls;
    await carryOut(runId);
    expect(await receipt(runId)).toMatchObject({ state: "done" });
    expectToAddUp(await receipt(runId));
    expect(klaviyo().calls.get("POST /api/profile-bulk-import-jobs")).toBe(1);
  });

  it("ends with a reason when the key is refused, and says so on the page", async () => {
    const runId = await begin("klaviyo");
    const good = klaviyo().apiKey;
    klaviyo().apiKey = "pk_another_key_12345";
    await carryOut(runId);
    klaviyo().apiKey = good;
    expect(await receipt(runId)).toMatchObject({ state: "failed", failure: "keyRefused", accepted: 0 });
    const { destinations } = await exportsReport(shopId, Date.now());
    expect(destinations.find(({ destination }) => destination === "klaviyo")!.state).toBe("keyRefused");
    await connectKlaviyo(shopId, good, Date.now());
  });

  it("is tried again for two hours, then ends with a reason instead of running for ever", async () => {
    const runId = await begin("klaviyo");
    const inShop = (text: string) => withShop(shopId, (tx) => tx.query(text));
    await inShop("UPDATE export_destinations SET sealed_key = 'broken'");
    await expect(carryOut(runId)).rejects.toThrow("The export waits");
    expect((await receipt(runId)).state).toBe("running");
    await inShop(`UPDATE export_runs SET created_at = created_at - interval '2 hours' WHERE run_id = '${runId}'`);
    await carryOut(runId);
    expect(await receipt(runId)).toMatchObject({ state: "failed", failure: "unexpected" });
    await connectKlaviyo(shopId, klaviyo().apiKey, Date.now());
  });
});
