import { fileRules } from '@/lib/api/file-rules';

export type Purpose = keyof typeof fileRules;
type FileType = (typeof fileRules)[Purpose]['types'][number];

/** How files of each type are called; browsers do not know all of them, nor do all systems. */
const endings: Readonly<Record<FileType, readonly string[]>> = {
  'application/epub+zip': ['epub'],
  'application/msword': ['doc'],
  'application/pdf': ['pdf'],
  'application/vnd.ms-excel': ['xls'],
  'application/vnd.ms-powerpoint': ['ppt'],
  'application/vnd.oasis.opendocument.presentation': ['odp'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/zip': ['zip'],
  'audio/mp4': ['m4a'],
  'audio/mpeg': ['mp3'],
  'audio/ogg': ['ogg', 'oga'],
  'image/gif': ['gif'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'text/csv': ['csv'],
  'text/markdown': ['md', 'markdown'],
  'text/plain': ['txt'],
  'text/vtt': ['vtt'],
  'video/mp4': ['mp4', 'm4v'],
  'video/webm': ['webm'],
};

/** The endings that a purpose takes, as they are written: the usual one of each type. */
export function takenEndings(purpose: Purpose): string[] {
  return fileRules[purpose].types.map((type) => (endings[type][0] ?? '').toUpperCase());
}

/** What a file chooser is told: endings too, because types alone hide what a system cannot name. */
export function accepted(purpose: Purpose): string {
  return fileRules[purpose].types
    .flatMap((type) => [type, ...endings[type].map((one) => `.${one}`)])
    .join(',');
}

/**
 * The type as which a file is announced; null for one that the purpose does not take. The name
 * decides where it says something: Windows calls a CSV a file of Excel, and WebVTT nothing at all.
 */
export function typeOf(file: File, purpose: Purpose): FileType | null {
  const ending = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  const types: readonly FileType[] = fileRules[purpose].types;
  const byName = types.find((type) => endings[type].includes(ending));
  return byName ?? types.find((type) => type === file.type) ?? null;
}
