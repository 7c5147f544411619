import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { defineConfig } from "prisma/config";

/**
 * Prisma without its native engines, which cannot be downloaded everywhere: SQL goes through `pg`. That adapter lacks the
 * column type "name" (19), which `migrate status` and `migrate deploy` read from the catalogue, so it is presented as text.
 */
interface ResultClass {
  prototype: { addFields(fields: { dataTypeID: number }[]): void };
}
const result = (pg as unknown as { Result: ResultClass }).Result;
const addFields = result.prototype.addFields;
result.prototype.addFields = function presentNamesAsText(fields) {
  for (const field of fields) if (field.dataTypeID === 19) field.dataTypeID = 25;
  addFields.call(this, fields);
};

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  experimental: { adapter: true },
  engine: "js",
  adapter: () => Promise.resolve(new PrismaPg({ connectionString: process.env["DATABASE_URL"] })),
});
