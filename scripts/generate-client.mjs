/**
 * Generates the Prisma client after an install, so that every npm script works right away. Plain JavaScript: it runs before
 * anything is built, under whatever Node runs npm.
 *
 * Prisma wants to download a native query engine that this client does not use. Naming any existing file as that engine
 * keeps it from trying, so that the install needs the package registry alone.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const ownNode = `${root}node_modules/.bin/node`;
const node = existsSync(ownNode) ? ownNode : process.execPath;

const { status, stdout, stderr, error } = spawnSync(
  node,
  [`${root}node_modules/prisma/build/index.js`, "generate", "--no-hints"],
  {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      CHECKPOINT_DISABLE: "1",
      PRISMA_QUERY_ENGINE_LIBRARY: `${root}package.json`,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    },
  },
);
if (status !== 0) {
  console.error(`${stdout ?? ""}${stderr ?? ""}${error ? String(error) : ""}`);
  console.error("The database client could not be generated; npm run postinstall tries again.");
  process.exit(1);
}
