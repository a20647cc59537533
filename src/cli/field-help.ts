import type { Field, FieldForm } from '../commands/field.ts';
import { REFUND_RULES } from '../commands/refund-rules.ts';
import { DATES_EXAMPLE, PERIOD_EXAMPLE, RETRY_EXAMPLE } from './period-text.ts';

type AnyField = Field<unknown>;

const CLOCK_FORM = 'such as node-1=3,node-2=5';

/** What stands for a value in help. */
export function placeholderOf(name: string, { names, form }: AnyField): string {
  if (name === 'zone') return 'zone';
  if (names === 'account') return 'account';
  return PLACEHOLDERS[form] ?? 'id';
}

const PLACEHOLDERS: Partial<Record<FieldForm, string>> = {
  ...{ choice: 'what', word: 'what', clock: 'clock', expiry: 'clock', rules: 'rules' },
  ...{ period: 'period', retry: 'times/time', dates: 'dates', command: 'json', asset: 'asset' },
};

/** How a value is written, behind what it is. */
export function formOf({ form, choices = [] }: AnyField): string {
  switch (form) {
    case 'choice':
      return `: ${choices.join(', ')} or none`;
    case 'word':
      return `: ${choices.join(', ')}`;
    case 'period':
      return `, such as ${PERIOD_EXAMPLE}`;
    case 'retry':
      return `, such as ${RETRY_EXAMPLE}`;
    case 'dates':
      return `, such as ${DATES_EXAMPLE}`;
    case 'clock':
      return `, ${CLOCK_FORM}, or "none"`;
    case 'expiry':
      return `, ${CLOCK_FORM}, or "never"`;
    case 'rules':
      return `: ${REFUND_RULES.join(', ')}`;
    default:
      return '';
  }
}
