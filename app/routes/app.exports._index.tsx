import { json } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { ExportsPage } from "../components/exports-page.tsx";
import { connectKlaviyo, disconnectKlaviyo } from "../exports/connections.server.ts";
import { exportsReport } from "../reports/exports.server.ts";
import type { ExportActionError } from "../reports/exports.types.ts";
import { requireMerchant } from "../shopify.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireMerchant(request);
  return json(await exportsReport(shopId, Date.now()));
}

/** Connects a tool or forgets it. */
export async function action({ request }: ActionFunctionArgs) {
  const { shopId } = await requireMerchant(request);
  const form = await request.formData();
  const done = (error: ExportActionError | null, status = 200) => json({ error }, { status });
  switch (form.get("intent")) {
    case "connectKlaviyo": {
      const connected = await connectKlaviyo(shopId, String(form.get("klaviyoKey") ?? ""), Date.now());
      return connected.ok ? done(null) : done({ field: "klaviyoKey", code: connected.reason }, 422);
    }
    case "disconnectKlaviyo":
      await disconnectKlaviyo(shopId);
      return done(null);
    default:
      throw json({ sentence: "This form is not known here." }, { status: 400 });
  }
}

export default function Exports() {
  return <ExportsPage model={useLoaderData<typeof loader>()} error={useActionData<typeof action>()?.error ?? null} />;
}
