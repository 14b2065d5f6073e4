import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, YAMLError } from 'yaml';
import { z } from 'zod';
import { readTextFile } from '../config/read-text-file.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { few } from '../domain/few.ts';
import type { PriceList } from '../domain/savings.ts';
import { visibleText } from '../domain/visible-text.ts';

const price = z.number().min(0).max(100_000);

const priceListSchema = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'write three capitals, such as EUR'),
  nodeHour: z.record(z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'write an instance type, such as m5.large'), price),
  controlPlaneHour: price.nullable().default(null),
});

const largestBytes = 1_000_000;

/** As readConfigurationFile: beside the bundle, or in the source tree. */
const places = ['./prices.yaml', '../prices.yaml', '../../config/prices.yaml'];

/**
 * The price list that was deployed with this code; null where there is none, and then reports have node-hours and no money. The same
 * where it cannot be read, which is told: prices never fail a run.
 */
export function readDeployedPrices(tell: (problem: string) => void): PriceList | null {
  const file = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((each) => existsSync(each));
  try {
    return file === undefined ? null : readPriceList(file);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    tell(error.message);
    return null;
  }
}

/** @throws {ConfigurationError} where there is no such file, or it holds no price list. */
export function readPriceList(file: string): PriceList {
  return parsePriceList(readTextFile(file, { called: 'Price list', largestBytes, cure: 'Name another file.' }));
}

/**
 * Reads a price list; config/prices.example.yaml shows one.
 *
 * @throws {ConfigurationError} that names every problem.
 */
export function parsePriceList(text: string): PriceList {
  const { data, error } = priceListSchema.safeParse(yamlIn(text));
  if (data) return data;
  const problems = error.issues.map(({ path, message }) =>
    visibleText(`${path.join(': ') || 'prices.yaml'}: ${message}`),
  );
  throw new ConfigurationError(
    `The price list is not one: ${few(problems).join('; ')}.`,
    'Write it as config/prices.example.yaml shows.',
  );
}

function yamlIn(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    const [first = ''] = error.message.split('\n');
    throw new ConfigurationError(`The price list is no YAML: ${visibleText(first)}`, 'Mend it there.');
  }
}
