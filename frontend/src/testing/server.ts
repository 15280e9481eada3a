import { setupServer } from 'msw/node';
import { auditHandlers } from './audit';
import { fileHandlers } from './files';
import { lessonHandlers } from './lessons';
import { messageHandlers } from './messages';
import { handlers } from './platform';
import { progressHandlers } from './progress';
import { reportHandlers } from './reports';

export const server = setupServer(
  ...handlers,
  ...lessonHandlers,
  ...messageHandlers,
  ...auditHandlers,
  ...progressHandlers,
  ...fileHandlers,
  ...reportHandlers,
);
