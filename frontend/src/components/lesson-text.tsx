import type { ReactElement } from 'react';

interface LessonTextProps {
  /** Made by the server from Markdown, and cleaned by a list of what it may contain. */
  html: string;
  language?: string | undefined;
}

/** The text of a lesson: the one place where HTML from elsewhere becomes part of a page. */
export function LessonText({ html, language }: LessonTextProps): ReactElement {
  // eslint-disable-next-line no-restricted-syntax -- see above; decision 0084 says what cleans it
  return <div className="lesson-text" lang={language} dangerouslySetInnerHTML={{ __html: html }} />;
}
