import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  autoscalerRecords,
  nodeGroupRecords,
  readRecord,
  schemaVersion,
  webhookRecords,
} from '../../src/aws/record-items.ts';

const base = { pk: 'CLUSTER#c', schemaVersion, recordedAt: '2026-01-12T20:00:00.000Z', runId: 'r', phase: 'recorded' };
const sizes = { minSize: 2, maxSize: 10, desiredSize: 5 };
const nodeGroup = {
  ...base,
  ...sizes,
  sk: 'NODEGROUP#apps',
  name: 'apps',
  instanceTypes: ['m6i.large'],
  previous: null,
};
const autoscaler = {
  ...base,
  sk: 'AUTOSCALER#tools/ca',
  namespace: 'tools',
  name: 'ca',
  kind: 'Deployment',
  replicas: 1,
};
const webhook = {
  ...base,
  sk: 'WEBHOOK#V#guard#one',
  kind: 'Validating',
  configuration: 'guard',
  webhook: 'one',
  failurePolicy: 'Fail',
};

const readers = {
  nodeGroup: (change: object) => readRecord(nodeGroupRecords, { ...nodeGroup, ...change }),
  autoscaler: (change: object) => readRecord(autoscalerRecords, { ...autoscaler, ...change }),
  webhook: (change: object) => readRecord(webhookRecords, { ...webhook, ...change }),
};

type Kind = keyof typeof readers;

test.each<Kind>(['nodeGroup', 'autoscaler', 'webhook'])('a whole record of a %s is read', (kind) => {
  expect(readers[kind]({}).state).toBe('valid');
});

describe('a damaged record is not read, and never as a zero: it is told what is wrong with it', () => {
  test.each<[string, Kind, object, string]>([
    ['a size in text', 'nodeGroup', { desiredSize: '5' }, 'desiredSize'],
    ['a size that is null', 'nodeGroup', { minSize: null }, 'minSize'],
    ['a size that is missing', 'nodeGroup', { maxSize: undefined }, 'maxSize'],
    ['a size that is negative', 'nodeGroup', { desiredSize: -1 }, 'desiredSize'],
    ['half a size', 'nodeGroup', { desiredSize: 2.5 }, 'desiredSize'],
    ['a size that is no number', 'nodeGroup', { desiredSize: Number.NaN }, 'desiredSize'],
    ['a size without end', 'nodeGroup', { maxSize: Number.POSITIVE_INFINITY }, 'maxSize'],
    ['a size that is a list', 'nodeGroup', { minSize: [2] }, 'minSize'],
    ['a name of nothing', 'nodeGroup', { name: '', sk: 'NODEGROUP#' }, 'name'],
    ['a name that is another than its key', 'nodeGroup', { name: 'system' }, 'key'],
    ['a key with a line end', 'nodeGroup', { sk: 'NODEGROUP#apps\n' }, 'key'],
    ['instance types that are text', 'nodeGroup', { instanceTypes: 'm6i.large' }, 'instanceTypes'],
    ['a date that is none', 'nodeGroup', { recordedAt: 'yesterday' }, 'recordedAt'],
    ['a date that is a number', 'nodeGroup', { recordedAt: 1_768_248_000 }, 'recordedAt'],
    ['a run of nothing', 'nodeGroup', { runId: '' }, 'runId'],
    ['a phase that is none', 'nodeGroup', { phase: 'Recorded' }, 'phase'],
    ['a predecessor that is missing', 'nodeGroup', { previous: undefined }, 'previous'],
    ['a predecessor that is half', 'nodeGroup', { previous: { ...sizes, minSize: undefined } }, 'previous.minSize'],
    ['a layout in text', 'nodeGroup', { schemaVersion: '1' }, 'schemaVersion'],
    ['a layout that is negative', 'nodeGroup', { schemaVersion: -1 }, 'schemaVersion'],
    ['replicas in text', 'autoscaler', { replicas: '1' }, 'replicas'],
    ['replicas that are negative', 'autoscaler', { replicas: -1 }, 'replicas'],
    ['replicas that are missing', 'autoscaler', { replicas: undefined }, 'replicas'],
    ['a kind that is none', 'autoscaler', { kind: 'StatefulSet' }, 'kind'],
    ['a namespace of nothing', 'autoscaler', { namespace: '', sk: 'AUTOSCALER#/ca' }, 'namespace'],
    ['a namespace of another key', 'autoscaler', { namespace: 'kube-system' }, 'key'],
    ['a policy that is none', 'webhook', { failurePolicy: 'Warn' }, 'failurePolicy'],
    ['a policy that is missing', 'webhook', { failurePolicy: undefined }, 'failurePolicy'],
    ['a policy in small letters', 'webhook', { failurePolicy: 'fail' }, 'failurePolicy'],
    ['a kind of webhook that is none', 'webhook', { kind: 'V' }, 'kind'],
    ['a webhook of the other kind', 'webhook', { kind: 'Mutating' }, 'key'],
    ['a webhook of another name', 'webhook', { webhook: 'two' }, 'key'],
  ])('%s', (_title, kind, change, field) => {
    expect(readers[kind](change)).toEqual({ state: 'damaged', problem: expect.stringContaining(field) });
  });
});

test.each<Kind>(['nodeGroup', 'autoscaler', 'webhook'])('a record of a %s of a newer release is told apart', (kind) => {
  const newer = schemaVersion + 1;
  expect(readers[kind]({ schemaVersion: newer })).toMatchObject({
    state: 'newer',
    problem: expect.stringContaining(`${newer}`),
  });
});

test('whatever stands in a field, the record is read as it is or not at all', () => {
  const aField = fc.constantFrom(
    'minSize',
    'maxSize',
    'desiredSize',
    'name',
    'phase',
    'previous',
    'recordedAt',
    'runId',
    'sk',
  );
  fc.assert(
    fc.property(aField, fc.anything({ maxDepth: 2 }), (field, value) => {
      const read = readers.nodeGroup({ [field]: value });
      if (read.state === 'valid') expect(Reflect.get({ ...read.record, sk: nodeGroup.sk }, field)).toEqual(value);
      else expect(read.problem).not.toBe('');
    }),
    { numRuns: 300 },
  );
});
