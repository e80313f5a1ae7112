import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", "cdktf.out", ".build", "local-run", "local-cloud", "coverage"] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ["**/*.ts"] })),
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // Constructs are made for their effect on the scope.
      "no-new": "off",
    },
  },
  // A command loads what it calls, AWS clients above all, when it runs: help and mistakes are answered at once.
  { files: ["tools/cli/commands/*.ts"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  // jest's asymmetric matchers are typed any.
  { files: ["__tests__/**/*.ts"], rules: { "@typescript-eslint/no-unsafe-assignment": "off" } },
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: {
      globals: {
        module: "writable",
        process: "readonly",
        require: "readonly",
        console: "readonly",
        performance: "readonly",
      },
    },
  },
  { files: ["tools/page/*.js"], languageOptions: { globals: { document: "readonly" } } },
);
