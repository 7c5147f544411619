/** The environment of tests: complete, and pointing nowhere but at this machine. Tests change what they need before its first use. */
export function testEnvironment(databaseUrl: string): Record<string, string> {
  return {
    NODE_ENV: "test",
    LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "silent",
    SHOPIFY_API_KEY: "test-client-id",
    SHOPIFY_API_SECRET: "test-client-secret",
    SHOPIFY_APP_URL: "http://127.0.0.1:1",
    SHOPIFY_ADMIN_ORIGIN: "http://127.0.0.1:1",
    APP_BRIDGE_URL: "http://127.0.0.1:1/app-bridge.js",
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    DATABASE_URL: databaseUrl,
    KLAVIYO_API_URL: "http://127.0.0.1:1",
  };
}
