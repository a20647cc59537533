import { readOptions } from '../../base/checked-options.ts';
import { checkId } from '../../base/id.ts';
import { type MomentInput, momentOf } from '../../base/timestamp.ts';
import { WORLD } from '../../commands/field.ts';
import { type AccountRow, idOfKey } from '../../kernel/account/account.ts';
import { updatedRow } from '../../kernel/account/update-account.ts';
import { afterAll, seqAt } from '../../kernel/time/instant.ts';
import type { StoreView } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';
import { accountOf, livesThen } from '../stored-accounts.ts';
import { termsLabel } from '../text/labels.ts';
import { accountAt } from './balance-in.ts';
import type { BookReader, FromState } from './book-reader.ts';
import { eventsLabelled } from './find-events.ts';
import type { AccountTerms } from './list-items.ts';
import { changesOfTerms } from './terms-changes.ts';

/** Which life of an id is meant, and what was known by then. */
export interface AccountOptions {
  /** The one that lives just after everything at this moment, in milliseconds; default: now. */
  readonly at?: MomentInput | undefined;
  /** Only what was recorded by this moment, it included; default: everything. */
  readonly knownAt?: MomentInput | undefined;
}

/**
 * A life of an account with its terms: those in force now, or that were by what was recorded up to a moment; null where no
 * account of that id lives then, as known then. Worlds have no terms. From memory where it is there; else by one look at the
 * store, and as known at a moment by one more. Where it was updated since, the updates of that id up to then are read, by an index.
 */
export async function readAccount(
  reader: BookReader,
  id: string,
  options: AccountOptions,
): Promise<AccountTerms | null> {
  const account = checkId('account', id);
  const asked = readOptions('options', options, ['at', 'knownAt']);
  const at = asked.at === undefined ? undefined : momentOf('at', asked.at);
  const knownAt = asked.knownAt === undefined ? undefined : momentOf('knownAt', asked.knownAt);
  if (account === WORLD) return null;
  const fromState: FromState<AccountTerms | null> = {
    needs: (needs, moment) => {
      needs.life(account, afterAll(moment));
    },
    answer: (state, moment) => {
      const life = accountAt(state, account, moment, undefined);
      return life === null ? null : accountTerms(life.row);
    },
  };
  const known = knownAt === undefined ? {} : { knownAt };
  return await reader.read({
    at,
    fromState: knownAt === undefined ? fromState : undefined,
    fromStore: async (view, moment) => {
      const { book } = reader;
      const found = await view.accountsAt(book, { ids: [account] }, { ...moment, ...known });
      const { row } = found.accounts.find((one) => livesThen(one.row, found.at, found.knownBy)) ?? {};
      if (row === undefined) return null;
      return accountTerms(
        found.knownBy === undefined ? accountOf(row) : await knownRow(view, book, row, found.knownBy),
      );
    },
  });
}

/** A life as an event of the journal left it: what is written while this is read comes after it. */
async function knownRow(
  view: StoreView,
  book: string,
  stored: StoredAccount,
  knownBy: number,
): Promise<AccountRow> {
  const now = accountOf(stored);
  const { ended } = now;
  const endedThen = ended !== null && seqAt(ended) <= knownBy ? ended : null;
  const since = await eventsLabelled(view, book, termsLabel(now.id), { after: knownBy, limit: 1 });
  if (since.length === 0) return { ...now, ended: endedThen };
  let then = now;
  for await (const event of changesOfTerms(view, book, stored, knownBy)) {
    then = event.kind === 'account_opened' ? event.row : updatedRow(then, event);
  }
  return { ...then, ended: endedThen };
}

/** The terms of a life as they are shown. */
export function accountTerms(row: AccountRow): AccountTerms {
  const { id: account, asset, floor, ceiling, frozen = null, limits, metadata, opened, ended } = row;
  const terms = { asset, floor, ceiling, frozen, ...(limits === undefined ? {} : { limits }), metadata };
  const mergedInto = ended === null || ended.into === null ? null : idOfKey(ended.into);
  return { account, ...terms, openedAt: opened.at, endedAt: ended?.at ?? null, mergedInto };
}
