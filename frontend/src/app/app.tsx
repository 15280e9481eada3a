import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, useState, type ReactElement } from 'react';
import { Redirect, Route, Router, Switch, useLocation, useSearch } from 'wouter';
import { ErrorBoundary } from '@/components/error-boundary';
import { useTitle } from '@/components/page-head';
import { NotFoundState, Skeleton } from '@/components/states';
import { rememberedDevice } from '@/features/notifications/push/remembered-device';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { dropLessonsOfOthers } from '@/lib/offline/lessons';
import { session } from '@/lib/session/session';
import { usePerson } from '@/lib/session/use-session';
import { askFirst } from '@/lib/unsaved';
import { Layout } from './layout';
import { LeaveDialog } from './leave-dialog';
import type { Params } from './params';
import { returnPath } from './return-path';
import { routes, type AppRoute } from './routes';

export function App({ client }: { client: QueryClient }): ReactElement {
  useForgettingAtSignOut(client);
  usePushOfWhoIsHere();
  return (
    <QueryClientProvider client={client}>
      <Router aroundNav={askFirst}>
        <Layout>
          <Pages />
        </Layout>
        <LeaveDialog />
      </Router>
    </QueryClientProvider>
  );
}

function Pages(): ReactElement {
  const [path] = useLocation();
  useFocusOnNewPage(path);
  return (
    <ErrorBoundary resetKey={path}>
      <Suspense fallback={<Skeleton lines={6} />}>
        <Switch>
          {routes.map((route) => (
            <Route key={route.path} path={route.path}>
              {(params: Params) => <Guarded route={route} params={params} />}
            </Route>
          ))}
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
}

/** Sends anonymous visitors to sign in; a page not for a role does not exist for it. */
function Guarded({ route, params }: { route: AppRoute; params: Params }): ReactElement {
  const person = usePerson();
  // Rendered again for every search, too.
  useSearch();
  // The same one as long as it is shown: another would begin with an empty state.
  const [Page] = useState(() => route.page);
  if (route.roles === undefined) return <Page params={params} />;
  if (person === null) {
    return <Redirect to={requestPath('/login', { next: returnPath() })} replace />;
  }
  return route.roles.includes(person.role) ? <Page params={params} /> : <NotFoundPage />;
}

function NotFoundPage(): ReactElement {
  const { t } = useI18n();
  useTitle(t('notFound.title'));
  return <NotFoundState />;
}

/** After navigation: start at the top, for the keyboard and screen readers too. */
function useFocusOnNewPage(path: string): void {
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [path]);
}

/** Clears what one person has seen before the next. */
function useForgettingAtSignOut(client: QueryClient): void {
  useEffect(() => {
    let known = session.person()?.id;
    // Somebody may have signed out in another tab, or while this one was closed.
    void dropLessonsOfOthers();
    return session.subscribe(() => {
      const now = session.person()?.id;
      if (now === known) return;
      const isSignIn = known === undefined;
      known = now;
      void dropLessonsOfOthers();
      if (isSignIn) void client.invalidateQueries();
      else void client.resetQueries();
    });
  }, [client]);
}

/** A browser shows only the messages of the person who is signed in. */
function usePushOfWhoIsHere(): void {
  const id = usePerson()?.id;
  useEffect(() => {
    function look(): void {
      if (rememberedDevice() === null) return;
      import('@/features/notifications/push/this-browser')
        .then(({ keepUp, switchOff }) => (id === undefined ? switchOff() : keepUp(id)))
        .catch(() => {
          // The next start of the app retries.
        });
    }
    look();
    // The service worker says so when the browser has given it another address.
    const { serviceWorker: workers } = navigator as { serviceWorker?: ServiceWorkerContainer };
    workers?.addEventListener('message', look);
    return () => workers?.removeEventListener('message', look);
  }, [id]);
}
