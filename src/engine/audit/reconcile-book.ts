import { type AuditedBook, breakIn, entryCursor, kindCursor, nameOfEntry } from './audited-book.ts';
import { CheckpointCheck } from './check-checkpoints.ts';
import { FrontierCheck } from './check-frontiers.ts';
import { HoldingsCheck } from './check-holdings.ts';
import { LimitsCheck } from './check-limits.ts';
import { checkLots } from './check-lots.ts';
import { PostedCheck } from './check-posted-sums.ts';
import { PursesCheck } from './check-purses.ts';
import { nameOfRow } from './compare-rows.ts';
import { expectHoldings } from './expected-holdings.ts';
import { tryStep } from './unreadable.ts';
import { BalanceWalk } from './walk-balances.ts';

/** Recomputes what can be recomputed of a book without its events: balances, sums, holdings, limits; and lots. */
export async function reconcileBook(place: AuditedBook): Promise<void> {
  const { findings } = place;
  await tryStep(findings, 'accounts', () => countAccounts(place));
  await tryStep(findings, 'entries', () => checkBalances(place));
  await tryStep(findings, 'payments and credits', () => checkLots(place));
}

async function countAccounts(place: AuditedBook): Promise<void> {
  const { view, head, findings, pace } = place;
  pace.begin(`${head.book}: accounts`, 0);
  const onBreak = breakIn<Parameters<typeof nameOfRow<'account'>>[1]>(place, 'accounts', (row) =>
    nameOfRow('account', row),
  );
  for await (const page of kindCursor(view, head.book, 'account', { onBreak }).pages()) {
    findings.count('accounts', page.length);
    await pace.advance(page.length);
  }
}

async function checkBalances(place: AuditedBook): Promise<void> {
  const { view, head, findings, pace } = place;
  const frontiers = new FrontierCheck(place);
  const checkpoints = new CheckpointCheck(place);
  const holdings = new HoldingsCheck(place, await expectHoldings(place));
  const purses = await PursesCheck.of(place);
  const posted = new PostedCheck(place);
  const limits = await LimitsCheck.of(place);
  const visitors = [frontiers, checkpoints, holdings, purses, limits, posted.visitor];
  const walk = new BalanceWalk(view, head.book, visitors);
  pace.begin(`${head.book}: entries`, 0);
  const entries = entryCursor(view, head.book, { onBreak: breakIn(place, 'entries', nameOfEntry) });
  for await (const page of entries.pages()) {
    findings.count('entries', page.length);
    await checkpoints.page(page);
    await walk.page(page);
    await limits.settle();
    await pace.advance(page.length);
  }
  await checkpoints.loadRest();
  walk.end();
  await limits.settle();
  checkpoints.finish();
  holdings.finish();
  purses.finish();
  await frontiers.finish();
  await posted.finish();
}
