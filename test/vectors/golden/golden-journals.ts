import { join } from 'node:path';
import { tellText, withoutWords } from '../../support/told/tell-step.ts';
import { tellRun } from '../../support/told/told-run.ts';
import { goldenSteps } from './golden-steps.ts';

const TREE = join(import.meta.dirname, '../../..');

/** Where what the steps came to is kept. */
export const GOLDEN_FILE = join(import.meta.dirname, 'journals.json');

/** What calls were answered, each with what was asked, and by book the rows of the journal and the end of its chain. */
export interface GoldenJournals {
  readonly answers: readonly (readonly [asked: string, answered: string])[];
  readonly journals: readonly (readonly [place: string, text: string])[];
}

/** Does the golden steps at a place that is empty. */
export async function goldenJournals(url: string): Promise<GoldenJournals> {
  const { answers, journals } = await tellRun({ tree: TREE, url, steps: goldenSteps(), cacheRowsMax: 1_000 });
  return {
    answers: answers.map(({ about, told }) => [about, tellText(withoutWords(told))] as const),
    journals: journals.map(
      ({ about, told }) => [about, typeof told === 'string' ? told : tellText(told)] as const,
    ),
  };
}
