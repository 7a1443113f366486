import path from 'node:path';
import { openClientFolder } from './client-folder.ts';
import { dataFile } from './data-files.ts';
import type { FlowNode } from './flow-node.ts';
import type { Library } from './library.ts';
import { openLibrary } from './library.ts';

type Content = Record<string, unknown>;

/** Node-RED's storage interface (nodered.org/docs/api/storage). Its methods must be the object's own. */
export interface FlowStorage {
  init(): Promise<void>;
  getFlows(): Promise<FlowNode[]>;
  saveFlows(flows: FlowNode[]): Promise<void>;
  getCredentials(): Promise<Content>;
  saveCredentials(credentials: Content): Promise<void>;
  getSettings(): Promise<Content>;
  saveSettings(settings: Content): Promise<void>;
  getSessions(): Promise<Content>;
  saveSessions(sessions: Content): Promise<void>;
  getLibraryEntry: Library['read'];
  saveLibraryEntry: Library['write'];
}

/** Flows in the client's folder, where people read and compare them; everything secret or passing in the data folder. */
export function createFlowStorage(places: { readonly clientDir: string; readonly dataDir: string }, warn: (message: string) => void): FlowStorage {
  const folder = openClientFolder(places.clientDir, warn);
  const credentials = dataFile(path.join(places.dataDir, 'credentials.json'));
  const settings = dataFile(path.join(places.dataDir, 'node-red.json'));
  const sessions = dataFile(path.join(places.dataDir, 'sessions.json'));
  const library = openLibrary(path.join(places.dataDir, 'library'));
  return {
    init: () => Promise.resolve(),
    getFlows: () => folder.load(),
    async saveFlows(flows) {
      const saved = await folder.save(flows);
      // Node-RED computes the revision from this very list once it is saved. In the order of the files it is the same
      // after a restart, and an editor that stayed open does not take the flows for changed.
      flows.splice(0, flows.length, ...saved);
    },
    getCredentials: () => credentials.read(),
    saveCredentials: (content) => credentials.write(content),
    getSettings: () => settings.read(),
    saveSettings: (content) => settings.write(content),
    getSessions: () => sessions.read(),
    saveSessions: (content) => sessions.write(content),
    getLibraryEntry: (type, entry) => library.read(type, entry),
    saveLibraryEntry: (type, entry, meta, body) => library.write(type, entry, meta, body),
  };
}
