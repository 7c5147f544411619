import { z } from "zod";

/**
 * The environment, parsed once. The only reader of `process.env` in the app. `.env.example` explains each variable; a test
 * compares the two.
 */
const text = (rule: string, shortest = 1) => z.string({ error: rule }).min(shortest, rule);
const url = (rule = "must be a full URL such as https://comeback.example.com") => z.url({ error: rule });
const postgresUrl = () => z.string().regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://");
const whole = (from: number, to: number) => {
  const rule = `must be a whole number from ${from} to ${to}`;
  return z.coerce.number({ error: rule }).int(rule).min(from, rule).max(to, rule);
};
const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, { error: `must be one of ${names.join(", ")}` });

const KEY_RULE = "must be 32 bytes in base64; make it with: openssl rand -base64 32";

const schema = z.object({
  NODE_ENV: oneOf(["development", "production", "test"]).default("production"),
  HOST: text("must be the address to listen on, such as 0.0.0.0").default("127.0.0.1"),
  PORT: whole(0, 65_535).default(3000),
  LOG_LEVEL: oneOf(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),

  SHOPIFY_API_KEY: text("must be the client id of your app, as in shopify.app.toml"),
  SHOPIFY_API_SECRET: text("must be the client secret of your app: copy it from the Partner Dashboard", 8),
  SHOPIFY_APP_URL: url("must be the public URL of this app, such as https://comeback.example.com"),
  /** Where `https://{shop}.myshopify.com/…` is reached instead, for the local dev store: `{origin}/{shop}.myshopify.com/…`. */
  SHOPIFY_ADMIN_ORIGIN: url().optional(),
  /** Address of the App Bridge script; the library's bounce pages read the same variable. */
  APP_BRIDGE_URL: url().default("https://cdn.shopify.com/shopifycloud/app-bridge.js"),

  /** Seals access tokens and destination keys at rest: 32 bytes in base64. */
  ENCRYPTION_KEY: z.string({ error: KEY_RULE }).refine((key) => Buffer.from(key, "base64").length === 32, KEY_RULE),

  /** Absent: the app starts its own PostgreSQL in DATA_DIR. The app's processes get the URL of a role that sees one shop at a time. */
  DATABASE_URL: postgresUrl().optional(),
  /** The tables' owner, when an administrator made both roles: then DATABASE_URL is the app's role. */
  DATABASE_OWNER_URL: postgresUrl().optional(),
  DATABASE_POOL_SIZE: whole(2, 200).default(10),
  DATA_DIR: z.string().optional(),

  TIMELINES_CACHE_MB: whole(16, 65_536).default(1024),

  KLAVIYO_API_URL: url().default("https://a.klaviyo.com"),
});

export type Env = z.infer<typeof schema>;

/** Names of all variables, for the check against `.env.example`. */
export const ENV_NAMES = Object.keys(schema.shape);

/**
 * Parses an environment. Throws an Error whose message has one line per wrong variable, each saying what to do.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const result = schema.safeParse(filled);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return filled[name] === undefined ? `${name} is missing: it ${issue.message}` : `${name} ${issue.message}`;
  });
  throw new Error(`The environment is not complete. Set these variables (see .env.example):\n  ${lines.join("\n  ")}`);
}

let parsed: Env | undefined;

/** The environment of this process; parsed at the first call, so that importing this file does nothing. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}
