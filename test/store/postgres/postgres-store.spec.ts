import { storeContract } from '../contract/store-contract.ts';
import { postgresSuite } from './postgres-suite.ts';

describe('the store contract on a PostgreSQL server', () => {
  const { open, discard } = postgresSuite();
  storeContract({ engine: 'PostgreSQL', open, discard });
});
