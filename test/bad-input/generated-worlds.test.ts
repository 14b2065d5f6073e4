import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseWorld } from '../../sandbox/worlds/read-world.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { anyText } from './any-text.ts';
import { expectReadable } from './refusal.ts';

const file = 'my-world.yaml';
const world = (body: string) => `apiVersion: sandbox.eks-scheduler.io/v1\nkind: World\n${body}`;

describe('whatever a world holds, it is read or refused in words', () => {
  const isReadOrRefused = (text: string) => {
    try {
      parseWorld(text, file);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      expectReadable((error as ConfigurationError).message);
    }
  };

  test('any text', () => {
    fc.assert(fc.property(anyText, isReadOrRefused), { numRuns: 200 });
  });

  test('any value at any place of an object', () => {
    const aKind = fc.constantFrom(
      'v1/Pod',
      'v1/Service',
      'apps/v1/Deployment',
      'policy/v1/PodDisruptionBudget',
      'v1/List',
    );
    const aValue = fc.jsonValue({ maxDepth: 3 });
    const aSpec = fc.dictionary(
      fc.constantFrom('replicas', 'selector', 'template', 'containers', 'ports', 'minAvailable'),
      aValue,
    );
    const anObject = fc.record({
      kind: aKind,
      name: fc.oneof(fc.constant('a'), fc.string(), aValue),
      spec: fc.oneof(aSpec, aValue),
      items: aValue,
    });
    const isSane = ({ kind, name, spec, items }: { kind: string; name: unknown; spec: unknown; items: unknown }) => {
      const [apiVersion, short] = [kind.slice(0, kind.lastIndexOf('/')), kind.slice(kind.lastIndexOf('/') + 1)];
      isReadOrRefused(JSON.stringify({ apiVersion, kind: short, metadata: { name }, spec, items }));
    };
    fc.assert(fc.property(anObject, isSane), { numRuns: 500 });
  });

  test('any sizes of node groups', () => {
    const aSize = fc.oneof(fc.integer({ min: -2, max: 2002 }), fc.double(), fc.jsonValue({ maxDepth: 1 }));
    const sizes = fc.record({ name: fc.string(), minSize: aSize, maxSize: aSize, desiredSize: aSize });
    const isSane = (nodeGroups: unknown) => isReadOrRefused(world(`nodeGroups: ${JSON.stringify(nodeGroups)}`));
    fc.assert(fc.property(fc.array(sizes, { maxLength: 3 }), isSane), { numRuns: 300 });
  });
});
