import { WORLD } from '../../kernel/account/account.ts';
import type { SingleRequest } from '../../kernel/command.ts';
import type { AskKind } from '../../kernel/residency.ts';

/** Called with each thing that a command will surely ask for. */
export type AskFor = (kind: AskKind, key: string) => void;

/**
 * What can be told to be needed by looking at a command alone, so that a batch brings it in bulk. It need not be
 * all: what is not said here is brought when a rule asks for it.
 */
export function askForCommand(command: SingleRequest, ask: AskFor): void {
  switch (command.kind) {
    case 'open_account':
    case 'close_account':
      ask('account', command.account);
      break;
    case 'transfer':
      ask('account', command.from);
      ask('account', command.to);
      break;
    case 'post':
      for (const entry of command.entries) ask('account', entry.account);
      break;
    case 'hold':
      ask('hold', command.hold);
      ask('account', command.account);
      if (command.to !== undefined) ask('account', command.to);
      break;
    case 'capture':
      ask('hold', command.hold);
      ask('account', command.to ?? WORLD);
      break;
    case 'release':
      ask('hold', command.hold);
      break;
    case 'offer':
      ask('offer', command.offer);
      ask('account', command.from);
      ask('account', command.to);
      break;
    case 'accept':
    case 'cancel':
    case 'decline':
      ask('offer', command.offer);
      ask('account', command.account);
      break;
    case 'merge':
      ask('account', command.into);
      ask('account', command.from);
      break;
    case 'pay':
      ask('payment', command.payment);
      askForPair(command.account, command.from, ask);
      break;
    case 'refund':
      ask('refund', command.refund);
      if (command.payment !== undefined) ask('payment', command.payment);
      askForPair(command.account, command.to, ask);
      break;
    case 'grant':
      askForPair(command.account, command.from, ask);
      break;
    case 'spend':
    case 'expire_credits':
      askForPair(command.account, command.to, ask);
      break;
    case 'reverse':
      ask('transaction', command.transaction);
      break;
  }
}

function askForPair(account: string, other: string | undefined, ask: AskFor): void {
  ask('account', account);
  ask('account', other ?? WORLD);
}
