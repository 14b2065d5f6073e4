import { expressionIn } from '../evaluator.ts';
import { isObject, type JsonObject } from '../json.ts';
import { checkTemplate } from './check-expressions.ts';
import { checkNumberOrExpression } from './check-numbers.ts';
import type { Diagnostics } from './diagnostics.ts';

const modes = { Mode: ['INLINE', 'DISTRIBUTED'], ExecutionType: ['STANDARD', 'EXPRESS'] } as const;
const batcherFields = ['MaxItemsPerBatch', 'MaxInputBytesPerBatch', 'BatchInput'];

/** Checks what only a Map has, but for the states of its processor. */
export function checkMap(state: JsonObject, location: string, diagnostics: Diagnostics): void {
  const { Items, ItemSelector, MaxConcurrency, ToleratedFailureCount, ToleratedFailurePercentage } = state;
  if (Items !== undefined) {
    if (typeof Items === 'string' ? expressionIn(Items) === null : !Array.isArray(Items) && !isObject(Items)) {
      diagnostics.invalid(`${location}/Items`, 'Items must be an array, an object or a JSONata expression');
    } else {
      checkTemplate(Items, `${location}/Items`, diagnostics);
    }
  }
  if (ItemSelector !== undefined) checkTemplate(ItemSelector, `${location}/ItemSelector`, diagnostics);
  const checkCount = (value: JsonObject[string] | undefined, field: string, to?: number): void => {
    const range = to === undefined ? { from: 0 } : { from: 0, to, isReal: true };
    if (value !== undefined) checkNumberOrExpression(value, `${location}/${field}`, range, diagnostics);
  };
  checkCount(MaxConcurrency, 'MaxConcurrency');
  checkCount(ToleratedFailureCount, 'ToleratedFailureCount');
  checkCount(ToleratedFailurePercentage, 'ToleratedFailurePercentage', 100);
  checkDistribution(state, location, diagnostics);
}

function checkDistribution(state: JsonObject, location: string, diagnostics: Diagnostics): void {
  const processor = isObject(state.ItemProcessor) ? state.ItemProcessor : {};
  const config = isObject(processor.ProcessorConfig) ? processor.ProcessorConfig : {};
  const place = `${location}/ItemProcessor/ProcessorConfig`;
  for (const [field, value] of Object.entries(config)) {
    const allowed: readonly unknown[] | undefined = modes[field as keyof typeof modes];
    if (!allowed) diagnostics.invalid(`${place}/${field}`, `Field '${field}' is not supported`);
    else if (!allowed.includes(value)) {
      diagnostics.invalid(`${place}/${field}`, `Value should be one of the following: [${allowed.join(', ')}]`);
    }
  }
  if (config.Mode === 'DISTRIBUTED') {
    if (config.ExecutionType === undefined) diagnostics.invalid(place, 'These fields are required: [ExecutionType]');
    checkBatcher(state.ItemBatcher, `${location}/ItemBatcher`, diagnostics);
    checkLabel(state.Label, `${location}/Label`, diagnostics);
    return;
  }
  for (const field of ['ItemBatcher', 'Label']) {
    if (state[field] !== undefined) {
      diagnostics.invalid(`${location}/${field}`, `Field '${field}' is only supported by a Map in DISTRIBUTED mode`);
    }
  }
  if (config.ExecutionType !== undefined) {
    diagnostics.invalid(`${place}/ExecutionType`, 'ExecutionType is only supported in DISTRIBUTED mode');
  }
}

function checkBatcher(batcher: JsonObject[string] | undefined, location: string, diagnostics: Diagnostics): void {
  if (batcher === undefined) return;
  if (!isObject(batcher)) {
    diagnostics.invalid(location, 'Expected value of type [OBJECT]');
    return;
  }
  for (const field of Object.keys(batcher)) {
    if (!batcherFields.includes(field)) {
      diagnostics.invalid(`${location}/${field}`, `Field '${field}' is not supported`);
    }
  }
  const { MaxItemsPerBatch, MaxInputBytesPerBatch, BatchInput } = batcher;
  if (MaxItemsPerBatch === undefined && MaxInputBytesPerBatch === undefined) {
    diagnostics.invalid(location, 'One of MaxItemsPerBatch and MaxInputBytesPerBatch is required');
  }
  if (MaxItemsPerBatch !== undefined) {
    checkNumberOrExpression(MaxItemsPerBatch, `${location}/MaxItemsPerBatch`, { from: 1 }, diagnostics);
  }
  if (MaxInputBytesPerBatch !== undefined) {
    const range = { from: 1, to: 262_144 };
    checkNumberOrExpression(MaxInputBytesPerBatch, `${location}/MaxInputBytesPerBatch`, range, diagnostics);
  }
  if (BatchInput !== undefined) checkTemplate(BatchInput, `${location}/BatchInput`, diagnostics);
}

function checkLabel(label: JsonObject[string] | undefined, location: string, diagnostics: Diagnostics): void {
  if (label === undefined) return;
  if (typeof label !== 'string' || !/^[A-Za-z0-9_-]{1,40}$/.test(label)) {
    diagnostics.invalid(location, 'A Label has 1 to 40 letters, digits, hyphens and underscores');
  }
}
