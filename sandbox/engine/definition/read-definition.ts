import { isObject, type Json, type JsonObject } from '../json.ts';
import { checkBlock } from './check-block.ts';
import { checkNumber, longestSeconds } from './check-numbers.ts';
import type { MachineDefinition } from './definition.ts';
import { type Diagnostic, Diagnostics } from './diagnostics.ts';
import { duplicateKeys } from './duplicate-keys.ts';

export interface ReadDefinition {
  /** Null where there are errors among the diagnostics. */
  readonly definition: MachineDefinition | null;
  readonly diagnostics: readonly Diagnostic[];
}

const machineFields = ['Comment', 'StartAt', 'States', 'QueryLanguage', 'TimeoutSeconds', 'Version'];
const longestDefinition = 1_048_576;

/**
 * Reads a definition and says all that is wrong with it: what AWS would refuse, and what the sandbox cannot run. A definition that
 * passes is one that the engine runs as AWS does.
 */
export function readDefinition(text: string): ReadDefinition {
  const diagnostics = new Diagnostics();
  const machine = parse(text, diagnostics);
  if (!machine) return { definition: null, diagnostics: diagnostics.all };
  for (const { key, path } of duplicateKeys(text)) {
    const isState = path.endsWith('/States');
    const code = isState ? 'DUPLICATE_STATE_NAME' : 'INVALID_JSON_DESCRIPTION';
    diagnostics.error(code, `${path}/${key}`, isState ? `Duplicate state name: ${key}` : `Duplicate field '${key}'`);
  }
  checkMachineFields(machine, diagnostics);
  const language = machine.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath';
  checkBlock(machine, '', { language, stateNames: new Set(), outerVariables: new Set() }, diagnostics);
  const definition = diagnostics.hasErrors ? null : (machine as unknown as MachineDefinition);
  return { definition, diagnostics: diagnostics.all };
}

function checkMachineFields(machine: JsonObject, diagnostics: Diagnostics): void {
  const { QueryLanguage, TimeoutSeconds, Version } = machine;
  for (const field of Object.keys(machine)) {
    if (!machineFields.includes(field)) diagnostics.invalid(`/${field}`, `Field '${field}' is not supported`);
  }
  if (QueryLanguage !== undefined && QueryLanguage !== 'JSONata' && QueryLanguage !== 'JSONPath') {
    diagnostics.invalid('/QueryLanguage', 'Value should be one of the following: [JSONPath, JSONata]');
  }
  if (Version !== undefined && Version !== '1.0') diagnostics.invalid('/Version', "Value should be '1.0'");
  if (TimeoutSeconds !== undefined) {
    checkNumber(TimeoutSeconds, '/TimeoutSeconds', { from: 1, to: longestSeconds }, diagnostics);
  }
}

function parse(text: string, diagnostics: Diagnostics): JsonObject | null {
  if (Buffer.byteLength(text) > longestDefinition) {
    diagnostics.error('SCHEMA_VALIDATION_FAILED', undefined, 'A definition has at most 1,048,576 bytes');
    return null;
  }
  let value: Json | undefined;
  if (text.trim() !== '') {
    try {
      value = JSON.parse(text) as Json;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      diagnostics.error('INVALID_JSON_DESCRIPTION', undefined, message);
      return null;
    }
  }
  if (isObject(value)) return value;
  diagnostics.error('SCHEMA_VALIDATION_FAILED', undefined, 'Definition must be a valid JSON object');
  return null;
}
