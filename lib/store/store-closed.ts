import { OperationError } from '../errors/operation-error.ts';

export const storeClosed = (): OperationError => new OperationError('STORE_UNAVAILABLE', 'The store is closed: this process is stopping.');
