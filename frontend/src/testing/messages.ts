import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Schemas } from '@/lib/api/client';
import { newNotification } from '@/lib/api/fields';
import { languages } from '@/lib/i18n/languages';
import { caller, platform, refuse } from './platform';
import { sampleAnnouncement, sampleNotification, samplePage, sampleTemplate } from './samples';

type Notification = Schemas['Notification'];
type Template = Required<Schemas['Template']>;

function sampleDelivery(notification: Notification): Schemas['Delivery'] {
  const user = platform.state.users.find((one) => one.id === notification.recipient_id);
  const recipient = user ? { name: user.name, email: user.email, active: user.active } : null;
  return { ...notification, recipient };
}

const allChannels = newNotification.channel.values;
const time = '2026-11-22T10:00:00Z';

interface State {
  notifications: Notification[];
  preferences: Required<Schemas['OwnPreferences']>;
  /** The code that the phone was sent. */
  code: string;
  devices: Schemas['PushSubscription'][];
  announcements: Schemas['Announcement'][];
  templates: Template[];
}

function fresh(): State {
  return {
    notifications: [
      sampleNotification({
        id: 'n-2',
        channel: 'in_app',
        category: 'message',
        template: null,
        subject: 'Bring paper',
        text: 'And a pencil.',
        address: null,
        unread: true,
      }),
      sampleNotification({
        attempts: [
          {
            at: time,
            channel: 'email',
            outcome: 'deferred',
            detail: '451 try again later',
            duration_seconds: 0.25,
            next_attempt_at: '2026-11-22T10:00:01Z',
          },
          {
            at: '2026-11-22T10:00:01Z',
            channel: 'email',
            outcome: 'delivered',
            detail: '250 queued as 1a2b',
            duration_seconds: 1.26,
          },
        ],
      }),
    ],
    preferences: {
      language: 'en',
      time_zone: 'UTC',
      quiet_hours: null,
      phone: null,
      phone_confirmed: false,
      off: {},
      digest: [],
      version: 0,
      categories: [
        { name: 'account', mandatory: true, bundles: false, channels: [...allChannels] },
        { name: 'enrollment', mandatory: false, bundles: true, channels: [...allChannels] },
        { name: 'message', mandatory: false, bundles: true, channels: [...allChannels] },
        { name: 'announcement', mandatory: false, bundles: true, channels: [...allChannels] },
        { name: 'digest', mandatory: false, bundles: false, channels: ['email'] },
      ],
    },
    code: '123456',
    devices: [],
    announcements: [sampleAnnouncement()],
    templates: [sampleTemplate()],
  };
}

/** What the platform of the tests knows of messages; each test begins with a fresh one. */
export const messages = {
  state: fresh(),
  reset(): void {
    messages.state = fresh();
  },
  notification(id: string): Notification {
    const found = messages.state.notifications.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no notification ${id}`);
    return found;
  },
  template(id: string): Template {
    const found = messages.state.templates.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no template ${id}`);
    return found;
  },
};

function inbox(): Schemas['Inbox'] {
  const items = messages.state.notifications;
  const unread = items.filter((one) => one.unread).length;
  return { ...samplePage(items), unread };
}

function isStale(request: Request, version: number): boolean {
  const known = request.headers.get('If-Match');
  return known !== null && known !== `"${version}"`;
}

export const messageHandlers: HttpHandler[] = [
  http.get('*/api/notifications', ({ request }) =>
    caller(request) === null ? refuse(401, 'unauthenticated') : HttpResponse.json(inbox()),
  ),
  http.put('*/api/notifications', () => {
    for (const one of messages.state.notifications.filter(({ unread }) => unread)) {
      Object.assign(one, { read_at: time, unread: false });
    }
    return new HttpResponse(null, { status: 204 });
  }),
  http.get('*/api/notifications/:id', ({ params }) => {
    const found = messages.state.notifications.find((one) => one.id === params['id']);
    return found === undefined ? refuse(404, 'not-found') : HttpResponse.json(found);
  }),
  http.put('*/api/notifications/:id', async ({ params, request }) => {
    const { read } = (await request.json()) as Schemas['ReadMark'];
    const found = messages.notification(String(params['id']));
    Object.assign(found, { read_at: read ? time : null, unread: !read });
    return HttpResponse.json(found);
  }),
  http.post('*/api/notifications/:id/replay', ({ params }) => {
    const found = messages.notification(String(params['id']));
    if (found.status === 'delivered') return refuse(409, 'not-replayable');
    found.status = 'delivered';
    found.attempts = [
      ...found.attempts,
      { at: time, channel: 'email', outcome: 'replayed', detail: 'An admin asked once more.' },
    ];
    return HttpResponse.json(found, { status: 202 });
  }),
  http.get('*/api/deliveries', ({ request }) => {
    const params = new URL(request.url).searchParams;
    const fits = (name: 'status' | 'recipient_id', value: string): boolean =>
      (params.get(name) ?? value) === value;
    const items = messages.state.notifications.filter(
      (one) => fits('status', one.status) && fits('recipient_id', one.recipient_id),
    );
    return HttpResponse.json(samplePage(items.map(sampleDelivery)));
  }),
  http.get('*/api/preferences', () => HttpResponse.json(messages.state.preferences)),
  http.put('*/api/preferences', async ({ request }) => {
    const before = messages.state.preferences;
    if (isStale(request, before.version)) return refuse(412, 'precondition-failed');
    const change = (await request.json()) as Schemas['PreferencesChange'];
    const isOther = change.phone !== undefined && change.phone !== before.phone;
    messages.state.preferences = {
      ...before,
      ...change,
      phone_confirmed: !isOther && before.phone_confirmed,
      version: before.version + 1,
    };
    return HttpResponse.json(messages.state.preferences);
  }),
  http.post('*/api/preferences/phone', async ({ request }) => {
    const { code } = (await request.json()) as Schemas['PhoneCode'];
    if (code !== messages.state.code) {
      return refuse(422, 'invalid', [{ field: 'code', message: 'must be the code' }]);
    }
    const before = messages.state.preferences;
    messages.state.preferences = {
      ...before,
      phone_confirmed: true,
      version: before.version + 1,
    };
    return HttpResponse.json(messages.state.preferences);
  }),
  http.get('*/api/push-subscriptions', () =>
    HttpResponse.json({ items: messages.state.devices, application_server_key: 'BKey' }),
  ),
  http.post('*/api/push-subscriptions', async ({ request }) => {
    const { endpoint } = (await request.json()) as Schemas['NewPushSubscription'];
    const device = {
      id: `d-${endpoint}`,
      service: new URL(endpoint).hostname,
      created_at: time,
      seen_at: time,
      expires_at: null,
    };
    messages.state.devices = [
      device,
      ...messages.state.devices.filter((one) => one.id !== device.id),
    ];
    return HttpResponse.json(device, { status: 201 });
  }),
  http.delete('*/api/push-subscriptions/:id', ({ params }) => {
    messages.state.devices = messages.state.devices.filter((one) => one.id !== params['id']);
    return new HttpResponse(null, { status: 204 });
  }),
  http.get('*/api/announcements', () =>
    HttpResponse.json(samplePage(messages.state.announcements)),
  ),
  http.post('*/api/announcements', async ({ request }) => {
    const wanted = (await request.json()) as Schemas['NewAnnouncement'];
    const made = sampleAnnouncement({
      ...wanted,
      id: 'a-2',
      recipients: null,
      requested: 0,
      states: {},
      finished_at: null,
    });
    messages.state.announcements.unshift(made);
    return HttpResponse.json(made, { status: 202 });
  }),
  http.get('*/api/announcements/:id', ({ params }) => {
    const found = messages.state.announcements.find((one) => one.id === params['id']);
    return found === undefined ? refuse(404, 'not-found') : HttpResponse.json(found);
  }),
  http.get('*/api/templates', () => HttpResponse.json(messages.state.templates)),
  http.get('*/api/templates/:id', ({ params }) => {
    const found = messages.state.templates.find((one) => one.id === params['id']);
    return found === undefined ? refuse(404, 'not-found') : HttpResponse.json(found);
  }),
  http.put('*/api/templates/:id', async ({ params, request }) => {
    const at = messages.state.templates.findIndex((one) => one.id === params['id']);
    const before = messages.state.templates[at];
    if (before === undefined) return refuse(404, 'not-found');
    if (isStale(request, before.version)) return refuse(412, 'precondition-failed');
    const { words = {}, channels } = (await request.json()) as Schemas['TemplateChanges'];
    const after = { ...before, words: { ...before.words }, version: before.version + 1 };
    for (const [language, said] of Object.entries(words)) {
      const original = before.built_in[language];
      if (original === undefined) continue;
      after.words[language] =
        said === null ? original : { ...(before.words[language] ?? original), ...said };
    }
    const changed = (Object.keys(languages) as (keyof typeof languages)[]).filter(
      (one) => after.words[one] !== after.built_in[one],
    );
    messages.state.templates[at] = {
      ...after,
      overridden: changed,
      channels: channels ?? before.channels,
    };
    return HttpResponse.json(messages.state.templates[at]);
  }),
  http.delete('*/api/templates/:id', () => {
    messages.state.templates = [sampleTemplate({ version: 9 })];
    return new HttpResponse(null, { status: 204 });
  }),
  http.post('*/api/templates/:id/preview', async ({ request }) => {
    const { language = 'en', words } = (await request.json()) as Schemas['TemplatePreview'];
    const subject = words?.subject ?? '';
    if (words?.text?.includes('{{ password }}')) {
      const message = 'line 1: there is no variable password';
      return refuse(422, 'invalid', [{ field: 'words.text', message }]);
    }
    const text = (words?.text ?? '').replaceAll('{{ name }}', 'Ana Lima');
    return HttpResponse.json({
      subject,
      text,
      short: words?.short ?? '',
      html: `<html lang="${language}"><head><style>p { color: red; }</style></head><body style="margin:0"><h1>${subject}</h1><p style="margin:0">${text}</p></body></html>`,
    });
  }),
];
