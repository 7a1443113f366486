import { objectBody, objectsBody, type ControlRoute } from '../../http/control-router.ts';
import { isJsonObject, textOf, type Json, type JsonObject } from '../../json-value.ts';
import type { CycleFault, CycleFaultKind } from './cycle-faults.ts';
import type { ErpStock, StockPlace } from './erp-stock.ts';
import type { StepRequest } from './fulfilment.ts';
import { presentCycle } from './present-cycle.ts';
import type { RunRequest } from './stock-cycles.ts';
import { isTermName, type TermChanges } from './stock-terms.ts';

const placeOf = (body: JsonObject): StockPlace => ({
  skuCode: textOf(body, 'skuCode'),
  location: textOf(body, 'location'),
  lot: textOf(body, 'lot'),
  ...(typeof body['label'] === 'string' ? { label: body['label'] } : {}),
});

const unitsOf = (body: JsonObject): number => {
  const { units } = body;
  if (typeof units !== 'number' || !Number.isInteger(units)) throw new TypeError('"units" must be a whole number.');
  return units;
};

const termsOf = (body: JsonObject): TermChanges => {
  const { terms } = body;
  if (!isJsonObject(terms)) throw new TypeError('"terms" must be an object like {"SA": 5}.');
  for (const [name, units] of Object.entries(terms)) {
    if (!isTermName(name) || !Number.isInteger(units)) throw new TypeError(`There is no term "${name}" of ${JSON.stringify(units)}.`);
  }
  return terms;
};

const stepOf = (body: Json): StepRequest => {
  const { ordNum, lineNo, units } = isJsonObject(body) ? body : {};
  return {
    ...(typeof ordNum === 'string' ? { ordNum } : {}),
    ...(typeof lineNo === 'number' ? { lineNo } : {}),
    ...(typeof units === 'number' ? { units } : {}),
  };
};

const faultOf = (body: JsonObject): CycleFault => ({
  kind: textOf(body, 'kind') as CycleFaultKind,
  ...(typeof body['times'] === 'number' ? { times: body['times'] } : {}),
  ...(typeof body['byMs'] === 'number' ? { byMs: body['byMs'] } : {}),
});

const runOf = (body: Json): RunRequest => {
  const { mode, runMs, faults } = isJsonObject(body) ? body : {};
  if (mode !== undefined && mode !== 'full' && mode !== 'delta') throw new RangeError('"mode" is full or delta.');
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(typeof runMs === 'number' ? { runMs } : {}),
    ...(Array.isArray(faults) ? { faults: faults as CycleFaultKind[] } : {}),
  };
};

/** The stock side over HTTP: the same functions as in the process. */
export const stockRoutes = (stock: ErpStock): ControlRoute[] => [
  { method: 'POST', pattern: /^\/cycles$/, run: ({ body }) => presentCycle(stock.cycles, stock.run(runOf(body)), stock.catchUp(), stock.timeZone) },
  { method: 'GET', pattern: /^\/cycles\/faults$/, run: () => stock.cycles.faults.list() },
  { method: 'POST', pattern: /^\/cycles\/faults$/, run: ({ body }) => (stock.cycles.faults.add(...objectsBody(body).map(faultOf)), stock.cycles.faults.list()) },
  { method: 'DELETE', pattern: /^\/cycles\/faults$/, run: () => stock.cycles.faults.clear() },
  { method: 'POST', pattern: /^\/cycles\/files$/, run: () => ({ files: stock.dropFiles() }) },
  { method: 'GET', pattern: /^\/stock\/([^/]+)$/, run: ({ parts: [skuCode = ''] }) => stock.figures(skuCode) },
  { method: 'GET', pattern: /^\/record\/stock-moves$/, run: () => stock.moves() },
  { method: 'POST', pattern: /^\/stock\/receive$/, run: ({ body }) => stock.receive(placeOf(objectBody(body)), unitsOf(objectBody(body))) },
  {
    method: 'POST',
    pattern: /^\/stock\/adjust$/,
    run: ({ body }) => stock.adjust(placeOf(objectBody(body)), objectBody(body)['terms'] === undefined ? unitsOf(objectBody(body)) : termsOf(objectBody(body))),
  },
  { method: 'PUT', pattern: /^\/stock\/terms$/, run: ({ body }) => stock.setTerms(placeOf(objectBody(body)), termsOf(objectBody(body))) },
  {
    method: 'POST',
    pattern: /^\/stock\/produce$/,
    run: ({ body }) => stock.produce(placeOf(objectBody(body)), unitsOf(objectBody(body)), textOf(objectBody(body), 'availableFrom'), textOf(objectBody(body), 'source') || undefined),
  },
  { method: 'POST', pattern: /^\/stock\/arrive$/, run: ({ body }) => ({ units: stock.arrive(placeOf(objectBody(body))) }) },
  { method: 'POST', pattern: /^\/orders\/pick$/, run: ({ body }) => ({ units: stock.pick(stepOf(body)) }) },
  { method: 'POST', pattern: /^\/orders\/ship$/, run: ({ body }) => ({ units: stock.ship(stepOf(body)) }) },
  { method: 'POST', pattern: /^\/orders\/cancel$/, run: ({ body }) => ({ units: stock.cancel(stepOf(body), textOf(objectBody(body), 'type') === 'CH' ? 'CH' : 'CC') }) },
  { method: 'POST', pattern: /^\/orders\/return$/, run: ({ body }) => ({ units: stock.giveBack(stepOf(body)) }) },
  {
    method: 'POST',
    pattern: /^\/orders\/inspect$/,
    run: ({ body }) => ({ units: stock.inspect(stepOf(body), ['damaged', 'scrap'].includes(textOf(objectBody(body), 'disposition')) ? 'damaged' : 'restock') }),
  },
];
