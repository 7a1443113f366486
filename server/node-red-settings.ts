import type { LocalSettings } from '@node-red/runtime';
import type { Logger } from 'pino';
import type { HostServices } from '../nodes/runtime/host-services.ts';
import type { Settings } from '../settings.ts';
import { bridgeNodeRedLog } from './bridge-node-red-log.ts';
import type { FlowStorage } from './flow-storage/create-flow-storage.ts';

/**
 * How Node-RED is embedded: the palette is this package alone, everything that would call out of the house by itself
 * (telemetry, update notices, the palette catalogue) is off.
 */
export function nodeRedSettings(settings: Omit<Settings, 'credentialSecret'> & { readonly credentialSecret: string }, storage: FlowStorage, services: HostServices, log: Logger): LocalSettings {
  const title = `Selvedge · ${settings.client}`;
  const own = {
    uiHost: settings.host,
    uiPort: settings.port,
    httpAdminRoot: '/',
    httpNodeRoot: '/',
    userDir: settings.dataDir,
    // A folder whose package.json has a node-red key loads as one module, with locales and help (registry/lib/localfilesystem.js).
    nodesDir: [settings.packageRoot],
    storageModule: storage,
    credentialSecret: settings.credentialSecret,
    ...(settings.users.length === 0 ? {} : { adminAuth: { type: 'credentials', users: settings.users.map((user) => ({ ...user })) } }),
    logging: { selvedge: { level: settings.logLevel, metrics: false, audit: false, handler: bridgeNodeRedLog(log) } },
    nodeCloseTimeout: settings.drainSeconds * 1000,
    exportGlobalContextKeys: false,
    functionExternalModules: false,
    externalModules: { autoInstall: false, palette: { allowInstall: false, allowUpdate: false, allowUpload: false }, modules: { allowInstall: false } },
    diagnostics: { enabled: false, ui: false },
    telemetry: { enabled: false, updateNotification: false },
    // A key that stands here cannot be switched on in the editor's user settings.
    telemetryEnabled: false,
    editorTheme: {
      page: { title },
      // The header is as wide as the sidebar below it.
      header: { title: settings.client },
      tours: false,
      projects: { enabled: false },
      multiplayer: { enabled: true },
      palette: { catalogues: [], categories: ['BlueCherry', 'Storefront', 'Operations', 'Reliability'] },
    },
    selvedge: services,
  };
  // The published types lag behind Node-RED 5 (nodesDir as a list, telemetry) and know no settings of others.
  return own as unknown as LocalSettings;
}
