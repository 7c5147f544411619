/**
 * Finds the fields of a document that the dev store does not simulate, before anything is executed: on an empty store no
 * reader would be asked, and the gap would go unnoticed.
 */
import { TypeInfo, visit, visitWithTypeInfo, type DocumentNode } from "graphql";
import type { AdminSchema } from "./schema-snapshot.ts";
import { TYPE_READERS } from "./type-readers.ts";

/** One sentence per field. Fields of interfaces are judged when the record, and so its type, is known. */
export function unsimulatedFields(admin: AdminSchema, document: DocumentNode): string[] {
  const missing = new Set<string>();
  const typeInfo = new TypeInfo(admin.schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field({ name }) {
        const parent = typeInfo.getParentType()?.name;
        const readers = parent === undefined ? undefined : TYPE_READERS[parent];
        const isIntrospection = name.value.startsWith("__");
        if (readers && !isIntrospection && !Object.hasOwn(readers, name.value)) {
          missing.add(`dev store does not simulate ${parent}.${name.value}`);
        }
      },
    }),
  );
  return [...missing];
}
