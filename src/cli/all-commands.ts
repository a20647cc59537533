import { addAccountCommand } from './command/account-command.ts';
import { addAccountsCommand } from './command/accounts-command.ts';
import { addAnnounceExpiriesCommand } from './command/announce-expiries-command.ts';
import { addReconcileCommand, addVerifyCommand } from './command/audit-commands.ts';
import { addBackupCommand } from './command/backup-command.ts';
import { addBalanceCommand } from './command/balance-command.ts';
import { addBenchCommand } from './command/bench-command.ts';
import { addBooksCommand } from './command/books-command.ts';
import { addCommandCommand } from './command/command-command.ts';
import { addCreditHistoryCommand } from './command/credit-history-command.ts';
import { addCreditsCommand } from './command/credits-command.ts';
import { addDemoCommand } from './command/demo-command.ts';
import { addDoctorCommand } from './command/doctor-command.ts';
import { addEraseCommand } from './command/erase-command.ts';
import { addEventsCommand } from './command/events-command.ts';
import { addExportCommand } from './command/export-command.ts';
import { addHoldsCommand } from './command/holds-command.ts';
import { addImportCommand } from './command/import-command.ts';
import { addImportsCommand } from './command/imports-command.ts';
import { addInfoCommand } from './command/info-command.ts';
import { addLockedBeforeCommand } from './command/locked-before-command.ts';
import { addMigrateCommand } from './command/migrate-command.ts';
import { addOffersCommand } from './command/offers-command.ts';
import { addPaymentsCommand } from './command/payments-command.ts';
import { addPrivateDataCommand } from './command/private-data-command.ts';
import { addRefundableCommand } from './command/refundable-command.ts';
import { addRestoreCommand } from './command/restore-command.ts';
import { addRunDueCommand } from './command/run-due-command.ts';
import { addSchedulesCommand } from './command/schedules-command.ts';
import { addSpendableCommand } from './command/spendable-command.ts';
import { addStatementCommand } from './command/statement-command.ts';
import { addTransactionsCommand } from './command/transactions-command.ts';
import { addTrialBalanceCommand } from './command/trial-balance-command.ts';
import type { CommandLine } from './command-line.ts';
import { addCountCommands } from './count/count-group.ts';
import { addWriteCommands } from './write-commands.ts';

/** Every command, in the order in which help lists them. */
const COMMANDS: readonly ((cli: CommandLine) => void)[] = [
  addWriteCommands,
  addLockedBeforeCommand,
  addEraseCommand,
  addPrivateDataCommand,
  addBalanceCommand,
  addStatementCommand,
  addTrialBalanceCommand,
  addAccountCommand,
  addAccountsCommand,
  addHoldsCommand,
  addOffersCommand,
  addSchedulesCommand,
  addPaymentsCommand,
  addRefundableCommand,
  addSpendableCommand,
  addCreditsCommand,
  addCreditHistoryCommand,
  addTransactionsCommand,
  addCommandCommand,
  addEventsCommand,
  addBooksCommand,
  addInfoCommand,
  addAnnounceExpiriesCommand,
  addRunDueCommand,
  addCountCommands,
  addImportCommand,
  addImportsCommand,
  addExportCommand,
  addBackupCommand,
  addRestoreCommand,
  addVerifyCommand,
  addReconcileCommand,
  addDoctorCommand,
  addMigrateCommand,
  addBenchCommand,
  addDemoCommand,
];

export function addCommands(cli: CommandLine): void {
  for (const add of COMMANDS) add(cli);
}
