import { useEffect, useRef, type ReactElement, type RefObject } from 'react';

interface LessonTextProps {
  /** Made by the server from Markdown, and cleaned by a list of what it may contain. */
  html: string;
  language?: string | undefined;
}

/** The text of a lesson: the one place where HTML from elsewhere becomes part of a page. */
export function LessonText({ html, language }: LessonTextProps): ReactElement {
  const text = useRef<HTMLDivElement>(null);
  useFocusWhereItScrolls(text, html);
  return (
    <div
      className="lesson-text"
      ref={text}
      lang={language}
      // eslint-disable-next-line no-restricted-syntax -- see above; decision 0084 says what cleans it
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}

/** Lets the keyboard into paragraphs that a formula makes scroll on this screen, and no others. */
function useFocusWhereItScrolls(text: RefObject<HTMLElement | null>, html: string): void {
  useEffect(() => {
    const root = text.current;
    if (root === null || !html.includes('<math')) return undefined;
    const observer = new ResizeObserver(() => {
      for (const math of root.querySelectorAll('math')) {
        const block = math.closest<HTMLElement>('p, ul, ol');
        if (block === null) continue;
        if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
        else block.removeAttribute('tabindex');
      }
    });
    observer.observe(root);
    return () => observer.disconnect();
  }, [text, html]);
}
