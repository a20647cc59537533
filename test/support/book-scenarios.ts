import { holdScenarios } from './book-hold-scenarios.ts';
import type { BookScenario } from './book-scenario.ts';

export const bookScenarios: readonly BookScenario[] = [...holdScenarios];
