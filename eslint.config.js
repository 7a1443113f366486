import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';

// Which folder may not import which, with the reason an engineer reads when the build stops.
const oneWay = [
  { target: './lib', from: ['./nodes', './server', './sandbox', './editor', './flows', './scripts', './settings.ts'], message: 'lib is the core: it knows nothing of Node-RED, Express, the sandbox or any client.' },
  { target: './lib/model', from: ['./lib/operations', './lib/connectors', './lib/store', './lib/lanes'], message: 'The model stands at the bottom of lib: nothing above it may be imported here.' },
  { target: './lib/errors', from: ['./lib/model', './lib/operations', './lib/connectors', './lib/store', './lib/lanes'], message: 'The error table stands beside the model: nothing above it may be imported here.' },
  { target: './lib/operations', from: ['./lib/connectors', './lib/store', './lib/lanes'], message: 'Operations are pure functions over the model: pass what they need as an argument.' },
  { target: './lib/connectors', from: ['./lib/operations', './lib/store', './lib/lanes'], message: 'A connector speaks to one remote system: stores and lanes are the caller\'s matter.' },
  { target: './lib/store', from: ['./lib/operations', './lib/connectors', './lib/lanes'], message: 'The store keeps rows; what they mean is decided above it.' },
  { target: './lib/lanes', from: ['./lib/operations', './lib/connectors'], message: 'A lane moves messages and knows no vendor.' },
  { target: './nodes', from: ['./server', './sandbox', './scripts', './settings.ts'], message: 'A node also runs in a stock Node-RED: it reaches the host only through RED.settings.' },
  { target: './server', from: ['./sandbox', './scripts'], message: 'The sandbox is for trying and testing; the product never knows it.' },
  { target: './sandbox', from: ['./nodes', './server', './lib/connectors', './lib/lanes', './lib/store', './lib/operations'], message: 'A stand-in written with the product\'s own code would agree with its mistakes.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', 'test/screenshots/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: [] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: oneWay }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'settings.ts is the only reader of process.env.' }],
    },
  },
  { files: ['settings.ts', 'scripts/**', 'test/**', 'bench/**'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['nodes/**/*.editor.ts', 'editor/**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: './tsconfig.editor.json' } },
  },
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-unused-expressions': 'off' } },
);
