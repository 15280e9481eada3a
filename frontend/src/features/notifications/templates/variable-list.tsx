import type { ReactElement } from 'react';
import { Button } from '@/components/button';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Template } from '../api/get-template';

type Variable = Template['variables'][number];

interface VariableListProps {
  variables: readonly Variable[];
  /** Inserts text at the cursor. */
  onInsert: (words: string) => void;
}

/** The available variables, each with a sample value. */
export function VariableList({ variables, onInsert }: VariableListProps): ReactElement {
  const { t } = useI18n();
  return (
    <ul className="sessions">
      {variables.map(({ name, sample, is_optional: isOptional }) => (
        <li key={name} className="session">
          <div>
            <p>
              <code dir="ltr">{written(name, sample)}</code>{' '}
              {isOptional ? <span className="muted">{t('template.optional')}</span> : null}
            </p>
            <p className="prose muted" dir="auto">
              {example(sample)}
            </p>
          </div>
          <Button
            aria-label={t('template.insertName', { name })}
            onClick={() => onInsert(written(name, sample))}
          >
            {t('template.insert')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** How a wording names a variable; a list is looped over. */
function written(name: string, sample: Variable['sample']): string {
  if (!Array.isArray(sample)) return `{{ ${name} }}`;
  const fields = Object.keys(sample[0] ?? {}).map((field) => `{{ item.${field} }}`);
  return `{% for item in ${name} %}${fields.join(' ')}{% endfor %}`;
}

function example(sample: Variable['sample']): string {
  if (!Array.isArray(sample)) return String(sample);
  return sample.map((one) => Object.values(one).filter(Boolean).join(' · ')).join('\n');
}
