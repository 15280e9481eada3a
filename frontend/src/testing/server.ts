import { setupServer } from 'msw/node';
import { auditHandlers } from './audit';
import { messageHandlers } from './messages';
import { handlers } from './platform';

export const server = setupServer(...handlers, ...messageHandlers, ...auditHandlers);
