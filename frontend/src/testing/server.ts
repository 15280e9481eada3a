import { setupServer } from 'msw/node';
import { messageHandlers } from './messages';
import { handlers } from './platform';

export const server = setupServer(...handlers, ...messageHandlers);
