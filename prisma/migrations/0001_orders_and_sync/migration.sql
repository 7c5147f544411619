-- CreateTable
CREATE TABLE "shops" (
    "shop_id" BIGSERIAL NOT NULL,
    "domain" TEXT NOT NULL,
    "gid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "currency_digits" SMALLINT NOT NULL,
    "plan" TEXT NOT NULL,
    "scopes" TEXT[],
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    "uninstalled_at" TIMESTAMPTZ(3),
    "version" BIGINT NOT NULL DEFAULT 0,
    "erasure_epoch" BIGINT NOT NULL DEFAULT 0,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shops_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "orders" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "customer_id" BIGINT,
    "processed_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "version" BIGINT NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "gross_minor" BIGINT NOT NULL,
    "discount_minor" BIGINT NOT NULL,
    "refund_minor" BIGINT NOT NULL,
    "test" BOOLEAN NOT NULL,
    "has_ledger" BOOLEAN NOT NULL,
    "returned_at" TIMESTAMPTZ(3)[],
    "returned_minor" BIGINT[],
    "name" TEXT NOT NULL,
    "financial_status" TEXT,
    "currency" TEXT NOT NULL,
    "channel" TEXT,
    "source_name" TEXT,
    "app_name" TEXT,
    "channel_handle" TEXT,
    "country" TEXT,
    "province" TEXT,
    "city" TEXT,
    "locale" TEXT,
    "tags" TEXT[],
    "discount_codes" TEXT[],
    "journey_state" TEXT NOT NULL,
    "first_visit" JSONB,
    "last_visit" JSONB,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "order_lines" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "line_id" BIGINT NOT NULL,
    "product_id" BIGINT,
    "variant_id" BIGINT,
    "gross_minor" BIGINT NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "current_quantity" INTEGER NOT NULL,
    "is_gift_card" BOOLEAN NOT NULL,
    "title" TEXT NOT NULL,
    "product_type" TEXT,
    "vendor" TEXT,
    "sku" TEXT,

    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("shop_id","order_id","line_id")
);

-- CreateTable
CREATE TABLE "order_sales" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "sale_id" BIGINT NOT NULL,
    "agreement_id" BIGINT NOT NULL,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "line_id" BIGINT,
    "net_minor" BIGINT NOT NULL,
    "discount_minor" BIGINT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "action_type" TEXT NOT NULL,
    "line_type" TEXT NOT NULL,

    CONSTRAINT "order_sales_pkey" PRIMARY KEY ("shop_id","order_id","sale_id")
);

-- CreateTable
CREATE TABLE "customers" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "number_of_orders" INTEGER,
    "email_consent" TEXT,
    "consent_updated_at" TIMESTAMPTZ(3),
    "opt_in_level" TEXT,
    "locale" TEXT,
    "country" TEXT,
    "province" TEXT,
    "city" TEXT,
    "tags" TEXT[],

    CONSTRAINT "customers_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "customer_stamps" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "version" BIGINT NOT NULL,

    CONSTRAINT "customer_stamps_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "redacted_customers" (
    "shop_id" BIGINT NOT NULL,
    "digest" BYTEA NOT NULL,
    "pseudonym" BIGINT NOT NULL,
    "redacted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "redacted_customers_pkey" PRIMARY KEY ("shop_id","digest")
);

-- CreateTable
CREATE TABLE "deleted_records" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "record_id" BIGINT NOT NULL,
    "deleted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deleted_records_pkey" PRIMARY KEY ("shop_id","kind","record_id")
);

-- CreateTable
CREATE TABLE "products" (
    "shop_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "product_type" TEXT,
    "vendor" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "products_pkey" PRIMARY KEY ("shop_id","product_id")
);

-- CreateTable
CREATE TABLE "checkouts" (
    "shop_id" BIGINT NOT NULL,
    "checkout_id" BIGINT NOT NULL,
    "customer_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "checkouts_pkey" PRIMARY KEY ("shop_id","checkout_id")
);

-- CreateTable
CREATE TABLE "rejected_records" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "rejected_records_pkey" PRIMARY KEY ("shop_id","kind","record_id")
);

-- CreateTable
CREATE TABLE "staging_batches" (
    "shop_id" BIGINT NOT NULL,
    "batch_id" BIGSERIAL NOT NULL,
    "byte_offset" BIGINT NOT NULL DEFAULT 0,
    "order_count" INTEGER NOT NULL DEFAULT 0,
    "row_count" BIGINT NOT NULL DEFAULT 0,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staging_batches_pkey" PRIMARY KEY ("shop_id","batch_id")
);

-- CreateTable
CREATE TABLE "stage_orders" (
    "shop_id" BIGINT NOT NULL,
    "batch_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "customer_id" BIGINT,
    "processed_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "test" BOOLEAN NOT NULL,
    "name" TEXT NOT NULL,
    "financial_status" TEXT,
    "currency" TEXT NOT NULL,
    "channel" TEXT,
    "source_name" TEXT,
    "app_name" TEXT,
    "channel_handle" TEXT,
    "country" TEXT,
    "province" TEXT,
    "city" TEXT,
    "locale" TEXT,
    "tags" TEXT[],
    "discount_codes" TEXT[],
    "journey_state" TEXT NOT NULL,
    "first_visit" JSONB,
    "last_visit" JSONB,
    "unknown" TEXT[]
);

-- CreateTable
CREATE TABLE "stage_lines" (
    "shop_id" BIGINT NOT NULL,
    "batch_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "line_id" BIGINT NOT NULL,
    "product_id" BIGINT,
    "variant_id" BIGINT,
    "gross_minor" BIGINT NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "current_quantity" INTEGER NOT NULL,
    "is_gift_card" BOOLEAN NOT NULL,
    "title" TEXT NOT NULL,
    "product_type" TEXT,
    "vendor" TEXT,
    "sku" TEXT
);

-- CreateTable
CREATE TABLE "stage_agreements" (
    "shop_id" BIGINT NOT NULL,
    "batch_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "agreement_id" BIGINT NOT NULL,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "stage_sales" (
    "shop_id" BIGINT NOT NULL,
    "batch_id" BIGINT NOT NULL,
    "agreement_id" BIGINT NOT NULL,
    "sale_id" BIGINT NOT NULL,
    "line_id" BIGINT,
    "net_minor" BIGINT NOT NULL,
    "discount_minor" BIGINT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "action_type" TEXT NOT NULL,
    "line_type" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "stage_customers" (
    "shop_id" BIGINT NOT NULL,
    "batch_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "number_of_orders" INTEGER,
    "email_consent" TEXT,
    "consent_updated_at" TIMESTAMPTZ(3),
    "opt_in_level" TEXT,
    "locale" TEXT,
    "country" TEXT,
    "province" TEXT,
    "city" TEXT,
    "tags" TEXT[],
    "unknown" TEXT[]
);

-- CreateTable
CREATE TABLE "stage_products" (
    "shop_id" BIGINT NOT NULL,
    "batch_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "product_type" TEXT,
    "vendor" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL
);

-- CreateTable
CREATE TABLE "stage_checkouts" (
    "shop_id" BIGINT NOT NULL,
    "batch_id" BIGINT NOT NULL,
    "checkout_id" BIGINT NOT NULL,
    "customer_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3)
);

-- CreateTable
CREATE TABLE "backfill_runs" (
    "shop_id" BIGINT NOT NULL,
    "run_id" BIGSERIAL NOT NULL,
    "state" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "estimate_orders" INTEGER,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "backfill_runs_pkey" PRIMARY KEY ("shop_id","run_id")
);

-- CreateTable
CREATE TABLE "backfill_windows" (
    "shop_id" BIGINT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "window_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3),
    "until_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "operation_id" TEXT,
    "fetched_at" TIMESTAMPTZ(3),
    "batch_id" BIGINT,
    "expected" INTEGER,
    "exported" INTEGER NOT NULL DEFAULT 0,
    "merged" INTEGER NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "backfill_windows_pkey" PRIMARY KEY ("shop_id","run_id","window_id")
);

-- CreateTable
CREATE TABLE "sync_marks" (
    "shop_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sync_marks_pkey" PRIMARY KEY ("shop_id","name")
);

-- CreateTable
CREATE TABLE "inbox" (
    "shop_id" BIGINT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "event_id" TEXT,
    "topic" TEXT NOT NULL,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "records" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("shop_id","webhook_id")
);

-- CreateTable
CREATE TABLE "privacy_requests" (
    "shop_id" BIGINT NOT NULL,
    "request_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "file" JSONB,

    CONSTRAINT "privacy_requests_pkey" PRIMARY KEY ("shop_id","request_id")
);

-- CreateTable
CREATE TABLE "export_destinations" (
    "shop_id" BIGINT NOT NULL,
    "destination" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "account_name" TEXT NOT NULL,
    "sealed_key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "connected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "export_destinations_pkey" PRIMARY KEY ("shop_id","destination")
);

-- CreateTable
CREATE TABLE "export_runs" (
    "shop_id" BIGINT NOT NULL,
    "run_id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "destination" TEXT NOT NULL,
    "segment_key" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "target_name" TEXT NOT NULL,
    "account_name" TEXT,
    "list_id" TEXT,
    "control_share" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "started_by" TEXT,
    "state" TEXT NOT NULL,
    "failure" TEXT,
    "members_chosen" BOOLEAN NOT NULL DEFAULT false,
    "removed" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "file_expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "export_runs_pkey" PRIMARY KEY ("shop_id","run_id")
);

-- CreateTable
CREATE TABLE "export_members" (
    "shop_id" BIGINT NOT NULL,
    "run_id" UUID NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "job_id" TEXT,
    "remote_id" TEXT,

    CONSTRAINT "export_members_pkey" PRIMARY KEY ("shop_id","run_id","customer_id")
);

-- CreateTable
CREATE TABLE "export_file_parts" (
    "shop_id" BIGINT NOT NULL,
    "run_id" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "export_file_parts_pkey" PRIMARY KEY ("shop_id","run_id","part")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMP(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "collaborator" BOOLEAN DEFAULT false,
    "emailVerified" BOOLEAN DEFAULT false,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMP(3),

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "shops_domain_key" ON "shops"("domain");

-- CreateIndex
CREATE INDEX "orders_shop_id_customer_id_idx" ON "orders"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "orders_shop_id_processed_at_idx" ON "orders"("shop_id", "processed_at");

-- CreateIndex
CREATE INDEX "customer_stamps_shop_id_version_idx" ON "customer_stamps"("shop_id", "version");

-- CreateIndex
CREATE INDEX "checkouts_shop_id_customer_id_idx" ON "checkouts"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "stage_orders_shop_id_batch_id_idx" ON "stage_orders"("shop_id", "batch_id");

-- CreateIndex
CREATE INDEX "stage_lines_shop_id_batch_id_idx" ON "stage_lines"("shop_id", "batch_id");

-- CreateIndex
CREATE INDEX "stage_agreements_shop_id_batch_id_idx" ON "stage_agreements"("shop_id", "batch_id");

-- CreateIndex
CREATE INDEX "stage_sales_shop_id_batch_id_idx" ON "stage_sales"("shop_id", "batch_id");

-- CreateIndex
CREATE INDEX "stage_customers_shop_id_batch_id_idx" ON "stage_customers"("shop_id", "batch_id");

-- CreateIndex
CREATE INDEX "stage_products_shop_id_batch_id_idx" ON "stage_products"("shop_id", "batch_id");

-- CreateIndex
CREATE INDEX "stage_checkouts_shop_id_batch_id_idx" ON "stage_checkouts"("shop_id", "batch_id");

-- CreateIndex
CREATE INDEX "export_runs_shop_id_created_at_idx" ON "export_runs"("shop_id", "created_at");

-- CreateIndex
CREATE INDEX "export_members_shop_id_customer_id_idx" ON "export_members"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "Session_shop_idx" ON "Session"("shop");


-- What Prisma's schema cannot say -------------------------------------------------------------------------------------

-- Waiting deliveries: the worker asks for them several times a second.
CREATE INDEX "inbox_waiting" ON "inbox" ("shop_id", "due_at") WHERE "state" = 'pending';

-- Orders in no figure, and orders without a ledger: few, and asked for at every refresh of a shop's timelines.
CREATE INDEX "orders_left_out" ON "orders" ("shop_id")
  WHERE ("deleted_at" IS NOT NULL OR "test" OR "cancelled_at" IS NOT NULL OR "financial_status" IS NOT DISTINCT FROM 'VOIDED');
CREATE INDEX "orders_without_ledger" ON "orders" ("shop_id") WHERE NOT "has_ledger" AND "deleted_at" IS NULL;

-- Row-level security, the second wall between shops: the app's role is neither the owner of these tables nor may it bypass
-- policies, and sees the rows of the shop its transaction was opened for. After one SET LOCAL the setting is '', not null.
DO $$
DECLARE
  shop_table text;
BEGIN
  FOREACH shop_table IN ARRAY ARRAY[
    'orders', 'order_lines', 'order_sales', 'customers', 'customer_stamps', 'redacted_customers', 'deleted_records',
    'products', 'checkouts', 'rejected_records', 'backfill_runs', 'backfill_windows', 'sync_marks', 'privacy_requests',
    'export_destinations', 'export_runs', 'export_members', 'export_file_parts'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', shop_table);
    EXECUTE format(
      'CREATE POLICY own_shop ON %I USING (shop_id = nullif(current_setting(''app.shop_id'', true), '''')::bigint)',
      shop_table
    );
  END LOOP;
END $$;

-- The registry of shops: every process may find a shop by its domain and register an install, and may change only the shop
-- its transaction was opened for.
ALTER TABLE "shops" ENABLE ROW LEVEL SECURITY;
CREATE POLICY find_shop ON "shops" FOR SELECT USING (true);
CREATE POLICY register_shop ON "shops" FOR INSERT WITH CHECK (true);
CREATE POLICY change_own_shop ON "shops" FOR UPDATE
  USING ("shop_id" = nullif(current_setting('app.shop_id', true), '')::bigint);
CREATE POLICY erase_own_shop ON "shops" FOR DELETE
  USING ("shop_id" = nullif(current_setting('app.shop_id', true), '')::bigint);

-- The ways in have no policies: COPY refuses tables that have them, and the inbox is written by one statement per delivery
-- and watched over all shops by the worker. Staged rows live for the minutes of their batch; the inbox holds ids alone.

-- Staged rows come and go by the hundred thousand: vacuum early.
ALTER TABLE "stage_orders" SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "stage_lines" SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "stage_agreements" SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "stage_sales" SET (autovacuum_vacuum_scale_factor = 0.05);
