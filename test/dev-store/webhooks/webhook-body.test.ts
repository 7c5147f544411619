import { expect, it } from "vitest";
import { includedFields, webhookJson } from "./webhook-body.ts";

const payload = {
  id: 1,
  note: null,
  order_edit: { id: 2, order_id: 3, line_items: { additions: [{ id: 4, delta: 1 }], removals: [] } },
};

it("keeps only the fields named, through objects and lists", () => {
  expect(includedFields(payload, ["id", "order_edit.order_id"])).toEqual({ id: 1, order_edit: { order_id: 3 } });
  expect(includedFields(payload, ["order_edit.line_items.additions.id"])).toEqual({
    order_edit: { line_items: { additions: [{ id: 4 }] } },
  });
  expect(includedFields(payload, ["order_edit", "order_edit.id", "note", "absent"])).toEqual({
    order_edit: payload.order_edit,
    note: null,
  });
  expect(includedFields(payload, null)).toBe(payload);
});

it("writes large ids as numbers", () => {
  expect(webhookJson({ id: 820_982_911_946_154_508n })).toBe('{"id":820982911946154508}');
});
