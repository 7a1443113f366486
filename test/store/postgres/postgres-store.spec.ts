import { storeContract } from '../contract/store-contract.ts';
import { postgresSuite } from './postgres-suite.ts';

describe('the store contract on a PostgreSQL server', () => {
  const postgres = postgresSuite();
  const { open, discard } = postgres;
  storeContract({
    engine: 'PostgreSQL',
    open,
    discard,
    async meddle(statement) {
      await postgres.query(`set search_path to "${postgres.schema()}"; ${statement}`);
    },
  });
});
