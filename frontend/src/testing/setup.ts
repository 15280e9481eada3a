import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { dismissAll } from '@/components/toast';
import { showLanguage } from '@/lib/i18n/language';
import { session } from '@/lib/session/session';
import { audit } from './audit';
import { shelf } from './files';
import { messages } from './messages';
import { platform } from './platform';
import { server } from './server';

// A busy machine is not the app's fault.
configure({ asyncUtilTimeout: 8000 });

// What jsdom has no implementation of, as far as the app uses it.
window.scrollTo = vi.fn();
Element.prototype.scrollIntoView = vi.fn();
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
  this.dispatchEvent(new Event('close'));
};

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));

beforeEach(() => {
  platform.reset();
  messages.reset();
  audit.reset();
  shelf.reset();
});

afterEach(async () => {
  cleanup();
  dismissAll();
  session.end();
  localStorage.clear();
  document.cookie = 'lang=; path=/; max-age=0';
  document.cookie = 'theme=; path=/; max-age=0';
  document.body.replaceChildren();
  server.resetHandlers();
  await showLanguage('en');
});

afterAll(() => server.close());
