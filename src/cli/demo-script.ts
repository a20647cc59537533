/** A step of the demo: why, the command line, and the exit code that it must come to. */
export interface DemoStep {
  readonly why: string;
  readonly words: readonly string[];
  readonly exitCode: number;
}

function step(why: string, line: string, exitCode = 0): DemoStep {
  return { why, words: line.split(' '), exitCode };
}

/** The demo, as anyone could type it. Its moments are given, so that it comes to the same every day. */
export const DEMO_STEPS: readonly DemoStep[] = [
  step(
    'Alice has an account in pounds; the file is made with it.',
    'open-account --account alice --asset GBP/2 --id open-alice --effective-at 2026-11-01',
  ),
  step('So has Bob.', 'open-account --account bob --asset GBP/2 --id open-bob --effective-at 2026-11-01'),
  step('And a shop.', 'open-account --account shop --asset GBP/2 --id open-shop --effective-at 2026-11-01'),
  step(
    'Alice pays 50.00 in. What is outside of the book is called world.',
    'transfer --from world --to alice --amount 50.00 --id alice-pays-in --effective-at 2026-11-02T09:00Z',
  ),
  step(
    'Repeated with the same id it is answered again, and not done again.',
    'transfer --from world --to alice --amount 50.00 --id alice-pays-in --effective-at 2026-11-02T09:00Z',
  ),
  step(
    'The shop reserves 20.00 for a week.',
    'hold --hold order-7 --account alice --amount 20.00 --expires-at 2026-11-10 --to shop --id order-7-hold --effective-at 2026-11-03',
  ),
  step('They are still hers, and not available.', 'balance alice --at 2026-11-04'),
  step(
    'So she cannot send 40.00 now: a refusal names its reason, and changes nothing.',
    'transfer --from alice --to bob --amount 40.00 --id too-much --effective-at 2026-11-04',
    1,
  ),
  step(
    'The order comes to 18.50; the rest is free again.',
    'capture --hold order-7 --amount 18.50 --final --id order-7-capture --effective-at 2026-11-05',
  ),
  step(
    'Alice offers 10.00 to Bob, for three days.',
    'offer --offer lunch --from alice --to bob --amount 10.00 --expires-at 2026-11-08 --id lunch-offer --effective-at 2026-11-05T12:00Z',
  ),
  step('Bob accepts.', 'accept --offer lunch --account bob --id lunch-accept --effective-at 2026-11-06'),
  step(
    'A customer pays the shop 30.00, and that can be refunded.',
    'pay --payment inv-1 --account shop --amount 30.00 --id inv-1-paid --effective-at 2026-11-07',
  ),
  step(
    'The next one pays 12.00.',
    'pay --payment inv-2 --account shop --amount 12.00 --id inv-2-paid --effective-at 2026-11-08',
  ),
  step(
    'A refund of 35.00 without an invoice draws on the oldest payments first.',
    'refund --refund back-1 --account shop --amount 35.00 --rules OLDEST_FIRST --id back-1-made --effective-at 2026-11-09',
  ),
  step(
    'Bob is granted 5.00 that expire when node-1 has come to 3.',
    'grant --credit welcome --account bob --amount 5.00 --expiry node-1=3 --id welcome-granted --effective-at 2026-11-10',
  ),
  step(
    'At node-1=2 they are live, and he spends 2.00 of them at the shop.',
    'spend --account bob --amount 2.00 --clock node-1=2 --to shop --id coffee --effective-at 2026-11-11',
  ),
  step('Here is what everybody has. Both sides are equal, always.', 'trial-balance --at 2026-11-12'),
  step(
    "Alice's statement. A hold that ran out would have needed nobody to do anything.",
    'statement alice --to 2026-11-12',
  ),
  step('All of it can be checked against the journal and its hashes.', 'verify'),
];
