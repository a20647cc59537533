import { momentText } from './moment-text.ts';

/** When something runs out, for people, in the middle of a sentence. */
export function untilText(expiresAt: number | null): string {
  return expiresAt === null ? 'without an end,' : `until ${momentText(expiresAt)},`;
}
