import { accountScenarios } from './book-account-scenarios.ts';
import { adjustScenarios } from './book-adjust-scenarios.ts';
import { beginningScenarios } from './book-beginning-scenarios.ts';
import { broughtBackScenarios } from './book-brought-back-scenarios.ts';
import { capturedPaymentScenarios } from './book-captured-payment-scenarios.ts';
import { ceilingScenarios } from './book-ceiling-scenarios.ts';
import { datedScenarios } from './book-dated-scenarios.ts';
import { distributionScenarios } from './book-distribution-scenarios.ts';
import { expectedScenarios } from './book-expected-scenarios.ts';
import { expiryScenarios } from './book-expiry-scenarios.ts';
import { forcedScenarios } from './book-forced-scenarios.ts';
import { frozenScenarios } from './book-frozen-scenarios.ts';
import { holdScenarios } from './book-hold-scenarios.ts';
import { limitScenarios } from './book-limit-scenarios.ts';
import { lotScenarios } from './book-lot-scenarios.ts';
import { offerScenarios } from './book-offer-scenarios.ts';
import { orderScenarios } from './book-order-scenarios.ts';
import { postingScenarios } from './book-posting-scenarios.ts';
import { purseScenarios } from './book-purse-scenarios.ts';
import { reversalScenarios } from './book-reversal-scenarios.ts';
import type { BookScenario } from './book-scenario.ts';
import { scheduleScenarios } from './book-schedule-scenarios.ts';
import { startPursesScenarios } from './book-start-purses-scenarios.ts';
import { takenBackScenarios } from './book-taken-back-scenarios.ts';
import { termsScenarios } from './book-terms-scenarios.ts';
import { velocityScenarios } from './book-velocity-scenarios.ts';
import { voidScenarios } from './book-void-scenarios.ts';

export const bookScenarios: readonly BookScenario[] = [
  ...accountScenarios,
  ...postingScenarios,
  ...distributionScenarios,
  ...holdScenarios,
  ...adjustScenarios,
  ...capturedPaymentScenarios,
  ...offerScenarios,
  ...scheduleScenarios,
  ...ceilingScenarios,
  ...expectedScenarios,
  ...expiryScenarios,
  ...lotScenarios,
  ...purseScenarios,
  ...voidScenarios,
  ...startPursesScenarios,
  ...datedScenarios,
  ...orderScenarios,
  ...reversalScenarios,
  ...takenBackScenarios,
  ...broughtBackScenarios,
  ...limitScenarios,
  ...termsScenarios,
  ...beginningScenarios,
  ...velocityScenarios,
  ...forcedScenarios,
  ...frozenScenarios,
];
