import assert from 'node:assert/strict';
import Type from 'typebox';
import type { NodeDefinition } from '../../nodes/runtime/node-definition.ts';
import { readFormModel } from '../../scripts/build/read-fields.ts';
import { definition } from './fixtures/nodes/operations/every-control/every-control.definition.ts';

function withConfig(config: NodeDefinition['config']): NodeDefinition {
  return { type: 'x', group: 'operations', kind: 'node', inputs: [], outputs: [], config };
}

describe('form model of a configuration schema', () => {
  const fields = new Map(readFormModel(definition).fields.map((field) => [field.name, field]));

  it('chooses the control by the schema type where the definition names none', () => {
    const controls = [...fields.values()].map(({ name, control }) => `${name}:${control}`);
    assert.deepEqual(controls, [
      'text:text', 'choice:select', 'reason:text', 'seconds:number', 'account:account', 'dryRun:checkbox', 'delays:lines', 'note:multiline', 'rules:rows',
    ]);
  });

  it('takes defaults, limits, unit and condition from the schema', () => {
    assert.deepEqual(fields.get('seconds'), {
      name: 'seconds', control: 'number', value: 5, required: true, integer: true, minimum: 1, maximum: 60, unit: 'seconds',
    });
    assert.deepEqual(fields.get('reason')?.when, { property: 'choice', is: ['close'] });
    assert.deepEqual(fields.get('choice')?.options, ['park', 'close']);
  });

  it('requires a text only when the schema forbids an empty one', () => {
    assert.equal(fields.get('text')?.required, true);
    assert.equal(fields.get('note')?.required, false);
  });

  it('judges each line by the pattern of the array items', () => {
    assert.equal(fields.get('delays')?.pattern, '^[0-9]+$');
  });

  it('describes the columns of a table', () => {
    assert.deepEqual(fields.get('rules')?.columns?.map(({ name, control }) => [name, control]), [['to', 'select'], ['table', 'text']]);
  });

  it('adds credentials as fields that are never required', () => {
    const model = readFormModel({ ...withConfig(Type.Object({})), kind: 'account', credentials: { apiKey: 'password' } });
    assert.deepEqual(model.fields, [{ name: 'apiKey', control: 'password', value: '', required: false, credential: true }]);
  });

  it('refuses a schema that no control can show, naming the property', () => {
    assert.throws(() => readFormModel(withConfig(Type.Object({ window: Type.Object({}) }))), /x\.window/);
  });

  it('refuses an account field without the type of its config node', () => {
    assert.throws(() => readFormModel(withConfig(Type.Object({ shop: Type.String({ 'x-ui': { control: 'account' } }) }))), /x\.shop.*nodeType/);
  });
});
