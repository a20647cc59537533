import crypto from 'node:crypto';

/** What commands and groups say about themselves; it decides nothing. */
export interface About {
  readonly reference?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** A request, checked or as its text says it, as far as it is looked at here. */
export type AskedLabels = About & {
  readonly kind: string;
  readonly account?: unknown;
  readonly commands?: readonly AskedLabels[] | undefined;
};

/** The label of what has a reference. */
export function referenceLabel(reference: string): string {
  return `reference:${reference}`;
}

/** The label of what an actor did. */
export function actorLabel(actor: string): string {
  return `actor:${actor}`;
}

/** The label of what has a member of metadata: a hash, since members may be longer than what an index takes. */
export function metadataLabel(name: string, text: string): string {
  return `metadata:${crypto.hash('sha256', JSON.stringify([name, text]), 'hex')}`;
}

/** The label of what changed the terms of an account of that id. */
export function termsLabel(account: string): string {
  return `terms:${account}`;
}

/**
 * The labels under which an accepted row of the journal is found, each once: its references and members of metadata, those
 * of commands and groups inside it too, who did it, and whose terms it changed. The metadata that an account was opened or
 * updated with is its own, and is found there.
 */
export function labelsOf(request: AskedLabels, actor: string | null): string[] {
  const labels = new Set<string>();
  for (const command of withThoseInside(request)) {
    if (command.reference !== undefined) labels.add(referenceLabel(command.reference));
    for (const [name, text] of notesOf(command)) labels.add(metadataLabel(name, text));
    if (command.kind === 'update_account') labels.add(termsLabel(String(command.account)));
  }
  if (actor !== null) labels.add(actorLabel(actor));
  return [...labels];
}

/** At most how many labels a command or a group has by itself, without those inside it. */
export function countOwnLabels(command: AskedLabels): number {
  let count = notesOf(command).length;
  if (command.reference !== undefined) count += 1;
  if (command.kind === 'update_account') count += 1;
  return count;
}

function notesOf({ kind, metadata }: AskedLabels): readonly (readonly [string, string])[] {
  const isOfAccount = kind === 'open_account' || kind === 'update_account';
  return metadata === undefined || isOfAccount ? [] : Object.entries(metadata);
}

function withThoseInside(request: AskedLabels): readonly AskedLabels[] {
  if (request.commands === undefined) return [request];
  const all = [request];
  // What is added meanwhile is come to as well.
  for (const { commands = [] } of all) for (const command of commands) all.push(command);
  return all;
}
