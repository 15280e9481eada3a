import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Select } from '@/components/field';
import { UploadField } from '@/components/upload/upload-field';
import { lesson as fields } from '@/lib/api/fields';
import { getFile } from '@/lib/files/get-file';
import { ownName } from '@/lib/i18n/language';
import { useI18n } from '@/lib/i18n/use-i18n';
import { courseLanguages } from './course-fields';
import type { DraftLesson } from './outline';

type Captions = NonNullable<DraftLesson['captions']>;

interface LessonFileProps {
  lesson: DraftLesson;
  kind: 'video' | 'file';
  onChange: (change: Partial<DraftLesson>) => void;
}

/** The file that a lesson shows, and the captions of a video. */
export function LessonFile({ lesson, kind, onChange }: LessonFileProps): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <UploadField
        label={t(`outline.file.${kind}`)}
        purpose={kind === 'video' ? 'video' : 'lesson'}
        files={lesson.file_id ? [lesson.file_id] : []}
        most={1}
        onChange={([file_id = null]) => onChange({ file_id })}
      />
      {kind === 'video' && lesson.file_id ? (
        <CaptionsField
          captions={lesson.captions ?? []}
          onChange={(captions) => onChange({ captions })}
        />
      ) : null}
    </>
  );
}

interface CaptionsFieldProps {
  captions: Captions;
  onChange: (captions: Captions) => void;
}

function CaptionsField({ captions, onChange }: CaptionsFieldProps): ReactElement {
  const { t } = useI18n();
  return (
    <UploadField
      label={t('outline.captions')}
      hint={t('outline.captionsHint')}
      purpose="captions"
      files={captions.map((one) => one.file_id)}
      most={fields.captions.maxItems}
      onChange={(files) => onChange(keptInStep(captions, files))}
      about={(file) => {
        const language = captions.find((one) => one.file_id === file)?.language ?? '';
        return (
          <LanguageOfCaptions
            file={file}
            language={language}
            others={captions.filter((one) => one.file_id !== file).map((one) => one.language)}
            onChange={(chosen) =>
              onChange(
                captions.map((one) => (one.file_id === file ? { ...one, language: chosen } : one)),
              )
            }
          />
        );
      }}
    />
  );
}

interface LanguageProps {
  file: string;
  language: string;
  /** Those of the other captions: a lesson has one of each. */
  others: readonly string[];
  onChange: (language: string) => void;
}

function LanguageOfCaptions(props: LanguageProps): ReactElement {
  const { file, language, others, onChange } = props;
  const { t, tOr } = useI18n();
  const name = useQueryClient().getQueryData(getFile(file).queryKey)?.name ?? t('upload.unnamed');
  const free = courseLanguages.filter((one) => !others.includes(one));
  return (
    <Select
      label={t('outline.captionsLanguage', { name })}
      value={language}
      onChange={({ target }) => onChange(target.value)}
    >
      {[...new Set([...free, language])].map((one) => (
        <option key={one} value={one}>
          {tOr(`language.${one}`, ownName(one))}
        </option>
      ))}
    </Select>
  );
}

/** The captions of these files; a new one gets the first language that has none. */
function keptInStep(captions: Captions, files: readonly string[]): Captions {
  return files.reduce<Captions>((before, file_id) => {
    const known = captions.find((one) => one.file_id === file_id);
    const isTaken = (language: string): boolean =>
      [...captions, ...before].some((one) => one.language === language);
    const language = courseLanguages.find((one) => !isTaken(one)) ?? 'en';
    return [...before, known ?? { language, file_id }];
  }, []);
}
