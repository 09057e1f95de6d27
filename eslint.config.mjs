import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import tseslint from '@typescript-eslint/eslint-plugin';

export default [
  { ignores: ['labextension/lib/**'] },
  js.configs.recommended,
  ...tseslint.configs['flat/recommended'],
  {
    files: ['labextension/src/**/*.{ts,tsx}'],
    plugins: { jupyter },
    languageOptions: { parserOptions: { project: './labextension/tsconfig.lint.json' } },
    rules: {
      // The compiler's own work, and it knows the browser's globals.
      'no-undef': 'off',
      'no-unused-vars': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      // React does not wait for its event listeners.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } }
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-expressions': ['error', { allowShortCircuit: true }],
      eqeqeq: 'error',
      curly: 'error',
      'jupyter/plugin-activation-args': 'error',
      'jupyter/plugin-description': 'error',
      'jupyter/command-id-convention': 'error',
      'jupyter/no-translation-concatenation': 'error',
      'jupyter/no-dynamic-translation': 'error'
    }
  }
];
