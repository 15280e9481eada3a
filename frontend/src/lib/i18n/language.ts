import { languages, rightToLeft } from './languages';
import en from './locales/en.json';

export { languages };
export type Language = keyof typeof languages;
export type MessageKey = keyof typeof en;
export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Messages = Readonly<Record<MessageKey, Message>>;

const COOKIE = 'lang';
const YEAR_SECONDS = 31_536_000;

// Each in a file of its own, which is fetched when it is chosen.
const others = import.meta.glob<Messages>(['./locales/*.json', '!./locales/en.json'], {
  import: 'default',
});

export interface Locale {
  language: Language;
  direction: 'ltr' | 'rtl';
  messages: Messages;
}

let locale: Locale = { language: 'en', direction: 'ltr', messages: en };
const listeners = new Set<() => void>();

export const currentLocale = (): Locale => locale;

export function onLocaleChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows the app in a language, once its texts have loaded. */
export async function showLanguage(language: Language): Promise<void> {
  const messages = (await others[`./locales/${language}.json`]?.()) ?? en;
  locale = { language, direction: directionOf(language), messages };
  document.documentElement.lang = language;
  document.documentElement.dir = locale.direction;
  listeners.forEach((listener) => listener());
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
