import { changeSettings } from './change-settings.ts';
import type { Fault } from './faults/fault.ts';
import type { FaultPlan } from './faults/fault-plan.ts';
import { readFault } from './faults/read-fault.ts';
import { objectBody, objectsBody, type ControlRoute } from './http/control-router.ts';
import type { RequestRing } from './http/request-ring.ts';
import type { JsonObject } from './json-value.ts';

/** What both stand-ins let a test do; the same functions serve the HTTP control and tests in the process. */
export class TrafficControl<Settings extends object> {
  readonly settings: Settings;
  readonly #faults: FaultPlan;
  readonly #requests: RequestRing;

  constructor(settings: Settings, faults: FaultPlan, requests: RequestRing) {
    this.settings = settings;
    this.#faults = faults;
    this.#requests = requests;
  }

  set(changes: Partial<Settings>): Settings {
    changeSettings(this.settings, changes as JsonObject);
    return this.settings;
  }

  addFaults(...faults: readonly Fault[]): void {
    this.#faults.add(...faults);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  faults(): Fault[] {
    return this.#faults.list();
  }

  clearRequests(): void {
    this.#requests.clear();
  }

  routes(): ControlRoute[] {
    return [
      { method: 'GET', pattern: /^\/settings$/, run: () => this.settings },
      { method: 'PATCH', pattern: /^\/settings$/, run: ({ body }) => this.set(objectBody(body) as Partial<Settings>) },
      { method: 'GET', pattern: /^\/faults$/, run: () => this.faults() },
      { method: 'POST', pattern: /^\/faults$/, run: ({ body }) => (this.addFaults(...objectsBody(body).map(readFault)), this.faults()) },
      { method: 'DELETE', pattern: /^\/faults$/, run: () => this.clearFaults() },
      { method: 'DELETE', pattern: /^\/record\/requests$/, run: () => this.clearRequests() },
    ];
  }
}
