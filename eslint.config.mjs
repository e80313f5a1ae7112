import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** Reports docstrings that begin with a question word: a noun phrase or a verb in the third person says what a thing is. */
const docstringHead = {
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments())
        if (
          comment.type === "Block" &&
          /^\*[\s*]*(What|Whether|How|Where|Who|Whose|Which|Why|So many)\b/.test(comment.value)
        )
          context.report({
            loc: comment.loc,
            message: "Begin a docstring with a noun phrase, or a verb in the third person.",
          });
    },
  }),
};

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
  {
    files: ["**/*.ts"],
    ignores: ["__tests__/**"],
    plugins: { house: { rules: { "docstring-head": docstringHead } } },
    rules: { "house/docstring-head": "error" },
  },
  {
    files: ["stacks/**/*.ts"],
    ignores: ["stacks/settings/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "SpreadElement[argument.name='settings'], SpreadElement[argument.property.name='settings']",
          message: "Name each setting that a construct gets: where it goes is then found by search.",
        },
      ],
    },
  },
  // A command is loaded when it is called, with the AWS clients that it needs: the others do not cost time.
  {
    files: ["tools/cli/program.ts", "__tests__/support/template.ts"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
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
