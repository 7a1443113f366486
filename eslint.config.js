import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Imports point one way. `regex` is matched against the import as it is written; all of ours are relative. */
const never = (regex, message) => ({ regex, message });
const aboveLib = never('(^|/)(nodes|server|sandbox|editor|flows|scripts)/|/settings\\.ts$', 'lib is the core: it knows nothing of Node-RED, Express, the sandbox or any client.');
const within = (folders, message) => never(`^\\.\\./(\\.\\./)*(${folders.join('|')})/`, message);
const oneWay = {
  'lib/**': [aboveLib],
  'lib/model/**': [aboveLib, within(['operations', 'connectors', 'store', 'lanes'], 'The model stands at the bottom of lib: nothing above it may be imported here.')],
  'lib/errors/**': [aboveLib, within(['model', 'operations', 'connectors', 'store', 'lanes'], 'The error table stands beside the model: nothing above it may be imported here.')],
  'lib/operations/**': [aboveLib, within(['connectors', 'store', 'lanes'], 'Operations are pure functions over the model: pass what they need as an argument.')],
  'lib/connectors/**': [aboveLib, within(['operations', 'store', 'lanes'], "A connector speaks to one remote system: stores and lanes are the caller's matter.")],
  'lib/store/**': [aboveLib, within(['operations', 'connectors', 'lanes'], 'The store keeps rows; what they mean is decided above it.')],
  'lib/lanes/**': [aboveLib, within(['operations', 'connectors'], 'A lane moves messages and knows no vendor.')],
  'nodes/**': [
    never('/(server|sandbox|scripts|flows)/|/settings\\.ts$', 'A node also runs in a stock Node-RED: it reaches the host only through RED.settings.'),
    never('^\\.\\./(?!\\.\\.)(?![a-z]+-account/)[a-z-]+/|^\\.\\./\\.\\./(?!\\.\\.|runtime/|lib/)[a-z-]+/(?![a-z]+-account/)', 'A node never imports another node: what two of them need goes to nodes/runtime or lib. Accounts may be used by all.'),
  ],
  'server/**': [never('/(sandbox|scripts)/', 'The sandbox is for trying and testing; the product never knows it.')],
  'sandbox/**': [never('/(nodes|server)/|/lib/(connectors|lanes|store|operations)/', "A stand-in written with the product's own code would agree with its mistakes.")],
  'editor/**': [never('/(server|sandbox|scripts)/|/lib/(connectors/(?!contract)|lanes/|store/)|/nodes/runtime/(?!node-definition)', 'Editor code runs in the browser: it imports only schemas and editor modules.')],
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', 'test/screenshots/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: [] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'settings.ts is the only reader of process.env.' }],
    },
  },
  ...Object.entries(oneWay).map(([folder, patterns]) => ({ files: [`${folder}/*.ts`], rules: { 'no-restricted-imports': ['error', { patterns }] } })),
  { files: ['settings.ts', 'scripts/**', 'test/**', 'bench/**'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['nodes/**/*.editor.ts', 'editor/**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: './tsconfig.editor.json' } },
  },
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-unused-expressions': 'off' } },
);
