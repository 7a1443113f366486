import { Ajv, type ValidateFunction } from 'ajv';
import { OperationError } from '../errors/operation-error.ts';
import { entityLabels, entitySchemas, type EntityName } from './entities.ts';

const ajv = new Ajv({ strict: false });
const validators = new Map<EntityName, ValidateFunction>();

export const isEntityName = (topic: unknown): topic is EntityName => typeof topic === 'string' && Object.hasOwn(entitySchemas, topic);

/**
 * The payload has the shape of its entity.
 * @throws PAYLOAD_INVALID saying where it departs from it
 */
export function checkPayload(entity: EntityName, payload: unknown): void {
  const validate = validatorOf(entity);
  if (validate(payload)) return;
  const [problem] = validate.errors ?? [];
  const where = `payload${problem?.instancePath ?? ''}`;
  throw new OperationError('PAYLOAD_INVALID', `Not a ${entityLabels[entity]}: ${where} ${problem?.message ?? 'is wrong'}.`, { details: { where } });
}

function validatorOf(entity: EntityName): ValidateFunction {
  let validate = validators.get(entity);
  if (!validate) {
    validate = ajv.compile(entitySchemas[entity]);
    validators.set(entity, validate);
  }
  return validate;
}
