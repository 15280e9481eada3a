/**
 * The page of a mail in a form that our content security policy lets be shown: it forbids style
 * attributes and style elements, which is all that a mail has. They are put aside here, and given
 * to the browser by `dress` one by one, which the policy allows because a script does it.
 */
export interface MailPage {
  markup: string;
  sheet: string;
}

export function undressed(html: string): MailPage {
  const sheets: string[] = [];
  const markup = html
    .replace(/<style[^>]*>([^]*?)<\/style>/gi, (_whole, sheet: string) => {
      sheets.push(sheet);
      return '';
    })
    .replace(/ style="/gi, ' data-style="');
  return { markup, sheet: sheets.join('\n') };
}

/** Styles a page in a frame, disables its links, and fits the frame's height. */
export function dress(frame: HTMLIFrameElement, { sheet }: MailPage): void {
  const inside = frame.contentDocument;
  const view = frame.contentWindow as (Window & typeof globalThis) | null;
  if (inside === null || view === null) return;
  for (const each of inside.querySelectorAll<HTMLElement>('[data-style]')) {
    each.style.cssText = each.dataset['style'] ?? '';
  }
  // It is only a preview: nothing in it can be clicked.
  inside.querySelectorAll('a').forEach((link) => link.removeAttribute('href'));
  const own = new view.CSSStyleSheet();
  own.replaceSync(sheet);
  inside.adoptedStyleSheets = [own];
  frame.style.blockSize = `${inside.documentElement.scrollHeight}px`;
}
