/** One call with its arguments, the timestamp first, and what it must answer. Amounts of answers may be written as numbers. */
export type PaymentBankStep = readonly [method: string, ...argumentsAndAnswer: readonly unknown[]];

/** A case of a published exercise, carried over in our own words. */
export interface PaymentBankScenario {
  readonly name: string;
  readonly source: string;
  readonly steps: readonly PaymentBankStep[];
}

/** The exercise in four levels: accounts and transfers; ranking; payments that are scheduled; merges and balances of the past. */
export const SCHEDULED = 'banking system, four levels, scheduled payments';
export const OPEN_TWO: readonly PaymentBankStep[] = [
  ['createAccount', 1, 'acc1', true],
  ['createAccount', 2, 'acc2', true],
];

export const paymentBankScenarios: readonly PaymentBankScenario[] = [
  {
    name: 'an account is created once',
    source: SCHEDULED,
    steps: [
      ['createAccount', 1, 'acc1', true],
      ['createAccount', 2, 'acc1', false],
      ['createAccount', 3, 'acc2', true],
    ],
  },
  {
    name: 'a deposit answers the balance, or null where nobody is',
    source: SCHEDULED,
    steps: [
      ...OPEN_TWO,
      ['deposit', 3, 'nobody', 2_700, null],
      ['deposit', 4, 'acc1', 2_700, 2_700],
      ['deposit', 5, 'acc1', 300, 3_000],
    ],
  },
  {
    name: 'a transfer answers what the source has left',
    source: SCHEDULED,
    steps: [
      ...OPEN_TWO,
      ['deposit', 3, 'acc1', 2_700, 2_700],
      ['transfer', 4, 'acc1', 'acc2', 2_701, null],
      ['transfer', 5, 'acc1', 'acc2', 200, 2_500],
      ['getBalance', 5, 'acc2', 5, 200],
    ],
  },
  {
    name: 'a transfer to oneself, from nobody, to nobody',
    source: SCHEDULED,
    steps: [
      ...OPEN_TWO,
      ['deposit', 3, 'acc1', 100, 100],
      ['transfer', 4, 'acc1', 'acc1', 10, null],
      ['transfer', 5, 'acc1', 'acc3', 10, null],
      ['transfer', 6, 'acc3', 'acc1', 10, null],
      ['getBalance', 6, 'acc1', 6, 100],
    ],
  },
  {
    name: 'all that is there can be transferred',
    source: SCHEDULED,
    steps: [...OPEN_TWO, ['deposit', 3, 'acc1', 100, 100], ['transfer', 4, 'acc1', 'acc2', 100, 0]],
  },
  {
    name: 'who spent most comes first, and among equals the lesser id',
    source: SCHEDULED,
    steps: [
      ['createAccount', 1, 'acc3', true],
      ['createAccount', 2, 'acc2', true],
      ['createAccount', 3, 'acc1', true],
      ['deposit', 4, 'acc1', 2_000, 2_000],
      ['deposit', 5, 'acc2', 3_000, 3_000],
      ['deposit', 6, 'acc3', 4_000, 4_000],
      ['topSpenders', 7, 3, ['acc1(0)', 'acc2(0)', 'acc3(0)']],
      ['transfer', 8, 'acc3', 'acc2', 500, 3_500],
      ['transfer', 9, 'acc3', 'acc1', 1_000, 2_500],
      ['transfer', 10, 'acc1', 'acc2', 2_500, 500],
      ['topSpenders', 11, 3, ['acc1(2500)', 'acc3(1500)', 'acc2(0)']],
    ],
  },
  {
    name: 'fewer accounts than were asked for, and none',
    source: SCHEDULED,
    steps: [
      ['topSpenders', 1, 3, []],
      ['createAccount', 1, 'acc1', true],
      ['topSpenders', 2, 3, ['acc1(0)']],
      ['topSpenders', 3, 0, []],
    ],
  },
  {
    name: 'what comes in and what is refused is not spent',
    source: SCHEDULED,
    steps: [
      ...OPEN_TWO,
      ['deposit', 3, 'acc1', 100, 100],
      ['transfer', 4, 'acc1', 'acc2', 101, null],
      ['transfer', 5, 'acc1', 'acc2', 60, 40],
      ['topSpenders', 6, 1, ['acc1(60)']],
    ],
  },
  {
    name: 'a scheduled payment is made at its moment, and counts as spent from then on',
    source: SCHEDULED,
    steps: [
      ...OPEN_TWO,
      ['deposit', 3, 'acc1', 2_000, 2_000],
      ['schedulePayment', 4, 'acc1', 500, 10, 'payment1'],
      ['topSpenders', 13, 1, ['acc1(0)']],
      ['getBalance', 13, 'acc1', 13, 2_000],
      ['topSpenders', 14, 1, ['acc1(500)']],
      ['getBalance', 15, 'acc1', 14, 1_500],
    ],
  },
  {
    name: 'ids count the payments of all accounts',
    source: SCHEDULED,
    steps: [
      ...OPEN_TWO,
      ['schedulePayment', 3, 'acc1', 100, 10, 'payment1'],
      ['schedulePayment', 4, 'nobody', 100, 10, null],
      ['schedulePayment', 5, 'acc2', 100, 10, 'payment2'],
      ['schedulePayment', 6, 'acc1', 100, 10, 'payment3'],
    ],
  },
  {
    name: 'a payment for which too little is there is skipped, and what comes in later does not bring it back',
    source: SCHEDULED,
    steps: [
      ...OPEN_TWO,
      ['deposit', 3, 'acc1', 100, 100],
      ['schedulePayment', 4, 'acc1', 200, 5, 'payment1'],
      ['deposit', 10, 'acc1', 500, 600],
      ['getPaymentStatus', 10, 'acc1', 'payment1', 'FAILED'],
      ['topSpenders', 11, 1, ['acc1(0)']],
    ],
  },
  {
    name: 'a payment is made before anything else at its moment',
    source: SCHEDULED,
    steps: [
      ...OPEN_TWO,
      ['deposit', 3, 'acc1', 100, 100],
      ['schedulePayment', 4, 'acc1', 80, 6, 'payment1'],
      ['transfer', 10, 'acc1', 'acc2', 50, null],
      ['transfer', 10, 'acc1', 'acc2', 20, 0],
    ],
  },
  {
    name: 'a deposit at the moment itself comes too late for a payment',
    source: SCHEDULED,
    steps: [
      ['createAccount', 1, 'acc1', true],
      ['schedulePayment', 2, 'acc1', 80, 8, 'payment1'],
      ['deposit', 10, 'acc1', 100, 100],
      ['getPaymentStatus', 10, 'acc1', 'payment1', 'FAILED'],
    ],
  },
  {
    name: 'payments of one moment are made in the order in which they were scheduled',
    source: SCHEDULED,
    steps: [
      ['createAccount', 1, 'acc1', true],
      ['deposit', 2, 'acc1', 100, 100],
      ['schedulePayment', 3, 'acc1', 70, 7, 'payment1'],
      ['schedulePayment', 4, 'acc1', 60, 6, 'payment2'],
      ['schedulePayment', 5, 'acc1', 30, 5, 'payment3'],
      ['getPaymentStatus', 10, 'acc1', 'payment1', 'EXECUTED'],
      ['getPaymentStatus', 10, 'acc1', 'payment2', 'FAILED'],
      ['getPaymentStatus', 10, 'acc1', 'payment3', 'EXECUTED'],
      ['getBalance', 10, 'acc1', 10, 0],
    ],
  },
  {
    name: 'payment2 comes before payment10: by order, not by text',
    source: SCHEDULED,
    steps: [
      ['createAccount', 1, 'acc1', true],
      ['deposit', 1, 'acc1', 1, 1],
      ['createAccount', 1, 'acc2', true],
      ...Array.from({ length: 9 }, (_, i): PaymentBankStep => {
        return ['schedulePayment', 2, i === 1 ? 'acc1' : 'acc2', 1, 5, `payment${i + 1}`];
      }),
      ['schedulePayment', 2, 'acc1', 1, 5, 'payment10'],
      ['getPaymentStatus', 7, 'acc1', 'payment2', 'EXECUTED'],
      ['getPaymentStatus', 7, 'acc1', 'payment10', 'FAILED'],
    ],
  },
  {
    name: 'a payment scheduled later for an earlier moment is made first',
    source: SCHEDULED,
    steps: [
      ['createAccount', 1, 'acc1', true],
      ['deposit', 2, 'acc1', 100, 100],
      ['schedulePayment', 3, 'acc1', 70, 20, 'payment1'],
      ['schedulePayment', 4, 'acc1', 60, 5, 'payment2'],
      ['getPaymentStatus', 30, 'acc1', 'payment1', 'FAILED'],
      ['getPaymentStatus', 30, 'acc1', 'payment2', 'EXECUTED'],
    ],
  },
  {
    name: 'a payment is cancelled once, by its account alone, while it is scheduled',
    source: SCHEDULED,
    steps: [
      ...OPEN_TWO,
      ['deposit', 3, 'acc1', 100, 100],
      ['schedulePayment', 4, 'acc1', 80, 10, 'payment1'],
      ['cancelPayment', 5, 'acc2', 'payment1', false],
      ['cancelPayment', 6, 'nobody', 'payment1', false],
      ['cancelPayment', 7, 'acc1', 'payment9', false],
      ['cancelPayment', 8, 'acc1', 'payment1', true],
      ['cancelPayment', 9, 'acc1', 'payment1', false],
      ['getPaymentStatus', 20, 'acc1', 'payment1', 'CANCELLED'],
      ['getBalance', 20, 'acc1', 20, 100],
    ],
  },
  {
    name: 'at its moment a payment can be cancelled no more',
    source: SCHEDULED,
    steps: [
      ['createAccount', 1, 'acc1', true],
      ['deposit', 2, 'acc1', 100, 100],
      ['schedulePayment', 3, 'acc1', 80, 7, 'payment1'],
      ['schedulePayment', 3, 'acc1', 80, 7, 'payment2'],
      ['cancelPayment', 10, 'acc1', 'payment1', false],
      ['cancelPayment', 10, 'acc1', 'payment2', false],
      ['getBalance', 10, 'acc1', 10, 20],
    ],
  },
  {
    name: 'several payments come due in one pause, each at its own moment',
    source: SCHEDULED,
    steps: [
      ['createAccount', 1, 'acc1', true],
      ['deposit', 2, 'acc1', 100, 100],
      ['schedulePayment', 3, 'acc1', 10, 5, 'payment1'],
      ['schedulePayment', 3, 'acc1', 20, 6, 'payment2'],
      ['getBalance', 100, 'acc1', 7, 100],
      ['getBalance', 100, 'acc1', 8, 90],
      ['getBalance', 100, 'acc1', 9, 70],
    ],
  },
  {
    name: 'without a delay a payment is made before the next call',
    source: 'own: the least delay',
    steps: [
      ['createAccount', 1, 'acc1', true],
      ['deposit', 2, 'acc1', 100, 100],
      ['schedulePayment', 2, 'acc1', 30, 0, 'payment1'],
      ['cancelPayment', 2, 'acc1', 'payment1', false],
      ['getBalance', 2, 'acc1', 2, 70],
    ],
  },
];
