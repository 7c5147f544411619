import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { DevStore, DevStoreOptions } from "../dev-store.types.ts";
import type { ShopData } from "../model.ts";
import type { SavedTokens } from "../oauth/access-tokens.ts";
import { OptionError, type DemoOptions } from "./demo-options.ts";
import { demoShop } from "./demo-shop.ts";

/** The parts of a development store that outlive a run. */
interface Saved {
  shop: ShopData;
  clientId: string;
  clientSecret: string;
  encryptionKey: string;
  /** The proxy's port: the app's address stays the same. */
  proxyPort: number;
  tokens: SavedTokens | null;
}

export interface KeptStore {
  dataDir: string;
  shop: ShopData;
  encryptionKey: string;
  storeOptions: Partial<DevStoreOptions>;
  save(store: DevStore): void;
}

/**
 * The development store of a folder: the one saved there, or a new one as the options say. Options that would make another
 * store than the saved one are refused unless `--reset` says to forget it.
 */
export async function keptStore(
  folder: string,
  options: DemoOptions,
  tell: (line: string) => void,
): Promise<KeptStore> {
  const file = join(folder, "store.bin");
  if (options.reset) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const chosen = options.data !== null || options.stage !== null || options.zone !== null;
  if (existsSync(file) && chosen) {
    throw new OptionError("There is a development store already: add --reset to replace it by another.");
  }
  const saved = existsSync(file) ? (deserialize(readFileSync(file)) as Saved) : await newStore(options, tell);
  return {
    dataDir: folder,
    shop: saved.shop,
    encryptionKey: saved.encryptionKey,
    storeOptions: {
      clientId: saved.clientId,
      clientSecret: saved.clientSecret,
      proxyPort: saved.proxyPort,
      ...(saved.tokens === null ? {} : { savedTokens: saved.tokens }),
    },
    save(store) {
      const proxyPort = Number(new URL(store.proxyUrl).port);
      const now: Saved = { ...saved, proxyPort, tokens: store.tokens.save() };
      writeFileSync(`${file}.new`, serialize(now));
      chmodSync(`${file}.new`, 0o600);
      renameSync(`${file}.new`, file);
    },
  };
}

async function newStore(options: DemoOptions, tell: (line: string) => void): Promise<Saved> {
  return {
    shop: await demoShop(options, Date.now(), tell),
    clientId: randomBytes(16).toString("hex"),
    clientSecret: `shpss_${randomBytes(16).toString("hex")}`,
    encryptionKey: randomBytes(32).toString("base64"),
    proxyPort: 0,
    tokens: null,
  };
}
