import { setupServer } from 'msw/node';
import { handlers } from './platform';

export const server = setupServer(...handlers);
