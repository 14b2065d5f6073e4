import { z } from 'zod';
import { accountSchema } from '../account-schema.ts';
import type { ConfigurationSource } from '../configuration-source.ts';
import { regionName } from '../name-schemas.ts';
import { errorOf, findingsOf } from '../problems.ts';
import type { Layer } from '../schema.ts';
import { secretsIn } from '../secrets.ts';
import type { YamlDocument } from '../yaml-documents.ts';

const text = z.string().max(500);

const accountsSchema = z
  .array(
    z.strictObject({
      name: text.min(1),
      region: regionName,
      description: text.exactOptional(),
      account_id: accountSchema.exactOptional(),
      accountId: accountSchema.exactOptional(),
      id: accountSchema.exactOptional(),
      role_arn: text.exactOptional(),
    }),
  )
  .min(1);

/** One account of the original tool's accounts.json. */
export interface OriginalAccount {
  readonly name: string;
  readonly region: string;
  /** 12 digits; null where the file has none, which the original tool did not need. */
  readonly account: string | null;
}

/**
 * The accounts of an accounts.json, in its order: the first one was the one that held where none was named.
 *
 * @throws {ConfigurationError} with line and column of everything that is wrong.
 */
export function accountsIn({ value, at }: YamlDocument): readonly OriginalAccount[] {
  const secrets = secretsIn(value, at);
  const parsed = accountsSchema.safeParse(value);
  const findings = [
    ...secrets.map(({ finding }) => finding),
    ...findingsOf(parsed.error?.issues ?? [], value, accountsSchema, at),
  ];
  if (findings.length > 0 || !parsed.success) throw errorOf(findings);
  return parsed.data.map(({ name, region, account_id, accountId, id }) => ({
    ...{ name, region },
    account: account_id ?? accountId ?? id ?? null,
  }));
}

/** A list of accounts would shut out those without a number: it is only made where all have one. */
export function layerFromAccounts(accounts: readonly OriginalAccount[]): Pick<Layer, 'accounts' | 'regions'> {
  const numbers = accounts.flatMap(({ account }) => account ?? []);
  return {
    ...(numbers.length === accounts.length ? { accounts: [...new Set(numbers)] } : {}),
    regions: [...new Set(accounts.map(({ region }) => region))],
  };
}

/**
 * The same as a configuration: which accounts a run may name, where the file has their numbers, and where a fleet looks. Names of
 * accounts are not known here.
 */
export function sourceFromAccounts(document: YamlDocument, file: string): ConfigurationSource {
  const accounts = accountsIn(document);
  const unnumbered = accounts.filter(({ account }) => account === null).map(({ name }) => name);
  const note = `${unnumbered.join(', ')} without the number of the account: runs name it by its 12 digits, --account 111122223333.`;
  return {
    layer: layerFromAccounts(accounts),
    whereOf: () => document.at([]),
    remarks: unnumbered.length === 0 ? [] : [{ field: 'accounts', says: note, where: `${file}:1:1`, isWarning: true }],
  };
}
