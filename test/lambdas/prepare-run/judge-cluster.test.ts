import { describe, expect, test } from '@jest/globals';
import { assertUsable } from '../../../lambdas/prepare-run/judge-cluster.ts';
import type { ClusterDescription } from '../../../src/aws/ports.ts';
import { ClusterUnreachableError, ConfigurationError } from '../../../src/domain/errors.ts';

function aCluster(parts: Partial<ClusterDescription>): ClusterDescription {
  return {
    name: 'dev',
    arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/dev',
    status: 'ACTIVE',
    version: '1.36',
    endpoint: 'https://dev.example',
    certificateAuthority: '',
    tags: {},
    isAutoMode: false,
    authenticationMode: 'API',
    ...parts,
  };
}

describe('a cluster', () => {
  test('that is UPDATING is woken, because it must come back, and not put to sleep', () => {
    expect(() => assertUsable(aCluster({ status: 'UPDATING' }), 'start')).not.toThrow();
    expect(() => assertUsable(aCluster({ status: 'UPDATING' }), 'stop')).toThrow(ClusterUnreachableError);
  });

  test.each(['CREATING', 'DELETING', 'FAILED', 'PENDING'])('that is %s is not touched', (status) => {
    for (const action of ['stop', 'start'] as const) {
      expect(() => assertUsable(aCluster({ status }), action)).toThrow(`Cluster dev is ${status}, not ACTIVE.`);
    }
  });

  test('in Auto Mode is refused', () => {
    expect(() => assertUsable(aCluster({ isAutoMode: true }), 'stop')).toThrow(ConfigurationError);
  });
});
