/** From a file of today to one of the first version: what each step has added is taken away again, newest first. */
export const BACK_TO_FIRST = `
  ALTER TABLE "books" DROP COLUMN "hasPurses";
  ALTER TABLE "credits" DROP COLUMN "startsAt"; ALTER TABLE "credits" DROP COLUMN "priority"; ALTER TABLE "books" DROP COLUMN "creditOrder";
  DROP INDEX "credits by turn";
  ${['expiresAt', 'expiredAt', 'extendedBy', 'dueAt'].map((column) => `ALTER TABLE "credits" DROP COLUMN "${column}";`).join(' ')}
  ALTER TABLE "accounts" DROP COLUMN "creditsEndedAt"; ALTER TABLE "arrivedAccounts" DROP COLUMN "creditsEndedAt";
  ALTER TABLE "credits" DROP COLUMN "hereAt"; ALTER TABLE "credits" DROP COLUMN "hereOrder";
  ${['entries', 'recentEntries', 'arrivedEntries', 'checkpoints', 'accounts', 'arrivedAccounts']
    .map(
      (table) =>
        `ALTER TABLE "${table}" DROP COLUMN "purse"; ALTER TABLE "${table}" DROP COLUMN "spendable";`,
    )
    .join(' ')}
  ALTER TABLE "accounts" DROP COLUMN "beginnings"; ALTER TABLE "arrivedAccounts" DROP COLUMN "beginnings";
  ALTER TABLE "accounts" DROP COLUMN "lastSeq"; ALTER TABLE "arrivedAccounts" DROP COLUMN "lastSeq";
  DROP TABLE "schedules"; DROP INDEX "books by due"; ALTER TABLE "books" DROP COLUMN "due";
  ALTER TABLE "accounts" DROP COLUMN "scheduled"; ALTER TABLE "arrivedAccounts" DROP COLUMN "scheduled";
  DROP INDEX "payments by group";
  ALTER TABLE "payments" DROP COLUMN "inGroup"; ALTER TABLE "payments" DROP COLUMN "rank";
  ${['accounts', 'arrivedAccounts'].map((table) => `ALTER TABLE "${table}" DROP COLUMN "limits";`).join(' ')}
  ALTER TABLE "holds" DROP COLUMN "terms";
  ALTER TABLE "accounts" DROP COLUMN "frozen"; ALTER TABLE "arrivedAccounts" DROP COLUMN "frozen";
  DROP TABLE "privatedata"; DROP TABLE "privateaccounts";
  ALTER TABLE "books" DROP COLUMN "lockedBefore";
  DROP INDEX "holds by expectedBy";
  ${['targetKey', 'lastTarget', 'metAt', 'metOrder'].map((column) => `ALTER TABLE "holds" DROP COLUMN "${column}";`).join(' ')}
  ${['entries', 'recentEntries', 'arrivedEntries', 'checkpoints', 'accounts', 'arrivedAccounts']
    .map((table) => `ALTER TABLE "${table}" DROP COLUMN "expected";`)
    .join(' ')}
  ${[
    'journal by kind',
    'entries by seq',
    'recentEntries by seq',
    'accounts by made',
    ...['account', 'made', 'ended', 'runs out'].map((name) => `holds by ${name}`),
    ...['source', 'target', 'lastTarget', 'made', 'ended', 'runs out'].map((name) => `offers by ${name}`),
    ...['account', 'made'].map((name) => `payments by ${name}`),
    ...['account', 'made'].map((name) => `credits by ${name}`),
  ]
    .map((name) => `DROP INDEX "${name}";`)
    .join(' ')}
  CREATE INDEX "holds by account" ON "holds" ("book", "account");
  CREATE INDEX "offers by source" ON "offers" ("book", "source");
  CREATE INDEX "offers by lastTarget" ON "offers" ("book", "lastTarget");
  CREATE INDEX "payments by account" ON "payments" ("book", "account");
  CREATE INDEX "credits by account" ON "credits" ("book", "account");
  ALTER TABLE "credits" DROP COLUMN "at";
  DROP TABLE "labels"; ALTER TABLE "journal" DROP COLUMN "actor";
  ${['accounts', 'arrivedAccounts']
    .map(
      (table) =>
        `ALTER TABLE "${table}" DROP COLUMN "fixedAt"; ALTER TABLE "${table}" DROP COLUMN "freedAt";`,
    )
    .join(' ')}
  ALTER TABLE "holds" DROP COLUMN "captures";
  ${['house', 'books', 'journal'].map((table) => `ALTER TABLE "${table}" DROP COLUMN "rules";`).join(' ')}
  ${['payments', 'refunds', 'credits'].map((table) => `ALTER TABLE "${table}" DROP COLUMN "seq";`).join(' ')}
  ALTER TABLE "journal" DROP COLUMN "retryOf";
  ${['holds', 'offers']
    .map(
      (table) => `DROP INDEX "${table} by due"; CREATE INDEX "${table} by due" ON "${table}" ("book", "due")
    WHERE "due" IS NOT NULL;`,
    )
    .join(' ')}
  DROP TABLE "imports"; DROP TABLE "restores"; DROP TABLE "house"; PRAGMA user_version = 1`;
