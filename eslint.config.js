import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const noEnv = {
  object: "process",
  property: "env",
  message: "Read variables through app/platform/env.server.ts: it parses them once and names what is wrong.",
};
const clock = [
  { object: "Date", property: "now", message: "Time is an argument here; the route or the job owns the clock." },
  { object: "Math", property: "random", message: "Randomness is an argument here." },
];

export default tseslint.config(
  { ignores: ["build/**", "node_modules/**", "app/store/generated/**", "test/dev-store/frame/assets/**"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "react-hooks": reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-console": "error",
      "max-lines": ["error", { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ["app/routes/**"], rules: { "max-lines": ["error", { max: 100 }] } },
  {
    files: ["app/**"],
    ignores: ["app/platform/env.server.ts"],
    rules: { "no-restricted-properties": ["error", noEnv] },
  },
  {
    files: ["app/analytics/**", "app/insights/**"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-properties": ["error", noEnv, ...clock],
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "Time is an argument here." },
      ],
    },
  },
  { files: ["scripts/**", "test/**", "*.ts", "*.js"], rules: { "no-console": "off" } },
  {
    files: ["**/*.{js,mjs,cjs}"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", module: "writable" } },
  },
);
