import { languages, rightToLeft } from './languages';
import type admin from './locales/en/admin.json';
import common from './locales/en/common.json';
import type ownFiles from './locales/en/files.json';
import type lesson from './locales/en/lesson.json';
import type messages from './locales/en/messages.json';
import type own from './locales/en/own.json';
import type practice from './locales/en/practice.json';
import type teach from './locales/en/teach.json';
import type upload from './locales/en/upload.json';

export { languages };
export type Language = keyof typeof languages;

/** Words that some pages need and not the first view, by the file that they are in. */
interface Parts {
  admin: typeof admin;
  files: typeof ownFiles;
  lesson: typeof lesson;
  messages: typeof messages;
  own: typeof own;
  practice: typeof practice;
  teach: typeof teach;
  upload: typeof upload;
}

export type Part = keyof Parts;
export type MessageKey = keyof typeof common | { [P in Part]: keyof Parts[P] }[Part];
export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
/** What has been loaded: words of other parts are added when they arrive. */
export type Messages = Partial<Record<MessageKey, Message>>;

const COOKIE = 'lang';
const YEAR_SECONDS = 31_536_000;

// Each in a file of its own, which is fetched with the page or the language that needs it.
const files = import.meta.glob<Messages>(
  ['./locales/*/*.json', '!./locales/en/common.json', '!./locales/*/server.json'],
  { import: 'default' },
);
const loaded: Partial<Record<Language, Messages>> = { en: { ...common } };
const wanted = new Set<Part>();

export interface Locale {
  language: Language;
  direction: 'ltr' | 'rtl';
  messages: Readonly<Messages>;
}

let locale: Locale = { language: 'en', direction: 'ltr', messages: loadedOf('en') };
/** The language that will be shown once its words are there, and when that is decided. */
let coming: Language = locale.language;
let change: Promise<unknown> = Promise.resolve();
const listeners = new Set<() => void>();

export const currentLocale = (): Locale => locale;

export function onLocaleChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows the app in a language, once the words of all pages that were opened have loaded. */
export function showLanguage(language: Language): Promise<void> {
  coming = language;
  const shown = show(language);
  change = shown.catch(() => {
    if (coming === language) coming = locale.language;
  });
  return shown;
}

async function show(language: Language): Promise<void> {
  await loadWanted(language);
  // Another one may have been chosen meanwhile.
  if (coming !== language) return;
  locale = { language, direction: directionOf(language), messages: loadedOf(language) };
  document.documentElement.lang = language;
  document.documentElement.dir = locale.direction;
  listeners.forEach((listener) => listener());
}

/** Loads what is in a file of its own together with its words, in this and later languages. */
export async function withWords<T>(parts: readonly Part[], file: Promise<T>): Promise<T> {
  parts.forEach((part) => wanted.add(part));
  const [it] = await Promise.all([file, loadWanted(coming), change]);
  // The language that was coming may have failed to.
  await loadWanted(locale.language);
  return it;
}

async function loadWanted(language: Language): Promise<void> {
  const messages = loadedOf(language);
  const parts = ['common', ...wanted];
  const words = parts.map(async (part) => files[`./locales/${language}/${part}.json`]?.());
  for (const part of await Promise.all(words)) Object.assign(messages, part);
}

function loadedOf(language: Language): Messages {
  return (loaded[language] ??= {});
}

/** Switches the language, also for later visits; the server reads the cookie too. */
export async function chooseLanguage(language: Language): Promise<void> {
  document.cookie = `${COOKIE}=${language}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  await showLanguage(language);
}

/**
 * The language to begin with: the chosen one, else that of the page when a server has rendered it
 * (so that nothing changes under the reader's eyes), else the browser's first that is known here.
 */
export function firstLanguage(pageIsRendered: boolean): Language {
  const chosen = document.cookie
    .split('; ')
    .find((one) => one.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
  const wishes = [
    chosen,
    pageIsRendered ? document.documentElement.lang : undefined,
    ...navigator.languages.map((one) => one.split('-')[0]),
  ];
  return wishes.find(isLanguage) ?? 'en';
}

export function directionOf(language: Language): Locale['direction'] {
  return rightToLeft.includes(language) ? 'rtl' : 'ltr';
}

/** What its speakers call a language, or its code when the platform does not speak it. */
export function ownName(code: string): string {
  return isLanguage(code) ? languages[code] : code;
}

export function isLanguage(text: string | undefined): text is Language {
  return text !== undefined && Object.hasOwn(languages, text);
}
