import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { Ajv } from 'ajv';
import Type from 'typebox';
import { OperationError } from './lib/errors/operation-error.ts';
import { packageRoot } from './lib/package-root.ts';
import { schemaOf } from './server/schema-of.ts';

/** A person who may open the editor when it can be reached from other machines. */
export interface EditorUser {
  readonly username: string;
  /** bcrypt hash. */
  readonly password: string;
  readonly permissions: string | readonly string[];
}

export interface Settings {
  readonly packageRoot: string;
  readonly client: string;
  readonly flowsDir: string;
  readonly clientDir: string;
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** None: the editor is open to whoever sits at this machine, and to nobody else. */
  readonly users: readonly EditorUser[];
  readonly credentialSecret: string | undefined;
  /** Where the store is: in a file of the data folder, or in a schema of a PostgreSQL that several workers share. */
  readonly database: { readonly engine: 'sqlite'; readonly file: string } | { readonly engine: 'postgres'; readonly url: string; readonly schema: string };
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  readonly sandbox: boolean;
  readonly drainSeconds: number;
  /** How long settled messages, timelines and feed runs are kept. */
  readonly keepDays: number;
  /** What the client's flows use as ${NAME}. */
  readonly clientVariables: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The description is what a person reads after "must be". */
const variables = Type.Object({
  CLIENT: Type.String({ default: 'harbour-thread' }),
  HOST: Type.String({ default: '127.0.0.1', pattern: '^[A-Za-z0-9.:_-]+$', description: 'a host name or an IP address' }),
  PORT: Type.Integer({ default: 1880, minimum: 0, maximum: 65_535, description: 'a whole number from 0 to 65535 (0 takes any free port)' }),
  FLOWS_DIR: Type.Optional(Type.String()),
  DATA_DIR: Type.Optional(Type.String()),
  DATABASE_URL: Type.Optional(Type.String()),
  USERS_FILE: Type.Optional(Type.String()),
  CREDENTIAL_SECRET: Type.Optional(Type.String()),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error'], { default: 'info', description: 'trace, debug, info, warn or error' }),
  SANDBOX: Type.Enum(['on', 'off', 'auto'], { default: 'auto', description: 'on, off or auto' }),
  KEEP_DAYS: Type.Integer({ default: 400, minimum: 1, maximum: 36_500, description: 'a whole number of days from 1 to 36500' }),
  DRAIN_SECONDS: Type.Integer({ default: 10, minimum: 1, maximum: 12, description: 'a whole number from 1 to 12 (a stop takes 15 s at most)' }),
});
type VariableName = keyof typeof variables.properties;
const variableNames = Object.keys(variables.properties) as VariableName[];

const users = Type.Array(
  Type.Object({
    username: Type.String({ minLength: 1 }),
    password: Type.String({ pattern: '^\\$2[aby]\\$\\d\\d\\$.{53}$' }),
    permissions: Type.Union([Type.String(), Type.Array(Type.String())], { default: '*' }),
  }),
  { minItems: 1 },
);

const ajv = new Ajv({ coerceTypes: true, useDefaults: true });
const validateVariables = ajv.compile<Type.Static<typeof variables>>(variables);
const validateUsers = ajv.compile<Type.Static<typeof users>>(users);

/**
 * The settings of the running process. Node-RED reads ${NAME} in a flow from the process environment, so the client's
 * own variables are put there; what the environment already has is left alone.
 * @throws SETTING_INVALID in one sentence for the person who started it
 */
export function readProcessSettings(): Settings {
  const settings = readSettings(process.env, process.argv.slice(2));
  for (const [name, value] of Object.entries(settings.clientVariables)) process.env[name] ??= value;
  return settings;
}

/**
 * @param argv `--port 1881` stands for PORT=1881, and so on for every variable but the secret ones
 * @throws SETTING_INVALID
 */
export function readSettings(env: Environment, argv: readonly string[] = []): Settings {
  const given = { ...onlySet(env), ...readArguments(argv) };
  const values: unknown = { ...given };
  if (!validateVariables(values)) throw refuse(sentenceFor(given));

  const flowsDir = path.resolve(values.FLOWS_DIR ?? path.join(packageRoot, 'flows'));
  const clientDir = path.join(flowsDir, existingClient(values.CLIENT, flowsDir));
  const ownFile = path.join(clientDir, '.env');
  const sandbox = values.SANDBOX === 'on' || (values.SANDBOX === 'auto' && !existsSync(ownFile));
  const editorUsers = values.USERS_FILE === undefined ? [] : readUsers(path.resolve(values.USERS_FILE));
  if (editorUsers.length === 0 && !isLoopback(values.HOST)) {
    throw refuse(`HOST is "${values.HOST}", but without users the editor may listen only on this machine: set USERS_FILE to a file of users, or HOST to 127.0.0.1`);
  }
  const dataDir = path.resolve(values.DATA_DIR ?? path.join(packageRoot, 'data', values.CLIENT));
  return {
    packageRoot,
    client: values.CLIENT,
    flowsDir,
    clientDir,
    dataDir,
    database: readDatabase(values.DATABASE_URL, { client: values.CLIENT, dataDir }),
    host: values.HOST,
    port: values.PORT,
    users: editorUsers,
    credentialSecret: values.CREDENTIAL_SECRET,
    logLevel: values.LOG_LEVEL,
    sandbox,
    drainSeconds: values.DRAIN_SECONDS,
    keepDays: values.KEEP_DAYS,
    clientVariables: readClientVariables(env, sandbox ? [path.join(clientDir, 'env.example'), ownFile] : [ownFile]),
  };
}

function refuse(sentence: string, cause?: unknown): OperationError {
  return new OperationError('SETTING_INVALID', `${sentence}.`, { cause });
}

/** `PORT= npm start` means the default, as in a shell's ${PORT:-1880}. */
function onlySet(env: Environment): Partial<Record<VariableName, string>> {
  return Object.fromEntries(variableNames.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

function readArguments(argv: readonly string[]): Partial<Record<VariableName, string>> {
  const secret: readonly string[] = ['CREDENTIAL_SECRET', 'DATABASE_URL'];
  const allowed = variableNames.filter((name) => !secret.includes(name));
  const optionOf = (name: string): string => name.toLowerCase().replaceAll('_', '-');
  try {
    const options = Object.fromEntries(allowed.map((name) => [optionOf(name), { type: 'string' as const }]));
    const { values } = parseArgs({ args: [...argv], options, strict: true });
    return Object.fromEntries(allowed.flatMap((name) => (values[optionOf(name)] === undefined ? [] : [[name, values[optionOf(name)]]])));
  } catch (error) {
    throw refuse(`The arguments "${argv.join(' ')}" cannot be read; allowed are ${allowed.map((name) => `--${optionOf(name)}`).join(', ')}, each with a value`, error);
  }
}

function sentenceFor(given: Partial<Record<VariableName, string>>): string {
  const name = (validateVariables.errors?.[0]?.instancePath.slice(1) ?? '') as VariableName;
  const schema: object = variables.properties[name];
  return `${name} is "${given[name] ?? ''}", but must be ${'description' in schema ? String(schema.description) : 'something else'}`;
}

/** The address holds a password, so no sentence repeats it. */
function readDatabase(url: string | undefined, { client, dataDir }: { readonly client: string; readonly dataDir: string }): Settings['database'] {
  if (url === undefined) return { engine: 'sqlite', file: path.join(dataDir, 'selvedge.sqlite') };
  const { protocol = '' } = URL.parse(url) ?? {};
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    throw refuse('DATABASE_URL cannot be read, but must be postgres://user:password@host:5432/database with special characters of the password percent-encoded, or unset for SQLite under DATA_DIR');
  }
  return { engine: 'postgres', url, schema: schemaOf(client) };
}

function existingClient(client: string, flowsDir: string): string {
  let known: string[];
  try {
    const entries = readdirSync(flowsDir, { withFileTypes: true });
    known = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name).sort();
  } catch (error) {
    throw refuse(`FLOWS_DIR is "${flowsDir}", but must be a folder that can be read, with one folder per client`, error);
  }
  if (!known.includes(client)) {
    throw refuse(`CLIENT is "${client}", but must be a folder in ${flowsDir}, which has ${known.length > 0 ? known.join(', ') : 'none'}`);
  }
  return client;
}

function readUsers(file: string): EditorUser[] {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw refuse(`USERS_FILE is "${file}", but must be a JSON file that can be read: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  if (!validateUsers(found)) {
    const where = validateUsers.errors?.[0]?.instancePath;
    throw refuse(`USERS_FILE is "${file}", but must be a list of {username, password, permissions} with bcrypt hashes as passwords (wrong at ${where ? where.slice(1) : 'the top'})`);
  }
  return found;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Later files win, and the environment wins over all of them. */
function readClientVariables(env: Environment, files: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const file of files.filter((name) => existsSync(name))) {
    let parsed: NodeJS.Dict<string>;
    try {
      parsed = parseEnv(readFileSync(file, 'utf8'));
    } catch (error) {
      throw refuse(`The variables of the client cannot be read from ${file}`, error);
    }
    const misplaced = variableNames.find((name) => name in parsed);
    if (misplaced) throw refuse(`${misplaced} is set in ${file}, but it belongs to the host: set it in the environment`);
    for (const [name, value] of Object.entries(parsed)) found[name] = env[name] ?? value ?? '';
  }
  return found;
}
